"""The addresses of incidents."""

from django.urls import path

from gateway.review.incidents import views

urlpatterns = [
    path("incidents", views.incidents, name="incidents"),
    path("incidents/new", views.new_incident, name="new_incident"),
    path("incidents/<int:number>", views.incident, name="incident"),
    path("incidents/<int:number>/facts", views.change, name="incident_facts"),
    path("incidents/<int:number>/cases", views.change_cases, name="incident_cases"),
    path("incidents/<int:number>/diary", views.diary, name="incident_diary"),
    path("incidents/<int:number>/close", views.close, name="incident_close"),
    path("incidents/<int:number>/report.docx", views.report, name="incident_report"),
]
