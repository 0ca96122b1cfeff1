"""A secret in a header field, by which servers know mail of theirs where they share addresses with others."""

from __future__ import annotations

from gateway.settings.fields import LocalPath, SettingsTable


class SecretFieldSettings(SettingsTable):
    """The name of the field, and the file with its value. What is wrong with them is said when it is read."""

    name: str
    value_file: LocalPath
