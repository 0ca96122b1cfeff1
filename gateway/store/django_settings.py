"""What Django is told: the values that never differ between schools."""

import secrets

PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  # NORMAL may forget the last commits after a power cut
    "PRAGMA foreign_keys=ON;"
    "PRAGMA secure_delete=ON;"  # what is deleted is overwritten
)

LOCK_SECONDS = 5  # how long a writer waits for another; then the school's server is asked to try again

INSTALLED_APPS = ["gateway.store", "gateway.review"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "",  # known once the settings have been read: connect.use_directory
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": PRAGMAS, "timeout": LOCK_SECONDS},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
SECRET_KEY = secrets.token_urlsafe(32)  # nothing that is signed outlives the process
ROOT_URLCONF = "gateway.review.urls"
ALLOWED_HOSTS = ["*"]  # it listens where the settings say; there is no link that a Host field could forge
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [],
        "OPTIONS": {"context_processors": []},
    }
]
