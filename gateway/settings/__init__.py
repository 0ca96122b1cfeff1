"""What a school sets up: `schoolgate.toml`, read into frozen values."""

from gateway.settings.fields import ListenAddress
from gateway.settings.load import SettingsError, load_settings, parse_settings
from gateway.settings.secure_mail import SecureMailSettings
from gateway.settings.tables import (
    InspectionSettings,
    OutboxSettings,
    PolicySettings,
    QuarantineSettings,
    RelaySettings,
    RosterSettings,
    SchoolSettings,
    Settings,
)

__all__ = [
    "InspectionSettings",
    "ListenAddress",
    "OutboxSettings",
    "PolicySettings",
    "QuarantineSettings",
    "RelaySettings",
    "RosterSettings",
    "SchoolSettings",
    "SecureMailSettings",
    "Settings",
    "SettingsError",
    "load_settings",
    "parse_settings",
]
