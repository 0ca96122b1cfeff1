"""`python -m tests.bench.rewriting`: what each rewrite costs for a message of 300 KB, in processor time.

The message has text, HTML and a Word document with a pupil's name in each, and is on its way to a dozen
families, in a school of 1,500 pupils. What a rewrite makes is inspected anew: the second column. Medians.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from docx import Document
from rich.console import Console
from rich.table import Table

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.roster import Pupil, Roster
from gateway.policy.rewriting import Rewrite, Rewriting, ShortForm, Visible
from gateway.rewriting.dkim.key import DkimKey
from gateway.rewriting.dkim.signing import sign
from gateway.rewriting.rewrite import rewrite
from gateway.rewriting.task import Task
from tests.bench.mail import SENDER, message, photograph, prose
from tests.bench.roster import NAMED_PUPIL, pupils

ROUNDS, QUICK_ROUNDS = 9, 1
FAMILIES = ", ".join(f"family{number}@home{number}.example" for number in range(12))
SIGNED = "signed (DKIM, RSA of 2048 bits)"
REWRITINGS = {
    Rewrite.SHORTEN_NAMES: Rewriting(names=ShortForm.INITIALS),
    Rewrite.LOCK_ATTACHMENTS: Rewriting(lock_attachments=True),
    Rewrite.TAKE_OFF_ATTACHMENTS: Rewriting(take_off_attachments=True),
    Rewrite.RECIPIENTS_TO_BCC: Rewriting(visible=Visible.BCC),
    Rewrite.ONE_COPY_EACH: Rewriting(visible=Visible.ONE_COPY_EACH),
    Rewrite.COPY_COLLEAGUE: Rewriting(copy_to=frozenset({"b.osei@oakfield.sch.uk"})),
    Rewrite.TAG_SUBJECT: Rewriting(subject_tags=frozenset({"[school]"})),
    Rewrite.SET_HEADER: Rewriting(headers=frozenset({("X-School-Data", "pupil")})),
    Rewrite.ADD_FOOTER: Rewriting(footers=frozenset({"From Oakfield Academy."})),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor time; `inspecting` is None for what is not inspected anew."""

    label: str
    rewriting: float
    inspecting: float | None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rewriting", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="once, to see that it runs")
    rounds = QUICK_ROUNDS if parser.parse_args().quick else ROUNDS
    raw = large_message()
    table = Table(title=f"A message of {len(raw) // 1000} KB: milliseconds of processor time")
    for column in ("rewrite", "rewriting", "inspecting anew"):
        table.add_column(column, justify="left" if column == "rewrite" else "right")
    for cost in costs(raw, rounds):
        anew = "" if cost.inspecting is None else f"{cost.inspecting:.1f}"
        table.add_row(cost.label, f"{cost.rewriting:.1f}", anew)
    Console(highlight=False).print(table)
    return 0


def costs(raw: bytes, rounds: int) -> list[Cost]:
    """Of each rewrite, and of signing what came of one."""
    facts = school_facts()
    found = inspect(raw, facts, Budget())
    named = tuple({finding.pupils for finding in found.of(DetectorId.PUPIL_NAME)})
    measured = []
    for kind, rewriting in REWRITINGS.items():
        task = Task(
            rewriting,
            sender=SENDER,
            named=named,
            passphrase="copper-heron-basket-violin-thursday",
            copy_to=tuple(rewriting.copy_to),
            copy_for="family3@home3.example",
        )
        step = rewrite(raw, task, facts)
        assert step.changes, f"{kind} changed nothing"
        measured.append(
            Cost(
                kind,
                milliseconds(lambda task=task: rewrite(raw, task, facts), rounds),
                milliseconds(lambda step=step: inspect(step.content, facts, Budget()), rounds),
            )
        )
    key = DkimKey("oakfield.sch.uk", "schoolgate", _new_key())
    return [*measured, Cost(SIGNED, milliseconds(lambda: sign(raw, key), rounds), None)]


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The median of several runs."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return 1000 * statistics.median(taken)


def school_facts() -> Facts:
    roster = Roster(
        tuple(
            Pupil(str(1000 + number), forename, surname)
            for number, (forename, surname) in enumerate(pupils())
        )
    )
    directory = Directory(frozenset(), frozenset(), frozenset())
    return Facts.of(School("Oakfield Academy", ("oakfield.sch.uk",)), roster, directory)


def large_message() -> bytes:
    """Some 300 KB: a name in the text, in the HTML and in a document of many pages with a picture."""
    document, file = Document(), io.BytesIO()
    document.add_paragraph(f"{NAMED_PUPIL} was there.")
    for number in range(60):
        document.add_paragraph(prose(900, number))
    document.add_picture(io.BytesIO(photograph(165_000)))
    document.save(file)
    text = f"{NAMED_PUPIL} was there.\n{prose(2_000)}"
    html = f"<p>{NAMED_PUPIL} was there.</p><p>{prose(8_000)}</p>"
    raw = message(text, html=html, document=file.getvalue())
    return raw.replace(b"To: parent@example.com", b"To: " + FAMILIES.replace(", ", ",\r\n ").encode(), 1)


def _new_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


if __name__ == "__main__":
    sys.exit(main())
