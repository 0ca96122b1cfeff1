"""A change that cannot answer its own rule is noticed, and one that can is left alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import DetectorId, Finding, Place, Protection, Report
from detectors.sending import Sending
from gateway.policy.advice.advice import Surroundings
from gateway.policy.advice.lint import advice_on
from gateway.policy.advice.remedies import advice_on_changes
from gateway.policy.condition import Asked, crowd_of, judge
from gateway.policy.conditions import Condition
from gateway.policy.load import load_policy, parse_policy, preset_path, presets
from gateway.policy.office_hours import OfficeHours
from gateway.policy.rewriting import Rewrite
from gateway.policy.seen import Seen
from gateway.policy.verdict import Truth
from tests.gateway.policy.parts import CONFIG, policy, rule
from tests.gateway.policy.strategies import circumstances, conditions, quick, reports, sendings

NAMES, LOCK, TAKE_OFF, BCC, COPY = (
    'names = "initials"',
    "lock_attachments = true",
    "take_off_attachments = true",
    'visible_recipients = "bcc"',
    'copy_to = "line-manager"',
)


def told(when: str, change: str) -> list[str]:
    return [
        each.sentence
        for each in advice_on_changes(rule(f'action = "rewrite"\nwhen = {{ {when} }}\nrewrite.{change}'))
    ]


@pytest.mark.parametrize(
    ("when", "change"),
    [
        ('finding = "pupil-name"', NAMES),
        ('finding = "pupil-name", where = "subject"', NAMES),
        ('finding = "pupil-name"', LOCK),
        ('finding = "pupil-name", where = "attachment:reports/"', LOCK),
        ('finding = "pupil-name", where = "attachment"', TAKE_OFF),
        ('finding = "identifier", kinds = ["upn", "date-of-birth"]', NAMES),
        ('finding = "identifier", kinds = ["upn"]', LOCK),
        ('finding = "weak-protection"', LOCK),
        ('finding = "uninspectable"', TAKE_OFF),
        ('finding = "visible-recipients"', BCC),
        ('finding = "visible-recipients"', 'visible_recipients = "one-copy-each"'),
        ('finding = "no-colleague-copied"', COPY),
        ('attachment = { protection = ["none"], containing = "pupil-name" }', NAMES),
        ('attachment = { protection = ["none"] }', LOCK),
        ('attachment = { protection = ["encrypted"] }', TAKE_OFF),
        ('attachment = { types = ["image/"] }', LOCK),
        ("severity = 3", NAMES),
        ("severity = 4", LOCK),
        ('larger_than = "5 MB"', TAKE_OFF),
        ('not = { attachment = { protection = ["encrypted"] } }', LOCK),
        ("not = { recipients = { at_least = 2 } }", COPY),
        ('not = { larger_than = "2 KB" }', NAMES),
        ('any = [{ finding = "forward", where = "subject" }, { finding = "pupil-name" }]', NAMES),
        ('all = [{ recipients = { at_least = 5 } }, { finding = "visible-recipients" }]', BCC),
    ],
)
def test_a_change_that_can_help(when: str, change: str) -> None:
    assert told(when, change) == []


@pytest.mark.parametrize(
    ("when", "change", "said"),
    [
        (
            'finding = "visible-recipients"',
            NAMES,
            "Its change never helps: the message still has outside addresses that all recipients can see when"
            " pupils' names are shortened to initials.",
        ),
        (
            'finding = "pupil-name", where = "body"',
            LOCK,
            "Its change never helps: the message still has a pupil's full name in its text when its"
            " attachments are locked with a password.",
        ),
        (
            'finding = "pupil-name"',
            f"{COPY}\nrewrite.{BCC}\nrewrite.footer = 'From Oakfield.'",
            "Its change never helps: the message still has a pupil's full name in it when outside recipients"
            " no longer see one another's addresses and a copy goes to the sender's line manager.",
        ),
    ],
)
def test_what_is_said_of_a_change_that_cannot(when: str, change: str, said: str) -> None:
    assert told(when, change) == [said]


@pytest.mark.parametrize(
    ("when", "change"),
    [
        ('finding = "pupil-name", where = "header"', NAMES),
        ('finding = "pupil-name", where = "attachment"', BCC),
        ('finding = "identifier", kinds = ["upn", "nhs-number"]', NAMES),
        ('finding = "no-colleague-copied"', LOCK),
        ('finding = "no-subject"', 'subject_tag = "[school]"\nrewrite.names = "initials"'),
        ('finding = "auto-forward"', TAKE_OFF),
        ('attachment = { protection = ["encrypted"] }', LOCK),
        ('attachment = { protection = ["none"] }', NAMES),
        ("severity = 1", BCC),
        ('larger_than = "5 MB"', NAMES),
        ("recipients = { at_least = 50 }", 'visible_recipients = "one-copy-each"'),
        ('time = "outside-office-hours"', COPY),
        ('sent = { at_least = 20, of = "pupils", within = "day" }', NAMES),
        ('all = [{ finding = "visible-recipients" }, { not = { finding = "uninspectable" } }]', NAMES),
        ('any = [{ finding = "forward", where = "subject" }, { finding = "no-subject" }]', LOCK),
    ],
)
def test_a_change_that_never_helps(when: str, change: str) -> None:
    assert len(told(when, change)) == 1


def test_a_mark_need_not_help() -> None:
    assert told('finding = "pupil-name"', 'footer = "From Oakfield."') == []


def test_a_change_on_the_way_by_secure_mail_must_help_too() -> None:
    lost = rule('action = "secure"\nwhen.finding = "identifier"\nrewrite.visible_recipients = "bcc"')
    assert len(list(advice_on_changes(lost))) == 1


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (
            'when.finding = "visible-recipients"\nsender_may = ["shorten-names", "ask"]',
            [
                "It is no help that its sender may choose “shorten-names”: the message still has outside"
                " addresses that all recipients can see when pupils' names are shortened to initials."
            ],
        ),
        (
            'when = { finding = "pupil-name", where = "subject" }\n'
            'sender_may = ["lock-attachments", "shorten-names"]',
            [
                "It is no help that its sender may choose “lock-attachments”: the message still has a pupil's"
                " full name in its subject when its attachments are locked with a password."
            ],
        ),
        ('when.finding = "pupil-name"\nsender_may = ["shorten-names", "lock-attachments"]', []),
        ('when.finding = "forward"\nsender_may = ["send-securely", "ask"]', []),
        ('action = "secure"\nwhen.finding = "pupil-name"\nsender_may = ["shorten-names"]', []),
        ('sender_may = ["shorten-names"]', []),
    ],
)
def test_what_its_sender_may_choose(toml: str, said: list[str]) -> None:
    assert [each.sentence for each in advice_on_changes(rule(toml))] == said


AT_NAMES = {
    DetectorId.PUPIL_NAME,
    DetectorId.SENSITIVE_TERM,
    DetectorId.IDENTIFIER,
    DetectorId.PUPIL_RECORDS,
}
IN_FILES = AT_NAMES | {
    DetectorId.UNENCRYPTED_ATTACHMENT,
    DetectorId.WEAK_PROTECTION,
    DetectorId.PASSWORD_DISCLOSED,
    DetectorId.UNINSPECTABLE,
    DetectorId.MALFORMED_MESSAGE,
    DetectorId.FORWARD,
    DetectorId.BULK_FORWARD,
    DetectorId.DISGUISED_FILE,
}


def goes(finding: Finding, rewrites: tuple[Rewrite, ...]) -> bool:
    """Whether it is no longer found at the best."""
    in_file = finding.location.place is Place.ATTACHMENT and finding.detector in IN_FILES
    named = finding.detector in AT_NAMES and finding.location.place is not Place.HEADER
    return any(
        (
            in_file and Rewrite.LOCK_ATTACHMENTS in rewrites,
            named and finding.kind != "upn" and Rewrite.SHORTEN_NAMES in rewrites,
            finding.detector is DetectorId.VISIBLE_RECIPIENTS and Rewrite.RECIPIENTS_TO_BCC in rewrites,
            finding.detector is DetectorId.NO_COLLEAGUE_COPIED and Rewrite.COPY_COLLEAGUE in rewrites,
        )
    )


def after(seen: Report, rewrites: tuple[Rewrite, ...]) -> Report:
    attachments = seen.attachments
    if Rewrite.LOCK_ATTACHMENTS in rewrites:
        attachments = tuple(replace(each, protection=Protection.ENCRYPTED) for each in attachments)
    findings = tuple(each for each in seen.findings if not goes(each, rewrites))
    return replace(seen, findings=findings, attachments=attachments)


@quick
@given(
    conditions,
    st.sampled_from((NAMES, LOCK, BCC, COPY, f"{COPY}\nrewrite.{BCC}")),
    reports,
    sendings(),
    st.data(),
)
def test_what_is_said_never_to_help_never_does(
    when: Condition, change: str, seen: Report, sending: Sending, data: st.DataObject
) -> None:
    changing = rule(f'action = "rewrite"\nwhen.finding = "forward"\nrewrite.{change}')
    changing = changing.model_copy(update={"when": when})
    if list(advice_on_changes(changing)):
        around, hours = data.draw(circumstances(sending)), OfficeHours()
        changed = after(seen, changing.rewriting.rewrites)
        for each in sending.addressees:
            first, then = (
                judge(when, Asked(Seen(report), crowd_of(sending), each, around, hours))
                for report in (seen, changed)
            )
            assert first.truth is not Truth.YES or then.truth is Truth.YES


@pytest.mark.parametrize("name", presets(CONFIG))
def test_presets_change_what_helps(name: str) -> None:
    rules = load_policy(preset_path(CONFIG, name)).rules
    assert [each for rule in rules for each in advice_on_changes(rule)] == []


MANAGED = 'action = "rewrite"\nwhen.finding = "no-colleague-copied"\nrewrite.copy_to = '
NO_MANAGERS = 'rule "a-rule": There are no line managers in the directory, so '


@pytest.mark.parametrize(
    ("copy_to", "known", "said"),
    [
        ('"line-manager"', False, [NO_MANAGERS + "what it does otherwise always stands (rewrite.copy_to)."]),
        (
            '["line-manager", "office@oakfield.sch.uk"]',
            False,
            [NO_MANAGERS + "nobody is copied in as one (rewrite.copy_to)."],
        ),
        ('"office@oakfield.sch.uk"', False, []),
        ('"line-manager"', True, []),
        ('"line-manager"', None, []),
    ],
)
def test_a_line_manager_must_be_named(copy_to: str, known: bool | None, said: list[str]) -> None:
    around = Surroundings(line_managers=known)
    about = [each for each in advice_on(policy(rule(MANAGED + copy_to)), around) if each.rules]
    assert [str(each) for each in about] == said


@pytest.mark.parametrize(
    ("otherwise", "available", "number"),
    [("secure", False, 1), ("secure", True, 0), ("secure", None, 0), ("hold", False, 0)],
)
def test_what_is_to_go_by_secure_mail_otherwise(otherwise: str, available: bool | None, number: int) -> None:
    changed = rule(
        'action = "rewrite"\nwhen.finding = "pupil-name"\nrewrite.names = "initials"\n'
        f'otherwise = "{otherwise}"'
    )
    around = Surroundings(secure_available=available)
    said = [each.sentence for each in advice_on(policy(changed), around) if each.rules]
    assert said == ["There is no secure mail, so what cannot be changed is held (otherwise)."] * number


@pytest.mark.parametrize(
    ("when", "at_deadline", "available", "said"),
    [
        ("pupil-name", "deliver", True, "It is about pupils' data"),
        ("pupil-records", "deliver", None, "It is about pupils' data"),
        ("visible-recipients", "deliver", True, ""),
        ("pupil-name", "secure", True, ""),
        ("pupil-name", "secure", None, ""),
        ("pupil-name", "secure", False, "There is no secure mail, so what nobody decides on is returned"),
        ("pupil-name", "return", False, ""),
    ],
)
def test_what_is_let_go_because_nobody_decided(
    when: str, at_deadline: str, available: bool | None, said: str
) -> None:
    held = rule(f'when.finding = "{when}"\nat_deadline = "{at_deadline}"')
    about = [
        each.sentence
        for each in advice_on(policy(held), Surroundings(secure_available=available))
        if "at_deadline" in each.sentence
    ]
    assert [each.startswith(said) for each in about] == [True] * bool(said)


@pytest.mark.parametrize(("may", "number"), [('["shorten-names"]', 1), ('["ask"]', 0)])
def test_reasons_are_for_those_who_may_ask(may: str, number: int) -> None:
    written = (
        'title = "Policy"\nrelease_reasons = ["It is about my own child"]\n[[rule]]\nid = "a-rule"\n'
        'title = "A rule"\nclause = "Policy, section 1"\nto.any_of = ["external"]\n'
        f'when.finding = "pupil-name"\naction = "hold"\nsender_may = {may}'
    )
    said = [each.sentence for each in advice_on(parse_policy(written, "policy.toml"))]
    idle = "It has reasons to choose from (release_reasons), but no rule lets its sender ask."
    assert said == [idle] * number
