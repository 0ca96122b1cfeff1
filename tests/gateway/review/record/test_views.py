"""The page of the record: whose entries, in words, and what is taken away."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import cast

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from gateway.actions.plan import Action, AuditEntry
from gateway.review.record.page import PER_PAGE
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.record import add_entries, verify_record
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, Office

ROWS = re.compile(r"<tr><td.*?</tr>", re.DOTALL)
README = Path(__file__).parents[4] / "gateway" / "review" / "record" / "README.md"


def note(office: Office, said: str, *, school: str = OAKFIELD, actor: str = LEAD, reason: str = "") -> None:
    row = models.School.objects.get_or_create(name=school)[0] if school else None
    entry = AuditEntry(actor, Action.EXCEPTION_MADE, said, reason)
    add_entries(office.seal, (entry,), office.clock.now, school=row)


def rows(browser: Client, query: str = "") -> list[str]:
    answer = browser.get(f"/record{query}")
    assert answer.status_code == 200
    return ROWS.findall(unescape(answer.content.decode()))


def taken(browser: Client, form: str, **fields: str) -> str:
    answer = cast(StreamingHttpResponse, browser.post("/record/export", {"format": form, **fields}))
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(cast(Iterable[bytes], answer.streaming_content)).decode()


def test_who_did_what_the_newest_first(office: Office) -> None:
    note(office, "the first")
    office.clock.now += timedelta(minutes=1)
    note(office, "the second", reason="Because of the trip.")
    second, first = rows(office.client())
    assert "the first" in first
    assert "made an exception" in second
    assert "“Because of the trip.”" in second
    assert f"{office.clock.now.astimezone():%H:%M}" in second


def test_an_empty_record_and_an_empty_answer(office: Office) -> None:
    assert b"Nothing is on record yet" in office.client().get("/record").content
    assert b"Nothing found" in office.client().get("/record?who=nobody").content


def test_an_auditor_sees_that_there_was_a_reason_and_not_what_it_says(office: Office) -> None:
    note(office, "one", reason="Henry Tudor was ill")
    auditor = office.client(office.account("auditor@oakfield.sch.uk", Role.AUDITOR))
    (row,) = rows(auditor)
    assert "A reason was given." in row
    for form in ("csv", "jsonl"):
        assert "Tudor" not in taken(auditor, form)
        assert "Tudor" in taken(office.client(), form)


def test_a_reason_whose_time_was_up(office: Office) -> None:
    note(office, "one", reason="Henry Tudor was ill")
    models.Audit.objects.update(detail=None)
    assert "deleted when its time was up" in rows(office.client())[0]


def test_entries_of_other_schools_never(office: Office) -> None:
    note(office, "at oakfield")
    note(office, "at riverside", school=RIVERSIDE)
    note(office, "at none", school="")
    riverside = office.client(office.account("dpl@riverside.sch.uk", school=RIVERSIDE))
    assert [re.findall("at [a-z]+", row) for row in rows(riverside)] == [["at riverside"]]
    assert riverside.get(f"/record?school={OAKFIELD}").status_code == 404
    assert riverside.post("/record/export", {"school": OAKFIELD}).status_code == 404
    told = taken(riverside, "jsonl")
    assert "at riverside" in told
    assert "at oakfield" not in told
    assert "at none" not in told
    trust = office.client(office.account("trust@oakfield.sch.uk", school=None))
    assert len(rows(trust)) >= 3
    assert len(rows(trust, f"?school={RIVERSIDE}")) == 2  # the export of its lead is there, too


def test_whoever_has_every_school_sees_what_is_about_the_installation(office: Office) -> None:
    note(office, "at none", school="")
    account = office.account("both@oakfield.sch.uk", school=OAKFIELD)
    assert rows(office.client(account)) == []
    office.account("both@oakfield.sch.uk", school=RIVERSIDE)
    assert len(rows(office.client(account))) == 1
    assert b"Can this record be trusted" in office.client(account).get("/record").content


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?who=DPL@", 2),
        ("?who=gateway", 1),
        ("?who=%25", 0),
        ("?kind=decisions", 2),
        ("?kind=mail", 1),
        ("?kind=nonsense", 0),
        ("?case=case00000001", 1),
        ("?case=CASE%00", 0),
        ("?first=2026-11-01&last=2026-11-03", 3),
        ("?last=2026-11-01", 0),
        ("?first=tomorrow", 0),
        ("?before=2", 1),
        ("?before=-1", 3),
        ("?before=99999999999999999999", 3),
    ],
)
def test_filters(office: Office, query: str, count: int) -> None:
    office.hold()
    note(office, "one")
    note(office, "two")
    assert len(rows(office.client(), query)) == count


def test_a_day_that_is_none_is_said_at_its_field(office: Office) -> None:
    answer = office.client().get("/record?first=soon").content.decode()
    assert 'aria-invalid="true" aria-describedby="first-error"' in answer
    assert 'role="status"' in answer


def test_pages(office: Office) -> None:
    for number in range(PER_PAGE + 2):
        note(office, f"entry {number}.")
    browser = office.client()
    first = browser.get("/record?kind=decisions").content.decode()
    assert len(ROWS.findall(first)) == PER_PAGE
    (older,) = re.findall(r'href="(/record\?[^"]*before=\d+)"', first)
    assert "kind=decisions" in older
    last = rows(browser, unescape(older).removeprefix("/record"))
    assert [re.findall(r"entry \d+", row)[0] for row in last] == ["entry 1", "entry 0"]


def test_an_export_is_checked_outside_as_the_document_says(office: Office) -> None:
    office.hold()
    note(office, "Zoë’s", reason="because")
    lines = taken(office.client(), "jsonl").splitlines()
    assert len(lines) == 3  # with that of the export itself
    before = "0" * 64
    for line in lines:
        values = list(json.loads(line).values())
        text = json.dumps(values[:9], ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == values[9]
        assert values[0] == before
        before = values[9]
    for name in json.loads(lines[0]):
        assert f"| `{name}` |" in README.read_text(encoding="utf-8")
    assert verify_record(office.seal) is None


def test_part_of_it_can_be_checked_entry_by_entry(office: Office) -> None:
    office.hold()
    note(office, "one")
    (line,) = taken(office.client(), "jsonl", who="dpl", last="2026-11-02", kind="decisions").splitlines()
    entry = json.loads(line)
    assert entry["previous"] == models.Audit.objects.get(number=entry["number"] - 1).hash


def test_a_table_with_no_formula_in_it(office: Office) -> None:
    note(office, "=1+1", actor="+evil@example.com")
    text = taken(office.client(), "csv").removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=1+1" in cells
    assert "'+evil@example.com" in cells


def test_that_it_was_taken_is_on_record_first(office: Office) -> None:
    note(office, "one")
    taken(office.client(), "csv", who="dpl")
    row = models.Audit.objects.get(action="exported")
    assert (row.actor, row.note, row.school and row.school.name) == (
        LEAD,
        "record as CSV, 1 entries",
        OAKFIELD,
    )
    assert office.seal.open(bytes(row.detail or b""), f"audit {row.number}") == b"who=dpl"


def test_what_people_wrote_does_not_run(office: Office) -> None:
    note(office, "<script>a</script>", actor="<img src=x>", reason="<script>b</script>")
    told = office.client().get("/record").content.decode()
    assert "<script>a" not in told
    assert "<script>b" not in told
    assert "<img" not in told


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR])
def test_others_may_not_see_it(office: Office, role: Role) -> None:
    browser = office.client(office.account("x@oakfield.sch.uk", role, approves="headteacher"))
    assert browser.get("/record").status_code == 403
    assert browser.post("/record/export").status_code == 403
    assert office.stranger().get("/record")["Location"].startswith("/sign-in")
    assert office.stranger().post("/record/export")["Location"].startswith("/sign-in")


def test_an_export_needs_the_form(office: Office) -> None:
    assert office.client().get("/record/export").status_code == 405
    browser = office.stranger(enforce_csrf_checks=True)
    browser.force_login(office.account())
    answer = cast(HttpResponse, browser.post("/record/export", {"format": "csv"}))
    assert answer.status_code == 403
