"""The only room that knows SQL: held mail, the outbox and the audit trail, encrypted at rest.

Models can only be imported once Django has been told its constants, so the room does that itself,
first. Which database it is comes later, from `engine.use_storage`.
"""

import django
from django.conf import settings

from gateway.store import django_settings

if not settings.configured:
    settings.configure(
        **{name: getattr(django_settings, name) for name in dir(django_settings) if name.isupper()}
    )
    django.setup()
