"""How the log is written, and where traces go."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.settings import Settings, SettingsError, parse_settings

REST = """
[school]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
[relay]
next_hop = "smtp://127.0.0.1:2600"
"""


def settings(lines: str) -> Settings:
    return parse_settings(REST + lines, "schoolgate.toml", Path("/etc/schoolgate"))


def test_by_default_it_is_text_and_there_are_no_traces() -> None:
    assert (settings("").log.format, settings("").tracing.endpoint) == ("text", "")


@pytest.mark.parametrize(
    ("written", "endpoint"),
    [
        ("http://127.0.0.1:4318", "http://127.0.0.1:4318"),
        ("https://otlp.example/x/", "https://otlp.example/x"),
    ],
)
def test_the_address_of_a_collector(written: str, endpoint: str) -> None:
    assert settings(f'[tracing]\nendpoint = "{written}"').tracing.endpoint == endpoint


@pytest.mark.parametrize(
    "written",
    [
        "127.0.0.1:4318",
        "grpc://127.0.0.1:4317",
        "http://",
        "file:///etc/passwd",
        "http://user:secret@collector.example",
        "http://collector.example/?key=1",
        "http://[::1",
        "http://collector.example:99999",
    ],
)
def test_what_is_no_address_of_a_collector(written: str) -> None:
    with pytest.raises(SettingsError, match=r"tracing\.endpoint"):
        settings(f'[tracing]\nendpoint = "{written}"')


def test_another_format_of_the_log() -> None:
    with pytest.raises(SettingsError, match=r"log\.format"):
        settings('[log]\nformat = "xml"')
