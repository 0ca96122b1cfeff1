"""Versions of a message: who gets which, and that nothing leaves that its rules would still stop."""

from dataclasses import dataclass, field, replace

import pytest

from detectors.finding import DetectorId, Finding, Headline, Location, Place, Report
from detectors.message import Envelope
from detectors.sending import Sending
from gateway.inspection.versions import MOST_COPIES, NO_COLLEAGUE, NOBODY_TO_TELL, Versions
from gateway.inspection.workshop import Original, Wanted
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.reach import EVERYBODY, NOBODY, SecureReach
from gateway.policy.rewriting import NOTHING, Rewrite, Rewriting, ShortForm
from gateway.policy.rules import Policy
from gateway.policy.verdict import Disposition, SenderMay, Verdict
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.task import Task
from tests.gateway.policy.parts import RECIPIENTS, STAFF, policy, report, rule

SEALED = "duty@police.example"
FIRM, COUNCIL, MANAGER = "zoe@firm.example", "office@leeds.gov.uk", "head@oakfield.sch.uk"
RAW = b"Subject: Trip\r\n\r\nGrace Bishop comes too.\r\n"
NAME = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", pupils=("1042",))
SHORTEN = rule('action = "rewrite"\nwhen.finding = "pupil-name"\nrewrite.names = "initials"')
LOCK = rule('action = "rewrite"\nwhen.finding = "pupil-name"\nrewrite.lock_attachments = true')
SECURE = rule('action = "secure"\nwhen.finding = "pupil-name"')


@dataclass
class Workshop:
    """Changes what it is told to, and finds a name wherever the bytes have one."""

    policy: Policy
    secure: SecureReach = EVERYBODY
    refuses: str = ""
    tasks: list[Task] = field(default_factory=list)
    inspected: list[Sending] = field(default_factory=list)

    def sending(self, envelope: Envelope) -> Sending:
        return RECIPIENTS.sending(envelope)

    async def inspect(self, sending: Sending, raw: bytes) -> Report:
        self.inspected.append(sending)
        return seen(raw)

    async def rewrite(self, raw: bytes, task: Task) -> Step:
        self.tasks.append(task)
        if self.refuses:
            raise CannotRewriteError(self.refuses)
        changes = tuple(Change(each) for each in task.rewriting.rewrites)
        if task.rewriting.names:
            raw = raw.replace(b"Grace Bishop", b"G.B.")
        if task.rewriting.lock_attachments:
            raw = raw.replace(b"FILE Grace Bishop", b"LOCKED")
        return Step(raw + f"[{task.copy_for or len(self.tasks)}]".encode(), changes)

    def takes_securely(self, address: str) -> bool:
        return self.secure.reaches(address)

    def decide(self, sending: Sending, report: Report, size: int) -> Verdict:
        reach = self.secure | SecureReach(addresses=frozenset({SEALED}))
        return decide(sending, report, self.policy, Circumstances(size, secure=reach))


class Aids:
    """One new passphrase, one that is agreed with the council, and a manager of one teacher."""

    def passphrase(self) -> str:
        return "five-new-words"

    def agreed(self, address: str) -> str | None:
        return "agreed with the council" if address == COUNCIL else None

    def line_manager(self, sender: str) -> str | None:
        return MANAGER if sender == STAFF else None

    def has_certificate(self, address: str) -> bool:
        return address == SEALED

    def seal(self, content: bytes, address: str) -> bytes:
        subject, _, text = content.partition(b"\r\n\r\n")
        if b"signed message" in text:
            raise CannotRewriteError("It is signed.")
        return subject + b"\r\n\r\nSEALED for " + address.encode()

    def finish(self, raw: bytes, content: bytes, *, sign: bool) -> bytes:
        return b"signed: " + content if sign else content


def seen(raw: bytes) -> Report:
    return report(NAME) if b"Grace Bishop" in raw else report()


