from datetime import time
from pathlib import Path

import pytest

from detectors.finding import DetectorId, Protection
from detectors.message import Envelope
from detectors.sending import Addressee, RecipientClass, Sending
from gateway.policy.conditions import (
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    FindingCondition,
    NotCondition,
    leaves,
)
from gateway.policy.load import PolicyError, load_policy, parse_policy, preset_path, presets
from gateway.policy.office_hours import Day, OfficeHours
from gateway.policy.rules import Action, From, Policy, Rule, To, in_short
from gateway.policy.verdict import Disposition, Mode, PrivateMail, SenderMay
from tests.gateway.policy.parts import CONFIG, rule

START = 'title = "Policy"\n[[rule]]\nid = "a-rule"\ntitle = "A rule"\nclause = "Section 1"\n'
HELD = START + 'action = "hold"\n'


def test_a_rule_that_says_only_what_it_must() -> None:
    (only,) = parse_policy(HELD, "policy.toml").rules
    assert only.when is None
    assert only.to == To()
    assert only.mode is Mode.ENFORCE
    assert only.reason_given == "This message comes under the rule “A rule”."


def test_a_rule_that_says_everything() -> None:
    full = rule(
        'to.any_of = ["external"]\nto.none_of = ["professional", "contact"]\naction = "return"\n'
        'mode = "monitor"\nreason = "Because."\nadvice = "Do this."\n'
        "when.any = [\n"
        '  { finding = "pupil-name", min_count = 2, min_confidence = 0.5, where = "subject" },\n'
        '  { all = [{ not = { finding = "auto-forward" } }, { attachment = { protection = ["none"],'
        ' containing = "pupil-name" } }] },\n]'
    )
    assert full.action is Action.RETURN
    assert full.mode is Mode.MONITOR
    assert full.to.none_of == {RecipientClass.PROFESSIONAL, RecipientClass.CONTACT}
    assert (full.reason_given, full.advice) == ("Because.", "Do this.")
    name, forwarded, attachment = leaves(full.when)
    assert name == FindingCondition(
        finding=DetectorId.PUPIL_NAME, min_count=2, min_confidence=0.5, where="subject"
    )
    assert forwarded == FindingCondition(finding=DetectorId.AUTO_FORWARD)
    assert isinstance(attachment, AttachmentCondition)
    assert attachment.attachment.protection == (Protection.NONE,)


def test_conditions_can_be_built_from_values() -> None:
    name = FindingCondition(finding=DetectorId.PUPIL_NAME)
    built = AllCondition(all=(AnyCondition(any=(name,)), NotCondition.model_validate({"not": name})))
    written = 'when.all = [{ any = [{ finding = "pupil-name" }] }, { not = { finding = "pupil-name" } }]'
    assert built == rule(written).when


@pytest.mark.parametrize("action", list(Action))
def test_every_action_is_a_disposition(action: Action) -> None:
    if action is Action.WARN:
        assert action.disposition is Disposition.DELIVER
    else:
        assert str(action.disposition) == action
        assert action.disposition >= Disposition.REWRITE


def test_nothing_read_can_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        rule("").mode = Mode.OFF


@pytest.mark.parametrize(
    ("any_of", "none_of", "classes", "matches"),
    [
        ("", "", "internal", True),
        ("external", "", "external", True),
        ("external", "", "internal", False),
        ("external", "professional", "external professional", False),
        ("external", "professional", "external personal", True),
        ("personal own", "", "external personal", True),
        ("", "pupil", "internal pupil", False),
        ("", "pupil", "internal", True),
        ("professional", "contact", "external", False),
    ],
)
def test_who_is_meant(any_of: str, none_of: str, classes: str, matches: bool) -> None:
    to = To.model_validate({"none_of": none_of.split()} | ({"any_of": any_of.split()} if any_of else {}))
    addressee = Addressee("zoe@firm.example", frozenset(map(RecipientClass, classes.split())))
    assert to.matches(addressee) is matches


@pytest.mark.parametrize(
    ("groups", "except_groups", "actual", "matches"),
    [
        ("", "", "", True),
        ("", "", "office", True),
        ("office", "", "office governors", True),
        ("office", "", "governors", False),
        ("office", "", "", False),
        ("office head", "", "head", True),
        ("office", "governors", "office governors", False),
        ("", "governors", "governors", False),
        ("", "governors", "", True),
    ],
)
def test_groups_of_senders_and_recipients(
    groups: str, except_groups: str, actual: str, matches: bool
) -> None:
    written = {"groups": groups.split(), "except_groups": except_groups.split()}
    members = frozenset(actual.split())
    sender = Sending(Envelope("m.okafor@oakfield.sch.uk", ()), (), sender_groups=members)
    assert From.model_validate(written).matches(sender) is matches
    addressee = Addressee("zoe@firm.example", frozenset({RecipientClass.EXTERNAL}), groups=members)
    assert To.model_validate(written).matches(addressee) is matches


