"""Which recipients a condition cannot tell apart: of ten thousand, most are alike and are judged once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import chain

from detectors.finding import DetectorId
from detectors.sending import Addressee
from gateway.policy.condition import GRAVE, ON_PROTECTION
from gateway.policy.conditions import (
    AttachmentCondition,
    Condition,
    FindingCondition,
    Leaf,
    SentCondition,
    SeverityCondition,
    leaves,
)
from gateway.policy.past import Past, Reach
from gateway.policy.seen import Seen


class Likeness:
    """Tells recipients apart by no more than one condition asks for.

    Everything that a condition reads of a recipient must be weighed here.
    """

    def __init__(self, condition: Condition | None, seen: Seen, past: Past) -> None:
        asked = tuple(leaves(condition))
        self._seen, self._past = seen, past
        self._detectors = frozenset(chain.from_iterable(map(_detectors, asked)))
        self._asks_whose = any(isinstance(each, FindingCondition) and each.whose for each in asked)
        self._reaches = {each.sent.to for each in asked if isinstance(each, SentCondition)}

    def of(self, addressee: Addressee) -> Hashable:
        """Equal for recipients for whom the condition has the same value and the same findings."""
        return (
            addressee.classes,
            self._seen.directed(addressee.address, self._detectors),
            self._children(addressee) if self._asks_whose else None,
            self._account(addressee) if self._reaches else None,
        )

    def _children(self, addressee: Addressee) -> tuple[frozenset[str], bool]:
        return addressee.children & self._seen.named, bool(addressee.children)

    def _account(self, addressee: Addressee) -> Hashable:
        """What is counted for one account is told of that one alone."""
        sent = self._past.now.get(addressee.address)
        if sent is None:
            return None
        return addressee.address if Reach.THIS_ACCOUNT in self._reaches else sent.contact


def _detectors(leaf: Leaf) -> Iterable[DetectorId]:
    """Those whose findings the condition looks at."""
    match leaf:
        case FindingCondition():
            return (leaf.finding,)
        case AttachmentCondition():
            contained = leaf.attachment.containing
            return ON_PROTECTION if contained is None else (*ON_PROTECTION, contained)
        case SeverityCondition():
            return GRAVE
        case _:
            return ()
