"""The record in words."""

from __future__ import annotations

from collections import Counter

from gateway.actions.plan import Action
from gateway.review.record.words import KINDS, actions_of, said, who


def test_every_action_has_words_in_one_kind() -> None:
    assert Counter(action for kind in KINDS for action in kind.words) == Counter(Action)


def test_what_a_later_version_wrote_is_still_said() -> None:
    assert said("sent-to-the-moon") == "sent to the moon"
    assert actions_of("sent-to-the-moon") == frozenset()


def test_who() -> None:
    assert who("gateway") == "Schoolgate"
    assert who("root (shell)") == "root (command line)"
    assert who("dpl@oakfield.sch.uk") == "dpl@oakfield.sch.uk"