def test_classes_and_groups_must_both_fit() -> None:
    to = To(any_of=frozenset({RecipientClass.EXTERNAL}), groups=frozenset({"governors"}))
    outside, inside = frozenset({RecipientClass.EXTERNAL}), frozenset({RecipientClass.INTERNAL})
    governors = frozenset({"governors"})
    assert to.matches(Addressee("a@firm.example", outside, groups=governors))
    assert not to.matches(Addressee("a@firm.example", outside))
    assert not to.matches(Addressee("a@oakfield.sch.uk", inside, groups=governors))


def test_a_policy_says_what_holds_for_all_its_rules() -> None:
    text = (
        'title = "Policy"\nprivate_mail = "metadata-only"\nfast_lane = ["police"]\n'
        '[office_hours]\nopens = 07:30:00\ncloses = 17:00:00\ndays = ["monday"]\ntimezone = "Europe/Dublin"\n'
        '[[rule]]\nid = "a"\ntitle = "A"\naction = "hold"\napprover = "headteacher"\nsender_may = ["ask"]\n'
        'from.groups = ["office"]\nfrom.except_groups = ["head"]\n'
        'to.groups = ["all-parents"]\nto.except_groups = ["governors"]'
    )
    policy = parse_policy(text, "policy.toml")
    assert policy.private_mail is PrivateMail.METADATA_ONLY
    assert policy.groups == {"police", "office", "head", "all-parents", "governors"}
    assert policy.office_hours == OfficeHours(
        timezone="Europe/Dublin", days=(Day.MONDAY,), opens=time(7, 30), closes=time(17)
    )
    (only,) = policy.rules
    assert (only.approver, only.sender_may, only.clause) == ("headteacher", (SenderMay.ASK,), "")