async def made(
    workshop: Workshop, *to: str, raw: bytes = RAW, sender: str = STAFF, can_tell: bool = True
) -> tuple[Verdict, dict[str, tuple[bytes, str]]]:
    """The verdict, and for each recipient the content and passphrase of their version."""
    sending = RECIPIENTS.sending(Envelope(sender, to))
    first = workshop.decide(sending, seen(raw), len(raw))
    original = Original(sending, raw, seen(raw), can_tell)
    verdict, versions = await Versions(workshop, Aids()).all(original, first)
    return verdict, {each: (v.content, v.passphrase) for v in versions for each in v.recipients}


async def test_what_helps_leaves_and_was_inspected_anew() -> None:
    workshop = Workshop(policy(SHORTEN))
    verdict, versions = await made(workshop, FIRM)
    assert verdict.disposition is Disposition.REWRITE
    assert versions == {FIRM: (b"signed: " + RAW.replace(b"Grace Bishop", b"G.B.") + b"[1]", "")}
    assert len(workshop.inspected) == 1
    assert workshop.tasks[0].named == (("1042",),)


async def test_what_does_not_help_is_held() -> None:
    workshop = Workshop(policy(LOCK))
    verdict, versions = await made(workshop, FIRM)
    assert (verdict.disposition, versions) == (Disposition.HOLD, {})
    assert "As it can be changed, it would still come under “A rule”." in verdict.rules[0].reason


async def test_what_cannot_be_changed_is_held_with_the_reason() -> None:
    verdict, versions = await made(Workshop(policy(SHORTEN), refuses="It is signed."), FIRM)
    assert (verdict.disposition, versions) == (Disposition.HOLD, {})
    assert verdict.rules[0].reason.endswith("It is signed.")


async def test_without_secure_mail_the_files_are_locked_and_that_may_be_enough() -> None:
    workshop = Workshop(policy(SECURE), NOBODY)
    verdict, versions = await made(workshop, FIRM, raw=b"FILE Grace Bishop")
    assert verdict.disposition is Disposition.REWRITE
    assert versions == {FIRM: (b"signed: LOCKED[1]", "five-new-words")}
    held, none = await made(workshop, FIRM)
    assert (held.disposition, none) == (Disposition.HOLD, {})
    assert "none is set up" in held.rules[0].reason


async def test_an_agreed_passphrase_is_told_to_nobody() -> None:
    workshop = Workshop(policy(LOCK))
    _, versions = await made(workshop, FIRM, COUNCIL, raw=b"FILE Grace Bishop")
    assert [task.passphrase for task in workshop.tasks] == ["five-new-words", "agreed with the council"]
    assert {to: passphrase for to, (_, passphrase) in versions.items()} == {
        FIRM: "five-new-words",
        COUNCIL: "",
    }


async def test_a_program_cannot_be_told_a_passphrase() -> None:
    workshop = Workshop(policy(LOCK))
    verdict, versions = await made(workshop, FIRM, COUNCIL, raw=b"FILE Grace Bishop", can_tell=False)
    assert {each.address: each.disposition for each in verdict.recipients} == {
        FIRM: Disposition.HOLD,
        COUNCIL: Disposition.REWRITE,
    }
    assert list(versions) == [COUNCIL]
    assert NOBODY_TO_TELL in verdict.rules[0].reason


async def test_secure_mail_gets_the_changed_message() -> None:
    changed = rule('action = "secure"\nwhen.finding = "pupil-name"\nrewrite.names = "initials"')
    sending = RECIPIENTS.sending(Envelope(STAFF, (FIRM,)))
    workshop = Workshop(policy(changed))
    first = workshop.decide(sending, seen(RAW), 0)
    _, (version,) = await Versions(workshop, Aids()).all(Original(sending, RAW, seen(RAW)), first)
    assert version.disposition is Disposition.SECURE
    assert b"G.B." in version.content


