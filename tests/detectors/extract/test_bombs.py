"""Files made to exhaust whoever opens them end soon, in little memory, and are never called clean."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.detectors.extract.files import CORPORA

GENERATED = CORPORA / "bomb-generated"
DEFUSED = CORPORA / "bomb-defusedxml" / "xmltestdata"
SECONDS = 5  # for each
BOMBS = (
    "docx_billion_laughs.docx", "docx_xxe_file.docx", "html_deep_div.eml", "mime_rfc822_nested_100.eml",
    "pdf_flate_1GiB.pdf", "png_60000x60000.png", "zeros_1GiB.gz", "zip_1GiB.zip",
)  # fmt: skip
XML_BOMBS = (
    "cyclic.xml",
    "external.xml",
    "external_file.xml",
    "quadratic.xml",
    "xmlbomb.xml",
    "xmlbomb2.xml",
)
# Read to the end, and no harm done.
HARMLESS = (
    "csv_huge_field.csv", "docx_plain_ok.docx", "mime_addresses_50k.eml", "mime_header_semicolons.eml",
    "mime_nested_100.eml", "mime_nested_1000.eml", "rtf_deep.rtf", "text_zalgo.txt",
    "xlsx_huge_dimension.xlsx",
)  # fmt: skip
HARMLESS_XML = ("dtd.xml", "simple.xml", "simple-ns.xml", "xalan_exec.xsl", "xalan_write.xsl")
PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from pathlib import Path
from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.finding import Location, Place
from detectors.message import Message, Part
from detectors.mime.parse import parse
for path in map(Path, sys.argv[1:]):
    content = path.read_bytes()
    part = Part(Location(Place.ATTACHMENT, path.name), "application/octet-stream", "", path.name, content)
    message = parse(content) if path.suffix == ".eml" else Message((), (part,))
    print("UNREAD" if read(message, Budget()).unread else "READ")
"""

pytestmark = pytest.mark.skipif(not GENERATED.is_dir(), reason="the corpora are not here")


def outcomes(*paths: Path) -> list[str]:
    """How each ends, in one process that may use 1 GiB."""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", PROGRAM, *map(str, paths)]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=SECONDS, check=True)
    return ended.stdout.split()


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_unread(name: str) -> None:
    assert outcomes(GENERATED / name) == ["UNREAD"]


def test_bombs_of_xml_are_unread() -> None:
    assert outcomes(*(DEFUSED / name for name in XML_BOMBS)) == ["UNREAD"] * len(XML_BOMBS)


def test_what_only_looks_dangerous_is_read() -> None:
    paths = [*(GENERATED / name for name in HARMLESS), *(DEFUSED / name for name in HARMLESS_XML)]
    assert outcomes(*paths) == ["READ"] * len(paths)
