"""The table of targets leaves no reader of files out, and a check that is broken is seen."""

from __future__ import annotations

import pytest

from detectors.extract.readers import READERS
from gateway.rewriting.mime.fields import fields_at
from tests.fuzz.checks import files, mime, wire
from tests.fuzz.targets import BY_NAME, READING, TARGETS


def test_every_reader_of_files_is_fuzzed() -> None:
    assert {kind for read in READING.values() for kind in read} == set(READERS)


def test_each_target_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(TARGETS)


def test_a_parser_that_drops_a_field_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mime, "fields_at", lambda raw: fields_at(raw)[::2])
    with pytest.raises(AssertionError, match="a gap between fields"):
        mime.check_message(b"A: 1\r\nB: 2\r\nC: 3\r\n\r\nx")


def test_a_reader_with_a_slip_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detectors.extract.containers.tar.inside", None)
    monkeypatch.setattr(files, "_SLIPS", (TypeError,))
    with pytest.raises(TypeError):
        files.check_reader("application/x-tar", _tar())


def test_a_message_that_ends_too_early_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.smtp.data.next_dot", lambda wire, start: wire.find(b".\r\n", start))
    with pytest.raises(AssertionError):
        wire.check_data(b"text\n.\r\nMAIL FROM:<x@oakfield.sch.uk>\r\n.\r\n")


def _tar() -> bytes:
    import io
    import tarfile

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()