async def test_a_colleague_is_copied_in_once_and_counts_as_a_recipient() -> None:
    copied = rule(
        'when.finding = "pupil-name"\naction = "rewrite"\n'
        'rewrite.copy_to = "line-manager"\nrewrite.names = "initials"'
    )
    other = copied.model_copy(update={"id": "other", "to": rule('to.any_of = ["professional"]').to})
    tagged = rule(
        'id = "tag"\naction = "rewrite"\nto.any_of = ["professional"]\nrewrite.subject_tag = "[pupil]"'
    )
    workshop = Workshop(policy(copied, other, tagged))
    sending = RECIPIENTS.sending(Envelope(STAFF, (FIRM, COUNCIL)))
    original = Original(sending, RAW, seen(RAW))
    _, versions = await Versions(workshop, Aids()).all(original, workshop.decide(sending, seen(RAW), 0))
    assert [(each.recipients, each.copied) for each in versions] == [((FIRM,), (MANAGER,)), ((COUNCIL,), ())]
    assert all(each.envelope.recipients == (FIRM, COUNCIL, MANAGER) for each in workshop.inspected)


async def test_where_nobody_can_be_copied_in_it_is_held() -> None:
    copied = rule('when.finding = "pupil-name"\naction = "rewrite"\nrewrite.copy_to = "line-manager"')
    verdict, versions = await made(Workshop(policy(copied)), FIRM, sender="b.osei@oakfield.sch.uk")
    assert (verdict.disposition, versions) == (Disposition.HOLD, {})
    assert NO_COLLEAGUE in verdict.rules[0].reason


EACH = rule(
    'action = "rewrite"\nwhen.finding = "pupil-name"\n'
    'rewrite.visible_recipients = "one-copy-each"\nrewrite.names = "initials"'
)


async def test_each_gets_a_copy_of_their_own() -> None:
    workshop = Workshop(policy(EACH))
    _, versions = await made(workshop, FIRM, COUNCIL)
    assert {to: content.partition(b"too.\r\n")[2] for to, (content, _) in versions.items()} == {
        FIRM: b"[1][zoe@firm.example]",
        COUNCIL: b"[1][office@leeds.gov.uk]",
    }
    assert len(workshop.inspected) == 1


async def test_very_many_share_one_message_and_do_not_see_one_another() -> None:
    many = tuple(f"parent{number}@firm.example" for number in range(MOST_COPIES + 1))
    _, versions = await made(Workshop(policy(EACH)), *many)
    assert len(versions) == MOST_COPIES + 1
    assert len({content for content, _ in versions.values()}) == 1


HELD = rule('when.finding = "pupil-name"\nsender_may = ["send-securely", "shorten-names"]')


@pytest.mark.parametrize(
    ("way", "rewriting", "secure", "leaves"),
    [
        (SenderMay.SHORTEN_NAMES, Rewriting(names=ShortForm.INITIALS), NOBODY, Disposition.REWRITE),
        (SenderMay.SEND_SECURELY, NOTHING, EVERYBODY, Disposition.SECURE),
        (SenderMay.LOCK_ATTACHMENTS, Rewriting(lock_attachments=True), EVERYBODY, None),
    ],
)
async def test_what_the_sender_chooses_is_proved_too(
    way: SenderMay, rewriting: Rewriting, secure: SecureReach, leaves: Disposition | None
) -> None:
    """A rule that allows secure mail is answered by it; every other way has to take away what it found."""
    disposition = Disposition.SECURE if way is SenderMay.SEND_SECURELY else Disposition.REWRITE
    wanted = Wanted((FIRM,), rewriting, disposition, "five-new-words", way=way)
    original = Original(RECIPIENTS.sending(Envelope(STAFF, (FIRM,))), RAW, seen(RAW))
    versions = Versions(Workshop(policy(HELD), secure), Aids())
    if leaves is None:
        with pytest.raises(CannotRewriteError, match="A rule"):
            await versions.of(original, wanted)
        return
    (version,) = await versions.of(original, wanted)
    assert version.disposition is leaves


