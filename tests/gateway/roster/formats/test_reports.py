"""Tests for our own pupils.csv: read however a spreadsheet wrote it, and what is wrong is said by line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.roster import Contact, Pupil
from gateway.roster.errors import FormatError
from gateway.roster.formats import reports
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile

GRACE = Pupil("1042", "Grace", "Bishop")
ZOE = Pupil("1043", "Zoë", "O’Neill")


def bundle(data: bytes) -> Bundle:
    return Bundle((SourceFile("pupils.csv", data),))


def read(text: str) -> RosterFile:
    return reports.read_table(bundle(text.encode()))


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read(text).problems]


PLAIN = "id,forename,surname\n1042,Grace,Bishop\n1043,Zoë,O’Neill\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        ("sep=;\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("id,forename,surname", ' ID , "Forename",SURNAME').encode(),
        PLAIN.replace("1042,Grace,Bishop", '"1042","Grace","Bishop"').encode(),
        PLAIN.replace("\n", "\n\n,,\n").encode(),
        PLAIN.rstrip("\n").encode(),
    ],
    ids=str,
)
def test_the_same_pupils_however_written(data: bytes) -> None:
    assert reports.OWN.recognises(bundle(data))
    assert reports.read_table(bundle(data)) == RosterFile((GRACE, ZOE))


def test_all_columns_and_no_others() -> None:
    text = (
        "UPN,Id,House,surname,forename,middle_names,Preferred Forename,preferred_surname,former-surname,"
        "date_of_birth,year_group,contact_emails\n"
        "A1,7,Red,Bishop,Grace,Ann,Gracie,King,Page,2012-02-03,8, mum@example.com ; dad@example.net;\n"
    )
    pupil = Pupil(
        "7",
        "Grace",
        "Bishop",
        "Ann",
        "Gracie",
        "King",
        former_surname="Page",
        date_of_birth="2012-02-03",
        upn="A1",
        year_group="8",
        contacts=tuple(Contact(emails=(email,)) for email in ("mum@example.com", "dad@example.net")),
    )
    assert read(text) == RosterFile((pupil,))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",Ann,Secret", "line 3: no id"),
        ("7,,", "line 3: no name"),
        ("7,-,.", "line 3: no name"),
        ("7", "line 3: no name"),
        ("7,=cmd|x!A1,Secret", "line 3: a formula in the column forename"),
        ("@SUM(A1),Ann,Secret", "line 3: a formula in the column id"),
        ("7,An\x07n,Secret", "line 3: a control character in the column forename"),
        ("7,An\x00n,Secret", "line 3: a control character in the column forename"),
        ("7,Ann," + "Secret" * 2000, "line 3: a value of more than 200 characters in the column surname"),
        ('7,Ann,"Sec\nret"', "line 3: a line break (is a quotation mark open?) in the column surname"),
        (
            "1042,Ann,Secret",
            "line 3: the id is already that of the pupil in line 2, who has another name",
        ),
    ],
)
def test_a_broken_line_is_left_out_and_never_quoted(line: str, problem: str) -> None:
    text = f"id,forename,surname\n1042,Grace,Bishop\n{line}\n1043,Zoë,O’Neill\n"
    assert read(text).pupils == (GRACE, ZOE)
    assert problems(text) == [problem]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("7,Priya,", "line 2: only one name, so this pupil cannot be recognised in mail"),
        (
            "7,Bishop, Jr,Grace",
            "line 2: there are more values than columns; a value with a comma in it needs quotation marks",
        ),
    ],
)
def test_a_doubtful_line_is_taken_in_and_remarked_on(line: str, problem: str) -> None:
    text = f"id,forename,surname\n{line}\n"
    assert [pupil.id for pupil in read(text).pupils] == ["7"]
    assert problems(text) == [problem]


def test_a_contact_that_is_no_address_is_left_out() -> None:
    text = "id,forename,surname,contact_emails\n7,Grace,Bishop,mum@example.com;ask at office;@x\n"
    assert read(text).pupils[0].contact_emails == ("mum@example.com",)
    assert problems(text) == ["line 2: a contact is no e-mail address and is left out"]


def test_several_lines_of_one_pupil_are_one_pupil() -> None:
    text = (
        "id,forename,surname,year_group,contact_emails\n"
        "7,Siobhán,O'Neill,,mum@example.com\n"
        "7,SIOBHAN,ONEILL,8,dad@example.com;mum@example.com\n"
    )
    contacts = tuple(Contact(emails=(email,)) for email in ("mum@example.com", "dad@example.com"))
    assert read(text) == RosterFile((Pupil("7", "Siobhán", "O'Neill", year_group="8", contacts=contacts),))


def test_line_numbers_count_empty_and_long_lines() -> None:
    text = 'id,forename,surname,notes\n\n7,Grace,Bishop,"two\nlines"\n,,Nobody,\n'
    assert problems(text) == ["line 5: no id"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,forename\n1,Grace\n", "lacks the column surname; found: id, forename"),
        (
            "Admission No,Legal Forename,House\n1,Grace,Red\n",
            "lacks the column surname; found: admission number, legal forename",
        ),
        ("Admission No,House\n1,Red\n", "lacks the columns forename, surname; found: admission number"),
        (
            "1042,Grace,Bishop\n1043,Henry,Tudor\n",
            "lacks the columns id, forename, surname; its first line must name the columns",
        ),
        ("id,forename,surname\n", "holds no pupil"),
        ("id,forename,surname\n,,\n,Grace,\n", "holds no pupil (line 3: no id)"),
        (
            'id,forename,surname\n1,Grace,"' + "x" * 140_000,
            "holds no pupil (line 2: a quotation mark is not closed)",
        ),
        (
            "id,forename,surname\n" + "x" * 1_000_001,
            "has a line of more than a million characters, which no pupil needs",
        ),
        (
            "id,forename,surname\n" + '1,"\n,,,\n' * 3_000,
            "cannot be read from line 2002 on; is a quotation mark open?",
        ),
    ],
)
def test_a_file_that_is_no_list_says_what_is_needed(text: str, sentence: str) -> None:
    with pytest.raises(FormatError) as error:
        read(text)
    assert str(error.value) == sentence


@given(
    st.binary(max_size=200)
    | st.text(st.sampled_from('id,forename surname"\n;\t=\x00é1'), max_size=80).map(str.encode)
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"id,forename,surname\n"):
        reports.OWN.recognises(bundle(start + data))
        try:
            result = reports.read_table(bundle(start + data))
        except FormatError:
            continue
        assert result.pupils
        assert len({pupil.id for pupil in result.pupils}) == len(result.pupils)


def test_an_open_quotation_mark_costs_its_own_line_only() -> None:
    text = 'id,forename,surname\n1,"Secret,Tudor\n1042,Grace,Bishop\n1043,Zoë,O’Neill\n'
    assert read(text).pupils == (GRACE, ZOE)
    assert problems(text) == ["line 2: a quotation mark is not closed"]


def test_a_value_over_two_lines_in_a_column_of_no_use() -> None:
    text = 'id,forename,surname,notes\n1042,Grace,Bishop,"two\nlines"\n1043,Zoë,O’Neill,\n'
    assert read(text) == RosterFile((GRACE, ZOE))


def test_a_broken_value_beside_the_name_is_left_out_and_the_pupil_stays() -> None:
    text = "id,forename,surname,year_group,date_of_birth\n1042,Grace,Bishop,=1+1,31/02/2012\n"
    assert read(text).pupils == (GRACE,)
    assert problems(text) == ["line 2: a formula in the column year group is left out"]


def test_a_date_month_first_is_left_out_and_said() -> None:
    text = "id,forename,surname,date_of_birth\n1042,Grace,Bishop,09/13/2012\n"
    assert read(text).pupils == (GRACE,)
    assert problems(text) == [
        "line 2: the date of birth is no date, or not written day first, and is left out"
    ]


def test_junk_above_below_and_headings_again() -> None:
    text = (
        "Oakfield Academy – Pupil list,,\nPrinted 12/09/2025,,\n,,\nid,forename,surname\n1042,Grace,Bishop\n"
        "id,forename,surname\n1043,Zoë,O’Neill\nTotal: 2,,\n"
    )
    assert read(text).pupils == (GRACE, ZOE)
    assert problems(text) == ["line 8: no name"]


def test_half_a_million_rows_are_read_in_bounded_time() -> None:
    """A tenth of them here: what is wrong in each line costs no more than the line."""
    text = "id,forename,surname\n" + "".join(f"{number},Grace,=1\n" for number in range(50_000))
    start = time.process_time()
    with pytest.raises(FormatError, match="holds no pupil"):
        read(text)
    assert time.process_time() - start < 10
