"""The forms with which people sign in, in our words; a one-time code counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordForm
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gateway.review.accounts.telling import tell_failure
from gateway.store.factors import use_time_step

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_LABELS: dict[str, str | StrPromise] = {
    "login": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password until now"),
    "password1": _("New password"),
    "password2": _("The same password again"),
    "code": _("Code"),
    "name": _("What do you call it?"),
}
_HINTS: dict[str, str | StrPromise] = {
    "password1": _("At least 12 characters: three or four words that do not belong together."),
}


class _OurWords:
    """Labels and hints of ours, and nothing in a field that looks as if it were filled in."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _LABELS.get(name) or field.label
            field.help_text = _HINTS.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "maxlength": "10", "autofocus": True}


class SignInForm(_OurWords, LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class PasswordAgainForm(_OurWords, AllauthPasswordForm):  # type: ignore[misc]
    """Before something that matters."""


class ChangePasswordForm(_OurWords, AllauthChangePasswordForm):  # type: ignore[misc]
    """The old one, and the new one twice."""


class _OnceOnly(_OurWords):
    """A code of an app counts once, for as long as it would be good (RFC 6238 §5.2)."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if self.authenticator.type == Authenticator.Type.TOTP:
                step = step_of(decrypt(self.authenticator.data["secret"]), code)
                if not use_time_step(self.user.pk, step):
                    raise get_adapter().validation_error("incorrect_code")
        except ValidationError as error:
            if error.code == "incorrect_code":
                tell_failure(get_adapter().request, "one-time code", self.user.email)
            raise
        return code


class CodeForm(_OnceOnly, AuthenticateForm):  # type: ignore[misc]
    """When somebody signs in."""


class CodeAgainForm(_OnceOnly, ReauthenticateForm):  # type: ignore[misc]
    """Before something that matters."""


class SetUpAppForm(_OurWords, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app shows that it has the secret; `step` is the time step it is of."""

    secret: str
    step: int

    def clean_code(self) -> str:
        code: str = super().clean_code()
        self.step = step_of(self.secret, code)
        return code


class AddPasskeyForm(_OurWords, AddWebAuthnForm):  # type: ignore[misc]
    """What the browser says about a new passkey, and a name for it."""


def step_of(secret: str, code: str) -> int:
    """The time step that an app's code is of. Raises ValidationError where it is of none that counts now."""
    counter: int
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    raise get_adapter().validation_error("incorrect_code")


class ArrivalForm(forms.Form):
    """What somebody who was invited tells: a name, and a password twice."""

    name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1 = forms.CharField(
        label=_("New password"),
        help_text=_HINTS["password1"],
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_LABELS["password2"],
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account = account

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self._account)  # type: ignore[arg-type]  # it asks for name and email only
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "password1" in given and given.get("password1") != given.get("password2"):
            self.add_error("password2", _("This is not the same password as above."))
        return given
