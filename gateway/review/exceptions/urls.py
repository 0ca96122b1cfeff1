"""The addresses of exceptions."""

from django.urls import path

from gateway.review.exceptions.views import exception, exceptions, revoke

urlpatterns = [
    path("cases/<str:case_id>/exception", exception, name="exception"),
    path("exceptions", exceptions, name="exceptions"),
    path("exceptions/<int:exception_id>/revoke", revoke, name="exception_revoke"),
]
