"""The addresses of searches for people."""

from django.urls import path

from gateway.review.find import views

urlpatterns = [
    path("find", views.find, name="find"),
    path("find/start", views.start, name="find_start"),
    path("find/about", views.about, name="find_about"),
    path("find/export", views.export, name="find_export"),
]
