"""What a school writes: a file is refused in one line that names it, or it works and never loosens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from detectors.finding import Completion, DetectorId, Report
from detectors.message import Envelope
from gateway.errors import SetupError
from gateway.policy.advice.lint import advice_on
from gateway.policy.decide import decide
from gateway.policy.english.explain import describe
from gateway.policy.load import parse_policy
from gateway.policy.people.directory import directory_on, line_managers_in, parse_directory
from gateway.policy.rules import Policy, in_short
from gateway.policy.verdict import Disposition, Verdict
from gateway.policy.words import parse_words
from gateway.settings.load import parse_settings
from tests.gateway.policy.parts import PLAIN, RECIPIENTS, STAFF, attached, found, report

SOURCE = "school.toml"
_T = TypeVar("_T")
_TODAY = date(2026, 11, 2)
_SENDING = RECIPIENTS.sending(
    Envelope(STAFF, ("head@oakfield.sch.uk", "ruth.bishop@gmail.com", "zoe@firm.example"))
)
_REPORTS = (
    report(),
    report(found("pupil-name", pupils=("1042",)), found("sensitive-term", kind="health")),
    report(attached("a.zip", "none"), found("pupil-name", "attachment:a.zip/b.docx")),
    report(attached("a.zip", "encrypted"), partial=("pupil-name",)),
)


def check_policy(raw: bytes) -> None:
    policy = _read(parse_policy, raw)
    if policy is None:
        return
    backwards = policy.model_copy(update={"rules": policy.rules[::-1]})
    assert in_short(policy) == in_short(backwards)
    assert all(sentence.strip() for sentence in describe(policy))
    advice_on(policy)
    for seen in _REPORTS:
        judged = _decided(policy, seen)
        assert [each.address for each in judged.recipients] == [each.address for each in _SENDING.addressees]
        assert _stands(judged) == _stands(_decided(backwards, seen)), "the order of rules has a meaning"
        assert _no_looser(judged, _decided(policy, _blinded(seen))), "what nobody looked for is let go"
        if len(policy.rules) > 1:
            fewer = policy.model_copy(update={"rules": policy.rules[1:]})
            assert _no_looser(_decided(fewer, seen), judged), "a rule more is looser"


def _decided(policy: Policy, seen: Report) -> Verdict:
    return decide(_SENDING, seen, policy, PLAIN)


def _blinded(seen: Report) -> Report:
    """The same where every detector failed after it had found what it found."""
    return replace(seen, completion=tuple((each, Completion.FAILED) for each in DetectorId))


def _stands(verdict: Verdict) -> list[Disposition]:
    return [max(each.disposition, each.otherwise) for each in verdict.recipients]


def _no_looser(before: Verdict, after: Verdict) -> bool:
    return all(one <= other for one, other in zip(_stands(before), _stands(after), strict=True))


def check_directory(raw: bytes) -> None:
    file = _read(parse_directory, raw)
    if file is not None:
        directory_on(file, _TODAY)
        line_managers_in(file)


def check_words(raw: bytes) -> None:
    vocabulary = _read(parse_words, raw)
    if vocabulary is not None:
        text = "Grace Bishop was excluded, and has a plan. " * 3
        for mention in vocabulary.mentions(text):
            assert 0 <= mention.start < mention.end <= len(text)


def check_settings(raw: bytes) -> None:
    _read(lambda text, source: parse_settings(text, source, Path("/nowhere")), raw)


def _read(parse: Callable[[str, str], _T], raw: bytes) -> _T | None:
    """What the file says; None where it is refused in one line that begins with the file's name."""
    try:
        return parse(raw.decode("utf-8", "replace"), SOURCE)
    except SetupError as refused:
        said = str(refused)
        assert said.startswith(f"{SOURCE}: ")
        assert len(said) > len(SOURCE) + 5, "it does not say what is wrong"
        assert "\n" not in said, "more than one line"
        assert "Traceback" not in said
        return None
