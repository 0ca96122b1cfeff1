"""Files with a secret in them are for nobody but the gateway."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from gateway.settings.load import SettingsError
from gateway.settings.tables import Settings

_NOT_FOR_OTHERS = 0o077
_NOT_FOR_ALL = 0o037  # of what root lends to a group: its members read, and no more


def check_secrets(settings: Settings) -> None:
    """Raises SettingsError with the first file that others than the gateway can get at."""
    for fault in faults_in_secrets(settings):
        raise SettingsError(fault)


def faults_in_secrets(settings: Settings) -> Iterator[str]:
    """A sentence for each of them. What is not there is said where it is read."""
    for key, path in _secret_files(settings):
        try:
            fault = fault_in_mode(path)
        except OSError:
            continue
        if fault:
            yield f"{key}: {fault}"


def fault_in_mode(path: Path) -> str:
    """What is wrong with who may use the file, and what to do; empty where nothing is.

    As PostgreSQL has it with its private keys: a file of root's may be readable to its group, which is how
    a service is given a file that it cannot change. Raises OSError.
    """
    stat = path.stat()
    is_lent = stat.st_uid == 0 and os.geteuid() != 0
    if not stat.st_mode & (_NOT_FOR_ALL if is_lent else _NOT_FOR_OTHERS):
        return ""
    allowed = "0640" if is_lent else "0600"
    return f"others can get at this secret, its mode is {stat.st_mode & 0o777:04o}: chmod {allowed} {path}"


def _secret_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """By the key that names each. The key file of the storage is looked at where it is read."""
    relay = settings.relay
    files = [
        ("relay.password_file", relay.password_file),
        ("relay.home_password_file", relay.home_password_file),
        ("relay.private_key", relay.private_key),
        ("relay.logins", relay.logins),
        ("relay.client_certificate", relay.client_certificate),
        ("relay.asked_field.value_file", relay.asked_field.value_file if relay.asked_field else None),
        ("relay.shown_field.value_file", relay.shown_field.value_file if relay.shown_field else None),
        ("storage.database_password_file", settings.storage.database_password_file),
        *(("secure_mail.password_file", table.password_file) for table in settings.secure_mail),
        *(("secure_mail.client_certificate", table.client_certificate) for table in settings.secure_mail),
        *(("review.sign_in.client_secret_file", each.client_secret_file) for each in settings.review.sign_in),
        *(("school.dkim.key_file", school.dkim.key_file) for school in settings.school if school.dkim),
    ]
    for key, path in files:
        if path is not None:
            yield key, path
