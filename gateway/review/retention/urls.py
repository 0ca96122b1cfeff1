"""The address of what is kept."""

from django.urls import path

from gateway.review.retention import views

urlpatterns = [path("retention", views.retention, name="retention")]
