"""How the gateway is watched: the form of its log, and who is told where the time goes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from gateway.settings.fields import SettingsTable, collector


class LogSettings(SettingsTable):
    """How the log is written."""

    format: Literal["text", "json"] = "text"


class TracingSettings(SettingsTable):
    """Where it is told what each message's time went into; empty: nowhere."""

    endpoint: Annotated[str, AfterValidator(collector)] = ""
