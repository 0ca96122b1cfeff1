"""The addresses of the web side."""

from django.urls import path

from gateway.review import views
from gateway.review.sender.views import kept_files, sender_page, style

urlpatterns = [
    path("", views.status_page),
    path("healthz", views.healthz),
    path("metrics", views.metrics),
    path("m/style.css", style),  # no token has a dot
    path("m/<str:token>.files", kept_files),
    path("m/<str:token>", sender_page),
]
