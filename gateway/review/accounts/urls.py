"""The addresses at which people sign in, look after their accounts, and look after others'.

The names with a prefix are those by which allauth asks for them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as codes
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as providers
from django.urls import path

from gateway.review.accounts import arrival, people, views, waysin
from gateway.review.accounts.entered import careful, entered
from gateway.review.accounts.providers import come_back, go

urlpatterns = [
    path("sign-in", careful(account.login), name="account_login"),
    path("sign-in/code", careful(codes.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey", careful(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/closed", careful(account.account_inactive), name="account_inactive"),
    path("sign-in/cancelled", careful(providers.login_cancelled), name="socialaccount_login_cancelled"),
    path("sign-in/with/<slug:provider_id>/login/", go, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/login/callback/", come_back, name="openid_connect_callback"),
    path("sign-in/again", entered(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/again/code", entered(codes.reauthenticate), name="mfa_reauthenticate"),
    path(
        "sign-in/again/passkey", entered(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("sign-out", careful(account.logout), name="account_logout"),
    path("invitation/<str:token>", arrival.arrive, name="invitation"),
    path("me", views.me, name="me"),
    path("me/ways-in", views.ways_in, name="mfa_index"),
    path("me/password", waysin.change_password, name="account_change_password"),
    path("me/second-factor", views.second_factor, name="second_factor"),
    path("me/second-factor/app", waysin.set_up_app, name="mfa_activate_totp"),
    path("me/second-factor/app/off", views.ways_in, name="mfa_deactivate_totp"),
    path("me/second-factor/passkey", waysin.add_passkey, name="mfa_add_webauthn"),
    path("me/second-factor/codes", waysin.see_codes, name="mfa_view_recovery_codes"),
    path("me/second-factor/codes/new", waysin.new_codes, name="mfa_generate_recovery_codes"),
    path("me/second-factor/<int:factor>/remove", waysin.remove, name="remove_factor"),
    path("people", people.everybody, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/<int:account>", people.one, name="one_person"),
    path("people/<int:account>/roles", people.give, name="give_role"),
    path("people/<int:account>/roles/remove", people.take, name="take_role"),
    path("people/<int:account>/link", people.new_link, name="new_link"),
    path("people/<int:account>/close", people.close, name="close_account"),
    path("people/<int:account>/reopen", people.reopen, name="reopen_account"),
]
