"""The addresses of the figures."""

from django.urls import path

from gateway.review.figures import views

urlpatterns = [
    path("figures", views.figures, name="figures"),
    path("figures.csv", views.figures_csv, name="figures_csv"),
]
