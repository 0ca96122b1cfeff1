"""A worker that is captured: the reader of one kind of file does what the file says.

The worker is the ordinary program; only the table of readers is another, by Python's own `sitecustomize`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from detectors.finding import DetectorId, Report

ROOT = Path(__file__).resolve().parents[4]
PREFIX = b"\x1f\x9d\x90"  # by which compress(1) files are known
READER = """
import sys
sys.path.append({root!r})
from detectors.extract import readers
from detectors.extract.contents import Contents
from detectors.message import Unread
from {module} import {function} as obey
def read_captured(part, budget):
    return Contents(unread=(Unread(part.location, obey(part.content[{prefix}:])),))
readers.READERS = {{**readers.READERS, "application/x-compress": read_captured}}
"""


def capture(
    folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, function: str, also: str = ""
) -> None:
    """Workers from now on answer such a file with what the function says of its content. `also`: code."""
    patched = READER.format(root=str(ROOT), module=module, function=function, prefix=len(PREFIX))
    start_with(folder, monkeypatch, patched + also)


def start_with(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Workers that are started from now on run this first."""
    (folder / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", ""))))


def with_files(contents: Sequence[bytes]) -> bytes:
    """A message to a captured worker. Each file is for its reader."""
    mail = EmailMessage()
    mail["Subject"] = "PE kit"
    mail.set_content("Grace Bishop has forgotten it.")
    for number, content in enumerate(contents):
        mail.add_attachment(PREFIX + content, maintype="application", subtype="x", filename=f"{number}.Z")
    return mail.as_bytes()


def answers(report: Report) -> dict[int, str]:
    """What was said of each file, by its number."""
    unread = report.of(DetectorId.UNINSPECTABLE)
    return {int(each.location.path.removesuffix(".Z")): each.detail for each in unread}