def test_what_holds_for_a_policy_that_says_nothing() -> None:
    policy = parse_policy(HELD, "policy.toml")
    assert (policy.private_mail, policy.fast_lane) == (PrivateMail.SCAN, frozenset())
    assert policy.office_hours == OfficeHours()
    assert policy.groups == frozenset()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "title: is missing and must be set"),
        ("title =", "not valid TOML: "),
        ('title = "Policy"', "rule: is missing and must be set"),
        ('title = "Policy"\nrule = []', "rule: must not be empty"),
        ('title = "Policy"\nrule = 3', "rule: must be a list in square brackets"),
        ('title = "Policy"\nrule = [3]', "rule number 1: must be a table"),
        (
            'titel = "Policy"',
            '"titel" is not known here; allowed: title, private_mail, private_mail_approver, fast_lane,'
            " office_hours, release_reasons, rule;"
            ' did you mean "title"?',
        ),
        (
            'title = "Policy"\n[[rule]]\ntitle = "A"\nclause = "B"\naction = "hold"',
            "rule number 1: id: is missing and must be set",
        ),
        (
            'title = "Policy"\n[[rule]]\nid = "A Rule"',
            'rule "A Rule": id: must be lower-case words joined by',
        ),
        ('title = "Policy"\n[[rule]]\nid = 7', "rule number 1: id: must be text in quotes"),
        (START, 'rule "a-rule": action: is missing and must be set'),
        (
            START + 'action = "holdd"',
            'rule "a-rule": action: "holdd" is not known here; allowed: warn, rewrite, secure, hold, return;'
            ' did you mean "hold"?',
        ),
        (
            START + 'action = "deliver"',
            'rule "a-rule": action: "deliver" is not known here; allowed: warn,',
        ),
        (
            START + "action = 3",
            "rule \"a-rule\": action: must be one of 'warn', 'rewrite', 'secure', 'hold' or",
        ),
        (HELD + 'mode = "enforced"', 'rule "a-rule": mode: "enforced" is not known here; allowed: enforce,'),
        (
            HELD + "whne = {}",
            'rule "a-rule": "whne" is not known here; allowed: id, title, clause, from, to, when,',
        ),
        (HELD + 'reason = "a\\nb"', 'rule "a-rule": reason: must stand on one line'),
        (HELD + 'advice = ""', 'rule "a-rule": advice: must not be empty'),
        (HELD + f'advice = "{"a" * 401}"', 'rule "a-rule": advice: must be at most 400 characters'),
        (HELD + 'to = ["external"]', 'rule "a-rule": to: must be a table'),
        (HELD + 'to.any_of = "external"', 'rule "a-rule": to.any_of: must be a list in square brackets'),
        (
            HELD + 'to.any_of = ["externl"]',
            'rule "a-rule": to.any_of: "externl" is not known here; allowed: internal, external,'
            ' professional, supplier, personal, own, contact, pupil; did you mean "external"?',
        ),
        (
            HELD + "to.any_of = []",
            'rule "a-rule": to: any_of must not be empty; leave it out to mean everybody',
        ),
        (
            HELD + 'to = { any_of = ["own"], none_of = ["own"] }',
            'rule "a-rule": to: "own" stands in any_of and in none_of; choose one',
        ),
        (HELD + 'when = "pupil-name"', 'rule "a-rule": when: must be a table with exactly one of finding,'),
        (HELD + "when = {}", 'rule "a-rule": when: must be a table with exactly one of finding, attachment,'),
        (
            HELD + 'when = { finding = "pupil-name", all = [] }',
            'rule "a-rule": when: must be a table with exactly one of finding,',
        ),
        (HELD + "when = { all = [] }", 'rule "a-rule": when.all: must not be empty'),
        (
            HELD + 'when.finding = "pupil-nam"',
            'rule "a-rule": when.finding: "pupil-nam" is not known here; allowed: pupil-name,',
        ),
        (
            HELD + 'when = { finding = "pupil-name", min_count = 0 }',
            'rule "a-rule": when.min_count: must be at least 1',
        ),
        (
            HELD + 'when = { finding = "pupil-name", min_count = "3" }',
            'rule "a-rule": when.min_count: must be a whole number',
        ),
        (
            HELD + 'when = { finding = "pupil-name", min_confidence = 90 }',
            'rule "a-rule": when.min_confidence: must be at most 1',
        ),
        (
            HELD + 'when = { finding = "pupil-name", where = "attachmnt:a" }',
            'rule "a-rule": when.where: "attachmnt" is not known here; allowed: subject, body, header,'
            ' attachment; did you mean "attachment"?',
        ),
        (
            HELD + 'when = { finding = "pupil-name", count = 3 }',
            'rule "a-rule": when: "count" is not known here; allowed: finding, min_count,',
        ),
        (
            HELD + 'when.any = [{ not = { attachment = { protection = ["non"] } } }]',
            'rule "a-rule": when.any.not.attachment.protection: "non" is not known here;',
        ),
        (
            HELD + "when = { attachment = { protection = [] } }",
            'rule "a-rule": when.attachment.protection: must not be empty',
        ),
        (
            HELD + "when = { attachment = {} }",
            'rule "a-rule": when.attachment: must say which attachments: protection, types or containing',
        ),
        (HELD + "when.attachment.types = []", 'rule "a-rule": when.attachment.types: must not be empty'),
        (
            HELD + 'when = { finding = "pupil-name", min_pupils = 0 }',
            'rule "a-rule": when.min_pupils: must be at least 1',
        ),
        (
            HELD + 'when = { finding = "identifier", kinds = [] }',
            'rule "a-rule": when.kinds: must not be empty',
        ),
        (
            HELD + 'when = { finding = "pupil-name", whose = "their" }',
            'rule "a-rule": when.whose: "their" is not known here; allowed: theirs, not-theirs;'
            ' did you mean "theirs"?',
        ),
        (HELD + "when.severity = 0", 'rule "a-rule": when.severity: must be at least 1'),
        (HELD + "when.severity = 6", 'rule "a-rule": when.severity: must be at most 5'),
        (HELD + 'when.severity = "high"', 'rule "a-rule": when.severity: must be a whole number'),
        (
            HELD + 'when.larger_than = "20 megs"',
            'rule "a-rule": when.larger_than: "20 megs" is not a size; write a number with B, KB, MB or GB,',
        ),
        (HELD + "when.larger_than = 0", 'rule "a-rule": when.larger_than: must be more than 0'),
        (
            HELD + "when.recipients = {}",
            'rule "a-rule": when.recipients.at_least: is missing and must be set',
        ),
        (
            HELD + "when.recipients = { at_least = 0 }",
            'rule "a-rule": when.recipients.at_least: must be at least 1',
        ),
        (
            HELD + 'when.time = "office-hour"',
            'rule "a-rule": when.time: "office-hour" is not known here; allowed: office-hours,'
            ' outside-office-hours; did you mean "office-hours"?',
        ),
        (
            HELD + 'when.sent = { at_least = 5, of = "messages" }',
            'rule "a-rule": when.sent.within: is missing and must be set',
        ),
        (
            HELD + 'when.sent = { at_least = -3, of = "messages", within = "day" }',
            'rule "a-rule": when.sent.at_least: must be at least 1',
        ),
        (
            HELD + 'when.sent = { at_least = 5, of = "mails", within = "day" }',
            'rule "a-rule": when.sent.of: "mails" is not known here; allowed: messages, forwards,',
        ),
        (
            HELD + 'when.sent = { at_least = 5, of = "messages", within = "month" }',
            'rule "a-rule": when.sent.within: "month" is not known here; allowed: hour, day, week, fortnight',
        ),
        (
            HELD + 'when.sent = { at_least = 5, of = "messages", within = "day", to = "all" }',
            'rule "a-rule": when.sent.to: "all" is not known here; allowed: this-account, all-accounts',
        ),
        (
            HELD + 'when = { severity = 3, time = "office-hours" }',
            'rule "a-rule": when: must be a table with exactly one of finding, attachment, severity,',
        ),
        (
            HELD + 'from.groups = ["Senior Leaders"]',
            'rule "a-rule": from.groups: must be lower-case words joined by hyphens',
        ),
        (
            HELD + 'from = { groups = ["office"], except_groups = ["office"] }',
            'rule "a-rule": from: "office" stands in groups and in except_groups; choose one',
        ),
        (
            HELD + 'to = { groups = ["office"], except_groups = ["office"] }',
            'rule "a-rule": to: "office" stands in groups and in except_groups; choose one',
        ),
        (
            HELD + 'sender_may = ["asks"]',
            'rule "a-rule": sender_may: "asks" is not known here; allowed: send-securely, shorten-names,'
            " lock-attachments, ask;"
            ' did you mean "ask"?',
        ),
        (
            START + 'action = "return"\napprover = "headteacher"',
            'rule "a-rule": approver needs action = "hold"; with "return" nobody is asked',
        ),
        (
            START + 'action = "secure"\nat_deadline = "secure"',
            'rule "a-rule": at_deadline needs action = "hold"; with "secure" nothing waits',
        ),
        (
            HELD + 'at_deadline = "send"',
            'rule "a-rule": at_deadline: "send" is not known here; allowed: deliver, secure, return',
        ),
        (
            HELD + 'approver = "Head Teacher"',
            'rule "a-rule": approver: must be lower-case words joined by hyphens',
        ),
        (
            'title = "Policy"\nprivate_mail = "ignore"',
            'private_mail: "ignore" is not known here; allowed: scan, scan-unseen, metadata-only',
        ),
        ('title = "Policy"\nfast_lane = "police"', "fast_lane: must be a list in square brackets"),
        (
            'title = "Policy"\n[office_hours]\nopens = 18:00:00\ncloses = 08:00:00',
            "office_hours: opens (18:00) must be before closes (08:00)",
        ),
        ('title = "Policy"\n[office_hours]\ndays = []', "office_hours.days: must not be empty"),
        (
            'title = "Policy"\n[office_hours]\nopens = "8am"',
            'office_hours.opens: must be a time of day in quotes, such as "08:00"',
        ),
        (
            'title = "Policy"\n[office_hours]\nopens = ["08:00"]',
            'office_hours.opens: must be a time of day in quotes, such as "08:00"',
        ),
        (
            'title = "Policy"\n[office_hours]\ntimezone = "Europe/Londn"',
            'office_hours.timezone: "Europe/Londn" is not known here; allowed: Europe/London,',
        ),
        (
            HELD + HELD.removeprefix('title = "Policy"'),
            'rule: id "a-rule" is given to 2 rules; each needs its own',
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, "policy.toml")
    assert str(caught.value).startswith(f"policy.toml: {complaint}")
    assert "\n" not in str(caught.value)


