"""Versions of a message: changed as its rules ask, inspected anew, and let go only if that has helped."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial

from detectors.finding import DetectorId
from gateway.inspection.workshop import Aids, Original, Wanted, Workshop
from gateway.policy.fallback import not_rewritten
from gateway.policy.rewriting import LINE_MANAGER, NOTHING, Rewrite, Rewriting, Visible
from gateway.policy.verdict import Disposition, RecipientVerdict, RuleMatch, SenderMay, Verdict
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.task import Task
from gateway.rewriting.version import Version

MOST_COPIES = 100  # of one message, each to one reader; beyond it the readers are hidden from one another
NOT_ENOUGH = "As it can be changed, it would still come under “{title}”."
NOBODY_TO_TELL = "A program sent it, so nobody could tell the passphrase of files that are locked."
NO_COLLEAGUE = "The school's directory names nobody who could be copied in."
_FILE_NAME = "name"  # the part of an attachment's location that is its own name
_LEAVES = (Disposition.REWRITE, Disposition.SECURE)


class Versions:
    """Makes versions in one school's workshop."""

    def __init__(self, workshop: Workshop, aids: Aids) -> None:
        self._workshop = workshop
        self._aids = aids

    async def all(self, original: Original, verdict: Verdict) -> tuple[Verdict, tuple[Version, ...]]:
        """The versions that may leave; where one could not be made, the verdict says what happens instead.

        Raises WorkersUnavailableError.
        """
        versions: list[Version] = []
        open_ = list(self._wanted(verdict))
        while open_:
            wanted = open_.pop(0)
            try:
                versions += await self.of(original, wanted)
            except CannotRewriteError as cannot:
                verdict = not_rewritten(verdict, wanted.recipients, cannot.reason)
                open_ += self._sealed_instead(verdict, wanted)
        return verdict, tuple(_copied_once(versions))

    async def of(self, original: Original, wanted: Wanted) -> tuple[Version, ...]:
        """One version, or one for each recipient. Raises CannotRewriteError and WorkersUnavailableError."""
        if wanted.disposition is not Disposition.SECURE:
            return await self._of(original, wanted)
        versions: list[Version] = []
        for each in self._sealed_apart(wanted):
            try:
                versions += await self._of(original, each)
            except CannotRewriteError:
                if not each.sealed or not self._workshop.takes_securely(each.recipients[0]):
                    raise
                versions += await self._of(original, replace(each, sealed=False))
        return tuple(versions)

    def _sealed_apart(self, wanted: Wanted) -> Iterator[Wanted]:
        """Nobody for whom it is sealed sees for whom else it was; the others get it by secure mail."""
        sealed = tuple(each for each in wanted.recipients if self._aids.has_certificate(each))
        for address in sealed:
            yield replace(wanted, recipients=(address,), sealed=True)
        if others := tuple(each for each in wanted.recipients if each not in sealed):
            yield replace(wanted, recipients=others)

    async def _of(self, original: Original, wanted: Wanted) -> tuple[Version, ...]:
        if wanted.rewriting.lock_attachments and wanted.is_new and not original.can_tell:
            raise CannotRewriteError(NOBODY_TO_TELL)
        copy_to = self._colleagues(wanted.rewriting, original.sending.envelope.sender)
        step = await self._changed(original, replace(wanted.rewriting, visible=None), wanted, copy_to)
        hidden = await self._hidden(original, step, wanted)
        if wanted.is_as_decided:
            version = Version(wanted.recipients, original.raw, (), wanted.disposition, report=original.report)
        else:
            version = await self._proved(original, hidden, wanted, copy_to)
        if wanted.sealed:
            return (await self._seal(original, version, wanted),)
        if wanted.rewriting.visible is Visible.ONE_COPY_EACH and 1 < len(wanted.recipients) <= MOST_COPIES:
            copies = [await self._copy(original, step, version, each) for each in wanted.recipients]
            return tuple(_copied_once(copies))
        return (version,)

    def _wanted(self, verdict: Verdict) -> Iterator[Wanted]:
        """Recipients whose copies are alike: changed in the same way, and locked with the same passphrase."""
        new = ""
        groups: dict[tuple[Rewriting, Disposition, str | None], list[str]] = {}
        for each in verdict.recipients:
            if self._is_made(each):
                agreed = self._aids.agreed(each.address) if each.rewriting.lock_attachments else None
                groups.setdefault((each.rewriting, each.disposition, agreed), []).append(each.address)
        for (rewriting, disposition, agreed), addresses in groups.items():
            if rewriting.lock_attachments and agreed is None:
                new = new or self._aids.passphrase()
            yield Wanted(tuple(addresses), rewriting, disposition, agreed or new, is_new=agreed is None)

    def _sealed_instead(self, verdict: Verdict, failed: Wanted) -> Iterator[Wanted]:
        """What goes securely because it could not be changed is sealed where it can be."""
        for each in verdict.recipients:
            secure = each.disposition is Disposition.SECURE and self._aids.has_certificate(each.address)
            if secure and each.address in failed.recipients:
                yield Wanted((each.address,), NOTHING, Disposition.SECURE, "")

    def _is_made(self, recipient: RecipientVerdict) -> bool:
        """Whether there is a version for them; without one, it leaves as it came."""
        if recipient.disposition is Disposition.SECURE and self._aids.has_certificate(recipient.address):
            return True
        return bool(recipient.rewriting) and recipient.disposition in _LEAVES

    def _colleagues(self, rewriting: Rewriting, sender: str) -> tuple[str, ...]:
        """Raises CannotRewriteError where nobody is known."""
        manager = self._aids.line_manager(sender) if LINE_MANAGER in rewriting.copy_to else None
        named = {*(rewriting.copy_to - {LINE_MANAGER}), *filter(None, (manager,))}
        if rewriting.copy_to and not named:
            raise CannotRewriteError(NO_COLLEAGUE)
        return tuple(sorted(named))

    async def _changed(
        self, original: Original, rewriting: Rewriting, wanted: Wanted, copy_to: tuple[str, ...]
    ) -> Step:
        if not rewriting:
            return Step(original.raw)
        names = tuple(original.report.of(DetectorId.PUPIL_NAME))
        task = Task(
            rewriting,
            sender=original.sending.envelope.sender,
            recipients=original.sending.envelope.recipients,
            named=tuple(sorted({finding.pupils for finding in names})),
            telling=tuple(sorted({each.location.path for each in names if each.location.part == _FILE_NAME})),
            passphrase=wanted.passphrase,
            copy_to=copy_to,
        )
        return await self._workshop.rewrite(original.raw, task)

    async def _hidden(self, original: Original, step: Step, wanted: Wanted, copy_for: str = "") -> Step:
        if wanted.rewriting.visible is None:
            return step
        rewriting = Rewriting(visible=wanted.rewriting.visible)
        envelope = original.sending.envelope
        task = Task(rewriting, envelope.sender, envelope.recipients, copy_for=copy_for)
        hidden = await self._workshop.rewrite(step.content, task)
        return Step(hidden.content, step.changes + hidden.changes)

    async def _proved(
        self, original: Original, step: Step, wanted: Wanted, copy_to: tuple[str, ...]
    ) -> Version:
        """The version, after it was inspected like a message that comes. Raises CannotRewriteError."""
        envelope = original.sending.envelope
        copied = tuple(each for each in copy_to if each not in envelope.recipients)
        sending = self._workshop.sending(replace(envelope, recipients=envelope.recipients + copied))
        report = await self._workshop.inspect(sending, step.content)
        verdict = self._workshop.decide(sending, report, len(step.content))
        mine = [each for each in verdict.recipients if each.address in wanted.recipients]
        for match in _still_against(verdict, mine, wanted):
            raise CannotRewriteError(NOT_ENOUGH.format(title=match.title))
        secure = Disposition.SECURE in (wanted.disposition, *(each.disposition for each in mine))
        sign = not secure and not wanted.sealed
        return Version(
            recipients=wanted.recipients,
            content=await self._finished(original.raw, step.content, sign=sign),
            changes=step.changes,
            disposition=Disposition.SECURE if secure else Disposition.REWRITE,
            copied=copied,
            passphrase=wanted.passphrase if wanted.is_new and _has_locked(step.changes) else "",
            report=report,
        )

    async def _copy(self, original: Original, step: Step, version: Version, recipient: str) -> Version:
        """Of a version that was proved, the copy that shows only its own reader."""
        wanted = Wanted((recipient,), Rewriting(visible=Visible.ONE_COPY_EACH), version.disposition, "")
        copy = await self._hidden(original, step, wanted, copy_for=recipient)
        sign = version.disposition is not Disposition.SECURE
        content = await self._finished(original.raw, copy.content, sign=sign)
        return replace(version, recipients=(recipient,), content=content, changes=copy.changes)

    async def _seal(self, original: Original, version: Version, wanted: Wanted) -> Version:
        """Of a version that was proved, the sealed one. What is left to be read must be without a fault too.

        Raises CannotRewriteError.
        """
        (address,) = wanted.recipients
        content = await asyncio.to_thread(self._aids.seal, version.content, address)
        report = await self._workshop.inspect(original.sending, content)
        verdict = self._workshop.decide(original.sending, report, len(content))
        matched = {rule for each in verdict.recipients if each.address == address for rule in each.rules}
        for match in verdict.rules:
            if match.id in matched and match.action > Disposition.REWRITE:
                raise CannotRewriteError(NOT_ENOUGH.format(title=match.title))
        finished = await self._finished(original.raw, content, sign=True)
        return replace(version, content=finished, sealed=True, report=report)

    async def _finished(self, raw: bytes, content: bytes, *, sign: bool) -> bytes:
        if content == raw:
            return raw
        return await asyncio.to_thread(partial(self._aids.finish, raw, content, sign=sign))


