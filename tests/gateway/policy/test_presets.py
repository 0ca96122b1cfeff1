"""The policies that come with Schoolgate: what they say to senders, and what they say as a whole."""

import re

import pytest

from detectors.finding import DetectorId
from detectors.message import Envelope
from gateway.policy.decide import decide
from gateway.policy.load import load_policy, preset_path, presets
from gateway.policy.rules import Action, Policy
from gateway.policy.verdict import Mode, PrivateMail, SenderMay
from tests.gateway.policy.parts import CONFIG, PLAIN, RECIPIENTS, STAFF, found, report

PRESETS = presets(CONFIG)
JARGON = re.compile(r"encrypt|MIME|header|policy|violat|breach|roster|DLP|GDPR", re.IGNORECASE)
HEURISTICS = {
    DetectorId.LOOK_ALIKE_DOMAIN,
    DetectorId.SIMILAR_RECIPIENTS,
    DetectorId.COLLEAGUE_NAMESAKE,
    DetectorId.OTHER_GREETING,
    DetectorId.FIRST_CONTACT,
    DetectorId.SENDER_MISMATCH,
}


@pytest.fixture(params=PRESETS)
def preset(request: pytest.FixtureRequest) -> Policy:
    return load_policy(preset_path(CONFIG, request.param))


def test_every_text_is_short_plain_and_whole(preset: Policy) -> None:
    for rule in preset.rules:
        assert re.fullmatch(r"[A-Z][^.]*\.", rule.reason), f"{rule.id}: a reason is one sentence"
        assert re.fullmatch(r"[A-Z].*\.", rule.advice), rule.id
        assert len(rule.reason) <= 160, rule.id
        assert len(rule.advice) <= 200, rule.id
        assert not JARGON.search(rule.reason + rule.advice), rule.id


def test_safeguarding_never_waits(preset: Policy) -> None:
    assert preset.fast_lane == {"safeguarding"}


def test_another_familys_child_is_told_as_such(preset: Policy) -> None:
    (rule,) = (rule for rule in preset.rules if rule.id == "other-child-contact")
    assert rule.action is Action.HOLD
    assert rule.mode is Mode.ENFORCE
    assert rule.reason.startswith("This message names a child who is not theirs")


def test_a_locked_file_about_another_child_is_never_offered_for_a_parent(preset: Policy) -> None:
    (rule,) = (rule for rule in preset.rules if rule.id == "other-child-contact")
    assert SenderMay.SHORTEN_NAMES in rule.sender_may
    assert SenderMay.LOCK_ATTACHMENTS not in rule.sender_may


def test_whoever_may_ask_has_reasons_to_choose_from(preset: Policy) -> None:
    may_ask = any(SenderMay.ASK in rule.sender_may for rule in preset.rules)
    reasons = preset.release_reasons
    assert (5 <= len(reasons) <= 6) if may_ask else not reasons
    assert len(set(reasons)) == len(reasons)
    for reason in reasons:
        assert re.fullmatch(r"[A-Z].{10,80}[a-z']", reason), reason
        assert not JARGON.search(reason), reason


@pytest.mark.parametrize("sign", sorted(HEURISTICS))
def test_a_mere_sign_holds_nothing(preset: Policy, sign: str) -> None:
    sending = RECIPIENTS.sending(Envelope(STAFF, ("orders@firm.example",)))
    assert str(decide(sending, report(found(sign)), preset, PLAIN).disposition) == "deliver"


@pytest.mark.parametrize(
    ("name", "private_mail"),
    [
        ("ace", PrivateMail.SCAN),
        ("chorus", PrivateMail.SCAN_UNSEEN),
        ("hampshire", PrivateMail.METADATA_ONLY),
        ("shaw", PrivateMail.SCAN),
        ("special-partnership", PrivateMail.SCAN),
        ("starter", PrivateMail.SCAN),
    ],
)
def test_private_mail_as_each_document_has_it(name: str, private_mail: PrivateMail) -> None:
    policy = load_policy(preset_path(CONFIG, name))
    assert policy.private_mail is private_mail
    sending = RECIPIENTS.sending(Envelope(STAFF, ("orders@firm.example",)))
    marked = decide(sending, report(found("marked-private", "subject")), policy, PLAIN)
    assert marked.unseen is (private_mail is PrivateMail.SCAN_UNSEEN)


def test_hampshire_asks_the_approvers_it_names() -> None:
    approvers = {
        rule.id: rule.approver
        for rule in load_policy(preset_path(CONFIG, "hampshire")).rules
        if rule.approver
    }
    assert approvers == {
        "parents-approval": "senior-leaders",
        "pupils-approval": "headteacher",
        "pupil-data-external": "senior-leaders",
    }
