"""The data that comes with Schoolgate and that a school may edit: where it lies."""

from __future__ import annotations

from pathlib import Path

from gateway.policy.load import PolicyError, preset_path
from gateway.settings import PolicySettings, SettingsError

CONFIG = Path(__file__).resolve().parent.parent / "config"


def policy_path(policy: PolicySettings) -> Path:
    """Raises SettingsError where there is no such preset or file."""
    if policy.file is not None:
        if not policy.file.is_file():
            raise SettingsError(f"policy.file: there is no file {policy.file}")
        return policy.file
    try:
        return preset_path(CONFIG, policy.preset)
    except PolicyError as error:
        raise SettingsError(f"policy.preset: {str(error).removeprefix('policy preset ')}") from None
