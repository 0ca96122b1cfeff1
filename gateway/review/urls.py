"""The addresses of the web side."""

from django.urls import path

from gateway.review import views

urlpatterns = [
    path("", views.status_page),
    path("healthz", views.healthz),
    path("metrics", views.metrics),
]
