"""The breach report as a document, in the order in which the Information Commissioner's form asks.

The form is the ICO's "Report a personal data breach" (UK GDPR Article 33(3) says what it must have at least).
Pupils are not named in it: what somebody wrote is taken as it is, what the gateway knows is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import docx
from django.utils.formats import date_format
from django.utils.translation import gettext
from docx.document import Document
from docx.oxml.ns import qn

from gateway.review.incidents.clock import LASTS
from gateway.review.incidents.facts import Facts
from gateway.review.incidents.words import ANSWERS, CATEGORIES, DECISIONS, KINDS, SUBJECTS, TELLINGS
from gateway.store.incidents import Incident


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the form and what is known; an empty answer is left to be filled in."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the report."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    title: str
    school: str
    made_at: str
    parts: tuple[Part, ...]
    diary: tuple[tuple[str, str, str], ...]  # when, what it was, in words


def report_of(incident: Incident, facts: Facts, now: datetime) -> Report:
    """In the language that is active; times as the clock on the wall shows them."""
    return Report(
        gettext("Personal data breach: %(title)s") % {"title": facts.title},
        incident.school,
        moment(now),
        tuple(_parts(incident, facts)),
        tuple((moment(each.at), str(KINDS[each.kind]), each.text) for each in incident.diary),
    )


def moment(at: datetime | None) -> str:
    return date_format(at.astimezone(), "j F Y, H:i") if at else ""


def _parts(incident: Incident, facts: Facts) -> Iterator[Part]:
    yield Part(
        gettext("About the breach"),
        (
            Line(gettext("What happened"), facts.what_happened),
            Line(gettext("How it came about"), facts.how),
            Line(gettext("How it was found out"), facts.discovered),
            Line(gettext("Was it caused by a cyber incident?"), str(ANSWERS[facts.is_cyber])),
            Line(gettext("When it happened"), moment(facts.happened_at)),
            Line(gettext("When the school knew"), moment(incident.known_at)),
            Line(gettext("72 hours end"), moment(incident.known_at + LASTS)),
            Line(gettext("What was there to prevent it"), facts.measures_before),
        ),
    )
    yield Part(
        gettext("The data and the people"),
        (
            Line(
                gettext("Categories of personal data"), _listed(CATEGORIES[each] for each in facts.categories)
            ),
            Line(gettext("Number of records, about"), _number(facts.records)),
            Line(gettext("Number of people, about"), _number(facts.people)),
            Line(gettext("Categories of people"), _listed(SUBJECTS[each] for each in facts.subjects)),
            Line(gettext("What could follow from it"), facts.consequences),
            Line(gettext("Has anybody come to harm?"), str(ANSWERS[facts.harm])),
            Line(gettext("Is it likely to be a high risk for them?"), str(ANSWERS[facts.high_risk])),
            Line(gettext("Messages that belong to it"), str(len(incident.cases))),
        ),
    )
    yield Part(
        gettext("Staff and training"),
        (Line(gettext("Training in data protection in the last two years?"), str(ANSWERS[facts.trained])),),
    )
    yield Part(
        gettext("What is done about it"),
        (
            Line(gettext("What has been done"), facts.actions),
            Line(gettext("Is it contained?"), str(ANSWERS[facts.contained])),
            Line(gettext("So that it does not happen again"), facts.prevention),
            Line(gettext("Are the people told?"), str(TELLINGS[facts.telling])),
            Line(gettext("Why, and how"), facts.telling_reasons),
            Line(gettext("Who else has been told"), facts.others_told),
        ),
    )
    yield Part(
        gettext("The decision"),
        (
            Line(gettext("Is it reported?"), str(DECISIONS[facts.decision])),
            Line(gettext("Why"), facts.decision_reasons),
            Line(gettext("If it is reported after 72 hours: why"), facts.delay_reasons),
        ),
    )
    yield Part(
        gettext("Who answers questions"),
        (
            Line(gettext("Organisation"), incident.school),
            Line(gettext("Registration number with the ICO"), ""),
            Line(gettext("Name"), facts.contact_name),
            Line(gettext("E-mail and telephone"), facts.contact_details),
        ),
    )


def as_docx(report: Report, language: str) -> bytes:
    """An Office document with real headings and table headers; `language` as in "en-GB"."""
    document = docx.Document()
    _described(document, report, language)
    document.add_heading(_writable(report.title), 0)
    document.add_paragraph(f"{report.school} · {report.made_at}")
    for part in report.parts:
        document.add_heading(part.heading, 1)
        _table(
            document,
            (gettext("Question"), gettext("Answer")),
            [(line.question, line.answer or "…") for line in part.lines],
        )
    document.add_heading(gettext("Diary"), 1)
    if report.diary:
        _table(document, (gettext("When"), gettext("What"), gettext("In words")), list(report.diary))
    else:
        document.add_paragraph("…")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _described(document: Document, report: Report, language: str) -> None:
    document.core_properties.title = _writable(report.title)
    document.core_properties.author = report.school
    document.core_properties.language = language
    fonts = document.styles["Normal"].element.get_or_add_rPr()
    tongue = fonts.makeelement(qn("w:lang"), {qn("w:val"): language})
    fonts.append(tongue)


def _table(document: Document, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _writable(text)


def _writable(text: str) -> str:
    """Without what XML 1.0 §2.2 does not allow, such as a form feed from a paste."""
    return "".join(each for each in text if each in "\n\t" or (each >= " " and each not in "\ufffe\uffff"))


def _listed(words: Iterator[object]) -> str:
    return "; ".join(map(str, words))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
