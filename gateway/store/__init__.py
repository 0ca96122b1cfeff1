"""The only room that knows SQL: held mail, the outbox and the audit trail, encrypted at rest.

Models can only be imported once Django has been told its constants, so the room does that itself,
first. Which database it is comes later, from `connect.use_directory`.
"""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "gateway.store.django_settings"
django.setup()
