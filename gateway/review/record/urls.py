"""The addresses of the record."""

from django.urls import path

from gateway.review.record import views

urlpatterns = [
    path("record", views.record, name="record"),
    path("record/export", views.export, name="record_export"),
]
