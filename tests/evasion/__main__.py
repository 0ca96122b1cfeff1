"""Writes detectors/EVASION.md."""

from tests.evasion.catalogue import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