async def test_what_is_not_changed_is_not_signed_anew() -> None:
    wanted = Wanted((FIRM,), NOTHING, Disposition.SECURE, "", way=SenderMay.SEND_SECURELY)
    original = Original(RECIPIENTS.sending(Envelope(STAFF, (FIRM,))), RAW, seen(RAW))
    (version,) = await Versions(Workshop(policy(HELD)), Aids()).of(original, wanted)
    assert version.content == RAW


async def test_a_rule_that_only_marks_needs_no_proof() -> None:
    marked = rule('action = "rewrite"\nrewrite.footer = "From Oakfield."')
    verdict, versions = await made(Workshop(policy(marked)), FIRM)
    assert verdict.disposition is Disposition.REWRITE
    assert list(versions) == [FIRM]


async def test_a_file_whose_name_tells_is_said_to_be_one() -> None:
    named = replace(NAME, location=Location(Place.ATTACHMENT, "Grace Bishop.docx", "name"))
    sending = RECIPIENTS.sending(Envelope(STAFF, (FIRM,)))
    workshop = Workshop(policy(SHORTEN))
    wanted = Wanted((FIRM,), SHORTEN.rewriting, Disposition.REWRITE, "")
    found = Report(Headline(), (named,), (), report().completion)
    await Versions(workshop, Aids()).of(Original(sending, RAW, found), wanted)
    assert workshop.tasks[0].telling == ("Grace Bishop.docx",)
    assert Rewrite.SHORTEN_NAMES in workshop.tasks[0].rewriting.rewrites


async def test_who_has_a_certificate_gets_it_sealed_and_alone() -> None:
    workshop = Workshop(policy(SECURE))
    verdict, versions = await made(workshop, SEALED, FIRM)
    assert verdict.disposition is Disposition.SECURE
    assert versions == {SEALED: (b"signed: Subject: Trip\r\n\r\nSEALED for duty@police.example", "")}


async def test_a_subject_that_names_a_pupil_is_not_sealed_but_goes_by_the_service() -> None:
    raw = RAW.replace(b"Trip", b"Grace Bishop")
    verdict, versions = await made(Workshop(policy(SECURE)), SEALED, raw=raw)
    assert (verdict.disposition, versions) == (Disposition.SECURE, {SEALED: (raw, "")})


@pytest.mark.parametrize("raw", [RAW.replace(b"Trip", b"Grace Bishop"), RAW + b"signed message"])
async def test_what_can_neither_be_sealed_nor_go_by_a_service_is_held(raw: bytes) -> None:
    verdict, versions = await made(Workshop(policy(SECURE), NOBODY), SEALED, raw=raw)
    assert (verdict.disposition, versions) == (Disposition.HOLD, {})
    assert "secure mail" in verdict.rules[0].reason


@pytest.mark.parametrize(
    ("refuses", "fate"), [("It is large.", Disposition.SECURE), ("", Disposition.REWRITE)]
)
async def test_what_goes_securely_because_it_cannot_be_changed_is_sealed_too(
    refuses: str, fate: Disposition
) -> None:
    rule_ = SHORTEN.model_copy(update={"otherwise": SECURE.action})
    verdict, versions = await made(Workshop(policy(rule_), NOBODY, refuses=refuses), SEALED)
    assert verdict.disposition is fate
    ((content, _),) = versions.values()
    assert (b"SEALED for" in content) is bool(refuses)


async def test_and_held_where_it_cannot_be_sealed_either() -> None:
    rule_ = SHORTEN.model_copy(update={"otherwise": SECURE.action})
    workshop = Workshop(policy(rule_), NOBODY, refuses="It is large.")
    verdict, versions = await made(workshop, SEALED, raw=RAW + b"signed message")
    assert (verdict.disposition, versions) == (Disposition.HOLD, {})