def _still_against(
    verdict: Verdict, recipients: Collection[RecipientVerdict], wanted: Wanted
) -> Iterator[RuleMatch]:
    """The rules that what was changed has not answered."""
    matched = {rule for each in recipients for rule in each.rules}
    unreached = any(each.disposition is Disposition.REWRITE for each in recipients)
    for match in verdict.rules:
        if match.id not in matched or _allows(match, wanted.way):
            continue
        stops = match.action > Disposition.SECURE
        must_be_secure = match.action is Disposition.SECURE and unreached
        if stops or must_be_secure or match.rewriting.remedies:
            yield match


def _allows(match: RuleMatch, way: SenderMay | None) -> bool:
    """Whether the sender's choice answers the rule though it matches still: only secure mail does."""
    return way is SenderMay.SEND_SECURELY and way in match.sender_may


def _has_locked(changes: tuple[Change, ...]) -> bool:
    return any(each.rewrite is Rewrite.LOCK_ATTACHMENTS for each in changes)


def _copied_once(versions: Collection[Version]) -> Iterator[Version]:
    """A colleague gets one copy, however many versions there are."""
    copied: set[str] = set()
    for version in versions:
        yield replace(version, copied=tuple(each for each in version.copied if each not in copied))
        copied.update(version.copied)
