"""The addresses at which people sign in and look after their accounts."""

from allauth.account import views as account
from django.urls import include, path

from gateway.review.accounts import views

urlpatterns = [
    path("sign-in", account.login, name="account_login"),
    path("sign-out", account.logout, name="account_logout"),
    path("reauthenticate", account.reauthenticate, name="account_reauthenticate"),
    path("me", views.me, name="me"),
    path("me/second-factor", views.second_factor, name="second_factor"),
    path("me/factors/", include("allauth.mfa.urls")),
]
