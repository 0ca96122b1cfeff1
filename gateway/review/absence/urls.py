"""The addresses at which people say that they are away."""

from django.urls import path

from gateway.review.absence import views

urlpatterns = [
    path("me/absence", views.absence, name="absence"),
    path("me/absence/end", views.absence_end, name="absence_end"),
]
