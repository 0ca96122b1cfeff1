"""Tests for gateway.roster.formats.ctf."""

from __future__ import annotations

import contextlib
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.roster import Contact, Pupil
from gateway.roster.errors import FormatError
from gateway.roster.formats import ctf, format_of
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile

GRACE = """
<Pupil>
  <UPN>A823432113001</UPN><UniqueLearnerNumber>9276308686</UniqueLearnerNumber>
  <Surname>BISHOP</Surname><Forename>GRACE</Forename><DOB>2012-03-04</DOB><Sex>F</Sex>
  <BasicDetails>
    <PreferredSurname>O'NEILL</PreferredSurname><PreferredForename>Gracie</PreferredForename>
    <FormerSurname>TUDOR</FormerSurname><FormerForename>Graciela</FormerForename>
    <MiddleNames>Ann Zoë</MiddleNames><FormerUPN>B823432113002</FormerUPN><NCyearActual>8</NCyearActual>
  </BasicDetails>
  <Address><Email>home@example.org</Email></Address>
  <Phones><Phone><PhoneNo>07700 900123</PhoneNo></Phone></Phones>
  <Email>grace@pupils.oakfield.sch.uk</Email>
  <Contacts>
    <Contact><Title>Mrs</Title><Surname>BISHOP</Surname><Forename>ANNA</Forename><Relationship>MOT</Relationship>
      <Email>anna@example.org</Email></Contact>
    <Contact><Surname>Tudor</Surname><Relationship>FAT</Relationship></Contact>
    <Contact><Relationship>OTH</Relationship></Contact>
  </Contacts>
  <SchoolHistory><School><Surname>Elsewhere</Surname></School></SchoolHistory>
</Pupil>"""
EXPECTED = Pupil(
    id="A823432113001",
    forename="GRACE",
    surname="BISHOP",
    middle_names="Ann Zoë",
    preferred_forename="Gracie",
    preferred_surname="O'NEILL",
    former_forename="Graciela",
    former_surname="TUDOR",
    date_of_birth="2012-03-04",
    upn="A823432113001",
    year_group="8",
    emails=("grace@pupils.oakfield.sch.uk",),
    contacts=(
        Contact("ANNA BISHOP", "MOT", ("anna@example.org",)),
        Contact("Tudor", "FAT"),
    ),
)


def document(*pupils: str, root: str = "CTfile", attributes: str = "", qualifier: str = "full") -> str:
    """A transfer file with a header as programs write it."""
    kind = root[:2].upper()
    header = (
        f"<Header><DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>"
        f"<DocumentQualifier>{qualifier}</DocumentQualifier></Header>"
    )
    data = f"<{kind}Fpupildata>{''.join(pupils)}</{kind}Fpupildata>".replace("pupildata", "pupilData")
    return f"<{root}{attributes}>{header}{data}</{root}>"


def pupil(**values: str) -> str:
    return "<Pupil>" + "".join(f"<{key}>{value}</{key}>" for key, value in values.items()) + "</Pupil>"


def bundle(content: str | bytes) -> Bundle:
    data = content.encode() if isinstance(content, str) else content
    return Bundle((SourceFile("8234321_CTF_8234322_001.xml", data),))


def read(content: str | bytes) -> RosterFile:
    return ctf.read(bundle(content))


def refusal(content: str | bytes) -> str:
    with pytest.raises(FormatError) as refused:
        read(content)
    return str(refused.value)


def test_a_pupil_with_all_that_the_file_says() -> None:
    file = read(document(GRACE))
    assert file.pupils == (EXPECTED,)
    assert file.problems == ()


