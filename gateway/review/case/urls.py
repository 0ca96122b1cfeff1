"""The addresses of a case."""

from django.urls import re_path

from gateway.review.case import views

_CASE = r"^cases/(?P<case_id>[0-9A-Z]{1,20})"  # no other address below /cases is in capitals

urlpatterns = [
    re_path(f"{_CASE}$", views.case, name="case"),
    re_path(f"{_CASE}/message$", views.message, name="case-message"),
    re_path(f"{_CASE}/html$", views.page, name="case-html"),
    re_path(f"{_CASE}/files/(?P<number>[0-9]{{1,5}})$", views.file, name="case-file"),
    re_path(f"{_CASE}/files/(?P<number>[0-9]{{1,5}})/download$", views.save, name="case-download"),
]