def test_a_policy_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("\ufeff" + HELD, encoding="utf-8")
    assert [each.id for each in load_policy(tmp_path / "policy.toml").rules] == ["a-rule"]
    with pytest.raises(PolicyError, match=r"other\.toml: there is no such file"):
        load_policy(tmp_path / "other.toml")
    with pytest.raises(PolicyError, match="UTF-8 text file"):
        load_policy(tmp_path)


@pytest.mark.parametrize("name", presets(CONFIG))
def test_every_preset_is_a_policy(name: str) -> None:
    preset = load_policy(preset_path(CONFIG, name))
    assert all(isinstance(each, Rule) and each.reason and each.advice for each in preset.rules)


@pytest.mark.parametrize("name", ["startr", "../policies/starter", "", "Starter"])
def test_an_unknown_preset_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(PolicyError, match=rf'^policy preset "{name}" is not known here; allowed: .*starter'):
        preset_path(CONFIG, name)


def test_in_short_is_the_same_for_what_says_the_same() -> None:
    one, other = (Policy.model_validate(_two_rules(order)) for order in (("a", "b"), ("b", "a")))
    assert in_short(one) == in_short(other)
    assert in_short(one).startswith("Policy, 2 rules, ")
    assert in_short(one) != in_short(Policy.model_validate(_two_rules(("a", "c"))))


def _two_rules(ids: tuple[str, str]) -> dict[str, object]:
    rules = [{"id": each, "title": "A rule", "clause": "1", "action": "hold"} for each in ids]
    return {"title": "Policy", "rule": rules}
