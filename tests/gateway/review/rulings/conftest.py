"""An office whose judge changes messages as it is told, and remembers what it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from detectors.message import Envelope
from gateway.actions.plan import Judged, Purpose
from gateway.inspection.judge import Judge
from gateway.policy.reach import SecureReach
from gateway.policy.rewriting import Rewriting
from gateway.policy.verdict import Disposition, SenderMay
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.version import Version
from gateway.store.jobs import Job
from tests.gateway.review.sender.cases import version
from tests.support.judged import judged
from tests.support.review import Office, QuietJudge, QuietRules
from tests.support.school import message

ON_TOP = b"Received: from pc\r\n\tby gate\r\nX-Schoolgate-Loop: CASE 00\r\n"
LETTER = message("Grace Bishop has forgotten her kit.\n", subject="About Grace").as_bytes()
SHORTENED = LETTER.replace(b"Grace Bishop", b"G.B.")


@dataclass
class Told(QuietJudge):
    """Secure mail reaches example.org. `cannot`: why nothing can be changed."""

    rules: QuietRules = QuietRules(SecureReach(domains=frozenset({"example.org"})))  # noqa: RUF009 - frozen
    cannot: str = ""
    content: bytes = SHORTENED
    overruled: list[tuple[str, ...]] = field(default_factory=list)
    told: list[Judged] = field(default_factory=list)

    async def rewrite(
        self,
        _school: str,
        envelope: Envelope,
        raw: bytes,
        rewriting: Rewriting,
        way: SenderMay,
        overruled: Collection[str] = (),
    ) -> tuple[Version, ...]:
        self._ask(raw, overruled)
        if way is SenderMay.SEND_SECURELY:
            secure = version(*envelope.recipients, disposition=Disposition.SECURE)
            return (replace(secure, content=raw),)
        assert rewriting.names
        return (replace(version(*envelope.recipients), content=self.content),)

    async def let_go(
        self, _school: str, envelope: Envelope, raw: bytes, overruled: Collection[str]
    ) -> Judged:
        """As rules on it would have it: those at example.org by secure mail, the others as it came."""
        self._ask(raw, overruled)
        ways = {True: Disposition.SECURE, False: Disposition.DELIVER}
        return judged(*((each, ways[each.endswith("@example.org")]) for each in envelope.recipients))

    async def sent(self, _school: str, _envelope: Envelope, leaving: Judged) -> None:
        self.told.append(leaving)

    def _ask(self, raw: bytes, overruled: Collection[str]) -> None:
        assert raw == LETTER, "without our own fields"
        self.overruled.append(tuple(overruled))
        if self.cannot:
            raise CannotRewriteError(self.cannot)


@pytest.fixture
def judge(office: Office) -> Told:
    told = Told()
    office.site = replace(office.site, judge=cast(Judge, told))
    return told


@pytest.fixture
def hold(office: Office) -> Callable[..., str]:
    """Holds the letter; what its notices were is of no interest."""

    def held(*people: str, **more: object) -> str:
        case = office.hold(*people, content=ON_TOP + LETTER, **more)  # type: ignore[arg-type]
        office.deliveries()
        return case

    return held


def sent(office: Office) -> list[Job]:
    """What left for its recipients since the last time."""
    return [each for each in office.deliveries() if each.purpose is Purpose.MESSAGE]
