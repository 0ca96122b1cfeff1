"""Real documents: with names of their own words shortened, all else in them is what it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.parsers import expat

from detectors.names.index import NameIndex
from detectors.roster import Pupil, Roster
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.docx import shorten_docx
from gateway.rewriting.names.files.pptx import shorten_pptx
from gateway.rewriting.names.files.xlsx import shorten_xlsx
from gateway.rewriting.names.forms import ShortForms
from gateway.rewriting.names.shortening import Shortening
from tests.detectors.extract.files import members_of, read_file

_SHORTEN: Mapping[str, Callable[[bytes, Shortening], bytes]] = {
    ".docx": shorten_docx, ".pptx": shorten_pptx, ".xlsx": shorten_xlsx, ".docm": shorten_docx,
    ".pptm": shorten_pptx, ".xlsm": shorten_xlsx,
}  # fmt: skip
_MOST = 24  # documents
_PAIR = re.compile(r"\b([A-Z][a-z]{2,}) ([A-Z][a-z]{2,})\b")


def _shortening(content: bytes, name: str) -> Shortening:
    """For a school whose pupils are called what stands in the document."""
    pairs: Counter[tuple[str, str]] = Counter()
    for text in read_file(content, name).texts:
        pairs.update((pair[1], pair[2]) for pair in _PAIR.finditer(text.text))
    pupils = [Pupil(str(at), *pair) for at, (pair, _) in enumerate(pairs.most_common(12))]
    roster = Roster(tuple(pupils))
    forms = ShortForms.of(roster, [(pupil.id,) for pupil in pupils], ShortForm.INITIALS)
    return Shortening(NameIndex.of(roster), forms)


def _outline(xml: bytes) -> list[str]:
    """The elements and the names of their attributes, in order."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append(
        " ".join([name, *sorted(set(attributes) - {"xml:space"})])
    )
    parser.EndElementHandler = found.append
    parser.Parse(xml, True)
    return found


def test_all_but_the_names_is_what_it_was(corpora: Path) -> None:
    documents = sorted(path for path in corpora.rglob("*") if path.suffix in _SHORTEN)
    chosen = documents[:: max(len(documents) // _MOST, 1)]
    changed = 0
    for path in chosen:
        content = path.read_bytes()
        shortening = _shortening(content, path.name)
        try:
            after = _SHORTEN[path.suffix](content, shortening)
        except CannotRewriteError:
            continue
        old, new = members_of(content), members_of(after)
        assert list(old) == list(new)
        for name in old:
            if old[name] != new[name]:
                changed += 1
                assert name.endswith((".xml", ".vml", ".xlsx"))
                assert name.endswith((".vml", ".xlsx", "sharedStrings.xml")) or (
                    _outline(old[name]) == _outline(new[name])
                )
    assert changed > len(chosen) // 2
