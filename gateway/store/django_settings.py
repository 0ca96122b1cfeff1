"""What Django and allauth are told: the values that never differ between schools."""

import secrets

from gateway.store.zone import zone_name

PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  # NORMAL may forget the last commits after a power cut
    "PRAGMA foreign_keys=ON;"
    "PRAGMA secure_delete=ON;"  # what is deleted is overwritten
)

LOCK_SECONDS = 5  # how long a writer waits for another; then the school's server is asked to try again

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "gateway.store",
    "gateway.review",  # before allauth: its templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",  # which it is is known later: gateway.store.engine
        "NAME": "",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = zone_name()  # of what pages show; the database keeps UTC
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
LOGGING_CONFIG = None
SECRET_KEY = secrets.token_urlsafe(32)  # until the key file is read: connect.use_key
ROOT_URLCONF = "gateway.review.urls"
ALLOWED_HOSTS = ["*"]  # it listens where the settings say; no link is made of a Host field
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "gateway.review.web.headers.SafeHeaders",
    "gateway.review.web.unanswered.NoBlankPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Accounts. Whoever is let in was invited; there is no sign-up and no mail that resets a password.
AUTH_USER_MODEL = "store.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "gateway.review.accounts.passwords.NotYourName"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "gateway.review.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "gateway.review.accounts.forms.SignInForm",
    "reauthenticate": "gateway.review.accounts.forms.PasswordAgainForm",
    "change_password": "gateway.review.accounts.forms.ChangePasswordForm",
}
# The words of the adapters say how long to wait. They are counted for all gateways together.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
CACHES = {
    "default": {
        "BACKEND": "gateway.store.attempts.SharedAttempts",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # of 300 somebody could push the count of their own attempts out
    }
}
SOCIALACCOUNT_ADAPTER = "gateway.review.accounts.providers.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
MFA_ADAPTER = "gateway.review.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Schoolgate"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "gateway.review.accounts.forms.CodeForm",
    "reauthenticate": "gateway.review.accounts.forms.CodeAgainForm",
    "activate_totp": "gateway.review.accounts.forms.SetUpAppForm",
    "add_webauthn": "gateway.review.accounts.forms.AddPasskeyForm",
}
MESSAGE_TAGS = {25: "good", 30: "warn", 40: "bad"}  # as the style sheet calls them
CSRF_FAILURE_VIEW = "gateway.review.web.unanswered.bad_form"

# Sessions end with the browser, after a pause and after a working day: gateway.review.web.guard. Under https
# the cookies are called otherwise: gateway.review.accounts.cookies.
SESSION_COOKIE_NAME = "schoolgate"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # "Strict" would lose it on the way back from Microsoft or Google
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "schoolgate-form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False
LANGUAGE_COOKIE_NAME = "schoolgate-language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
