"""The addresses of the web side."""

from django.urls import include, path

from gateway.review import views
from gateway.review.accounts import urls as accounts
from gateway.review.sender.views import kept_files, sender_page, style
from gateway.review.web.assets import asset
from gateway.review.web.home import home

urlpatterns = [
    path("", home, name="home"),
    path("status", views.status_page, name="status"),
    path("healthz", views.healthz),
    path("metrics", views.metrics),
    path("m/style.css", style),  # no token has a dot
    path("m/<str:token>.files", kept_files),
    path("m/<str:token>", sender_page),
    path("assets/<str:address>", asset, name="asset"),
    path("", include(accounts.urlpatterns)),
]
