"""The addresses of the status page."""

from django.urls import path

from gateway.review.condition import views

urlpatterns = [
    path("status", views.status_page, name="status"),
    path("status/servers", views.try_servers, name="try_servers"),
]
