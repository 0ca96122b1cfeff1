"""What the starter policy makes of a message from a teacher to somebody outside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import Completion, DetectorId, Report
from detectors.inspect import DETECTORS, inspect
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.roster import Pupil, Roster
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.load import load_policy, preset_path
from gateway.policy.rules import Policy
from gateway.policy.verdict import Disposition
from tests.evasion.letters import RECIPIENT, SENDER

CONFIG = Path(__file__).resolve().parents[2] / "config"
FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",), ("*@pupils.oakfield.sch.uk",)),
    Roster(
        (
            Pupil("1042", "Grace", "Bishop", upn="Z820999912001"),
            Pupil("1043", "Zoë", "O'Neill", middle_names="Ruth"),
            Pupil("1044", "Elizabeth", "Ashworth"),
            Pupil("1045", "Muhammad", "Al-Hassan"),
            Pupil("1046", "Christopher", "Wolstenholme"),
            Pupil("1047", "Ivan", "Petrov"),
        )
    ),
    Directory(frozenset({"gov.uk", "nhs.uk"}), frozenset(), frozenset({"gmail.com"})),
)
SENDING = Recipients.of(FACTS).sending(Envelope(SENDER, (RECIPIENT,)))
# What others add to the report after the detectors: counted as looked for.
_ADDED = tuple(
    (each, Completion.FINISHED) for each in set(DetectorId) - {detector.id for detector in DETECTORS}
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found, and whether the message is held."""

    report: Report
    held: bool

    def places_of(self, pupil: str) -> set[str]:
        """Where the pupil was found by name."""
        found = self.report.of(DetectorId.PUPIL_NAME)
        return {str(finding.location) for finding in found if pupil in finding.pupils}


def judged(raw: bytes) -> Judgement:
    return of_report(inspect(raw, FACTS, Budget(), SENDING))


def of_report(report: Report) -> Judgement:
    whole = replace(report, completion=(*report.completion, *_ADDED))
    verdict = decide(SENDING, whole, _policy(), Circumstances())
    return Judgement(report, verdict.disposition is Disposition.HOLD)


@cache
def _policy() -> Policy:
    return load_policy(preset_path(CONFIG, "starter"))
