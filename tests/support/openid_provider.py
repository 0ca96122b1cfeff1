"""A real OpenID provider as a process of its own: allauth's, with a few people who have accounts there.

`python -m tests.support.openid_provider PORT DIRECTORY REDIRECT_URI …` says `ready` on standard output.
"""

from __future__ import annotations

import socketserver
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

CLIENT, SECRET, PASSWORD = "schoolgate", "a secret between the two", "trombones at dawn"
UNVERIFIED = "unverified@oakfield.sch.uk"
OTHER_AUDIENCE = "other.audience@oakfield.sch.uk"
OTHER_ISSUER = "other.issuer@oakfield.sch.uk"
EXPIRED = "expired@oakfield.sch.uk"
PEOPLE = (
    "grace.bishop@oakfield.sch.uk",
    "dpl@oakfield.sch.uk",
    "nobody@oakfield.sch.uk",
    UNVERIFIED,
    OTHER_AUDIENCE,
    OTHER_ISSUER,
    EXPIRED,
)


@contextmanager
def running_provider(port: int, directory: Path, *redirect_uris: str) -> Iterator[str]:
    """Its address, for as long as it runs."""
    module = "tests.support.openid_provider"
    command = [sys.executable, "-m", module, str(port), str(directory), *redirect_uris]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _configure(directory: Path) -> None:
    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="provider",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": directory / "people"}},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ROOT_URLCONF="tests.support.openid_urls",
        ALLOWED_HOSTS=["127.0.0.1"],
        SESSION_COOKIE_NAME="provider",
        CSRF_COOKIE_NAME="provider-form",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=key.decode(),
        IDP_OIDC_ADAPTER="tests.support.openid_urls.Adapter",
        LOGGING_CONFIG=None,
    )
    django.setup()


def _fill(redirect_uris: list[str]) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for email in PEOPLE:
        user = get_user_model().objects.create_user(email.partition("@")[0], email, PASSWORD)
        EmailAddress.objects.create(user=user, email=email, verified=email != UNVERIFIED, primary=True)
    Client.objects.create(
        id=CLIENT,
        name="Schoolgate",
        secret=make_password(SECRET),
        scopes="openid\nprofile\nemail",
        redirect_uris="\n".join(redirect_uris),
        skip_consent=True,
    )


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return None


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


def main() -> None:
    port, directory, *redirect_uris = sys.argv[1:]
    _configure(Path(directory))
    _fill(redirect_uris)
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", int(port), get_wsgi_application(), _Server, _Quiet) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