@pytest.mark.parametrize(
    "content",
    [
        document(GRACE, root="ATfile"),
        document(GRACE, attributes=' xmlns="http://www.dcsf.gov.uk/schemas/cbds"'),
        document(GRACE)
        .replace("<", "<c:")
        .replace("<c:/", "</c:")
        .replace("<c:CTfile", '<c:CTfile xmlns:c="u"'),
        document(GRACE).upper().replace("A823", "A823"),
        '<?xml version="1.0" encoding="utf-8"?>\n' + document(GRACE),
    ],
    ids=["ATF", "namespace", "prefix", "capitals", "declaration"],
)
def test_whatever_the_version(content: str) -> None:
    assert ctf.recognises(bundle(content))
    assert format_of(bundle(content)).name == "ctf"
    (found,) = read(content).pupils
    assert (found.id, found.forename, found.surname, found.year_group) == (
        "A823432113001", "GRACE", "BISHOP", "8",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("utf-16", "utf-16"), ("windows-1252", "cp1252"),
        ("ISO-8859-1", "latin-1"), ("utf-8", "cp1252"), ("", "utf-8"), ("", "cp1252"),
    ],
)  # fmt: skip
def test_in_the_encoding_that_it_declares_or_really_is_in(declared: str, encoding: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    content = (declaration + document(GRACE)).encode(encoding)
    assert ctf.recognises(bundle(content))
    assert read(content).pupils[0].middle_names == "Ann Zoë"


@pytest.mark.parametrize(
    ("values", "id_"),
    [
        ({"UPN": "a823432113001", "UniqueLearnerNumber": "9276308686"}, "A823432113001"),
        (
            {"BasicDetails": "<FormerUPN>B823432113002</FormerUPN>", "UniqueLearnerNumber": "9"},
            "B823432113002",
        ),
        ({"UPN": "", "UniqueLearnerNumber": "9276308686"}, "9276308686"),
    ],
)
def test_the_id_is_the_first_number_there_is(values: dict[str, str], id_: str) -> None:
    assert read(document(pupil(Surname="Bishop", Forename="Grace", **values))).pupils[0].id == id_


def test_without_a_number_the_id_stays_the_same_from_file_to_file() -> None:
    grace = pupil(Surname="BISHOP", Forename="GRACE", DOB="2012-03-04")
    henry = pupil(Surname="Tudor", Forename="Henry", DOB="2012-03-04")
    first = {each.id for each in read(document(grace, henry)).pupils}
    again = {each.id for each in read(document(henry, grace.replace("BISHOP", "Bishop"))).pupils}
    assert first == again
    assert len(first) == 2


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"Surname": "Bishop"}, "pupil 2: only one name, so this pupil cannot be recognised in mail"),
        ({"Surname": "", "Forename": " "}, "pupil 2: no name"),
        (
            {"Surname": "x" * 10_000, "Forename": "Grace"},
            "pupil 2: a value of more than 200 characters in surname",
        ),
        ({"Surname": "=1+1", "Forename": "Grace"}, "pupil 2: a formula in surname"),
        (
            {"Surname": "Tudor", "Forename": "Henry", "DOB": "soon"},
            "pupil 2: the date of birth is no date and is left out",
        ),
    ],
)
def test_problems_name_the_pupil_by_number_only(values: dict[str, str], problem: str) -> None:
    file = read(document(GRACE, pupil(UPN="C823432113003", **values)))
    assert list(map(str, file.problems)) == [problem]


def test_a_partial_file_says_so() -> None:
    file = read(document(GRACE, qualifier="partial"))
    assert [str(problem) for problem in file.problems] == [
        "file 1: it says of itself that it is partial (DocumentQualifier) and may lack pupils; "
        "export it in full"
    ]
    assert file.pupils == (EXPECTED,)


BILLION = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY a{n} '&a{n - 1 if n > 1 else ''};&a{n - 1 if n > 1 else ''};'>" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BILLION + "]>" + document(pupil(Surname="&a29;", Forename="Grace")), "declares a document type"),
        (
            "<!DOCTYPE CTfile [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + document(pupil(Surname="&x;")),
            "declares a document type",
        ),
        (
            "<!DOCTYPE CTfile SYSTEM 'http://example.org/ctf.dtd'>" + document(GRACE),
            "declares a document type",
        ),
        (document(GRACE)[:-200], "is no sound XML from line"),
        (document(GRACE).replace("GRACE", "GR & ACE"), "is no sound XML from line 4 on"),
        ("<CTfile>" + "<a>" * 100_000, "nested more deeply"),
        ("<?xml version='1.0' encoding='no-such'?>" + document(GRACE), "character encoding"),
        ("<?xml version='1.0' encoding='shift_jis'?>" + document(GRACE), "character encoding"),
        ("<Message><CTfile/></Message>", "no transfer file"),
        (document(), "holds no pupil"),
        ("", "is no sound XML"),
    ],
)
def test_refused(content: str, words: str) -> None:
    message = refusal(content)
    assert words in message
    assert "BISHOP" not in message
    assert "GRACE" not in message


@pytest.mark.parametrize(
    "content",
    [
        b"<html><p>CTfile</p></html>",
        b"id,forename,surname\n",
        b"<CTfiles/>",
        b'{"CTfile": 1}',
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_other_files_are_not_recognised(content: bytes) -> None:
    assert not ctf.recognises(bundle(content))


def test_a_large_file_is_read_a_pupil_at_a_time() -> None:
    one = pupil(Surname="Bishop", Forename="Grace", StageAssessments="<x><y>1</y></x>" * 40)
    content = document(*(one.replace("<Surname>", f"<UPN>{n}</UPN><Surname>") for n in range(2_000))).encode()
    tracemalloc.start()
    started = time.perf_counter()
    file = read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(file.pupils) == 2_000
    assert peak < 3 * len(content)
    assert time.perf_counter() - started < 30


@given(at=st.integers(0, 1_500), noise=st.binary(min_size=1, max_size=8))
def test_damage_is_refused_or_read_but_never_crashes(at: int, noise: bytes) -> None:
    content = document(GRACE).encode()
    with contextlib.suppress(FormatError):
        assert len(read(content[:at] + noise + content[at + len(noise) :]).pupils) == 1
