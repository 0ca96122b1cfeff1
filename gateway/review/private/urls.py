"""The addresses at which private mail is asked for and approved."""

from django.urls import path

from gateway.review.private import views

urlpatterns = [
    path("cases/<str:case_id>/opening", views.ask_to_open, name="ask_to_open"),
    path("openings", views.requests, name="openings"),
    path("openings/<int:number>", views.decide, name="decide_opening"),
    path("openings/<int:number>/tell", views.tell, name="tell_sender"),
]
