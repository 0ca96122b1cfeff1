"""The sender's page at work: opens a link, says what can be done, and does what the sender chose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from gateway.actions.desk import Desk
from gateway.actions.link import BadLinkError, SenderLink, SenderLinks
from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.values import House
from gateway.actions.notices.ways import Way
from gateway.actions.plan import Case, RulingPlan
from gateway.actions.trace import without_trace
from gateway.policy.reach import SecureReach
from gateway.review.sender import ruling
from gateway.review.sender.choice import Choice, Forms
from gateway.review.sender.offers import Offer, Remedy, offers_for
from gateway.review.sender.page import Page, page
from gateway.review.sender.preview import Preview, preview
from gateway.review.sender.trials import Rewriter, Trials
from gateway.rewriting.version import Version
from gateway.store.cases import (
    AuditLine,
    NoSuchCaseError,
    StaleCaseError,
    audit_of,
    content_of,
    find_case,
    write_ruling,
)
from gateway.store.kept import KeptMessage, NotKeptError, find_kept, send_back
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread


class Outbox(Protocol):
    """What sends stored deliveries later."""

    def wake(self) -> None:
        """Something new is due."""


class NothingHeldError(Exception):
    """The link is good, and its message is not, and never was, held."""


class UnseenError(Exception):
    """What would be sent is not what the sender was shown; `preview` is."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


@dataclass(frozen=True, slots=True)
class Leeway:
    """What a school leaves its senders at this moment.

    secure: whom its secure mail reaches
    reasons: from which they may choose who ask for a message to be let go
    """

    secure: SecureReach
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A held message, opened by its sender's link.

    mark: for the hidden field of a form
    phrases: in the language of its school's notices
    """

    link: SenderLink
    case: Case
    trail: tuple[AuditLine, ...]
    offers: tuple[Offer, ...]
    leeway: Leeway
    mark: str
    phrases: Phrases


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a remedy comes to: the plan, and the passphrases that its files are locked with."""

    plan: RulingPlan
    passphrases: tuple[str, ...] = ()


class SenderPages:
    """Built once in the gateway's event loop; every method runs in it."""

    def __init__(
        self,
        links: SenderLinks,
        rewriter: Rewriter,
        leeway: Callable[[str], Leeway],
        desks: Mapping[str, Desk],
        seal: Seal,
        store: StoreThread,
        outbox: Outbox,
    ) -> None:
        self._links = links
        self._forms = Forms(links.keys)
        self._trials = Trials(rewriter)
        self._leeway = leeway
        self._desks = desks
        self._seal = seal
        self._store = store
        self._outbox = outbox

    def close(self) -> None:
        """Breaks off what is being tried."""
        self._trials.close()

    def read(self, token: str) -> SenderLink:
        """Raises BadLinkError or ExpiredLinkError."""
        return self._links.read(token, datetime.now(UTC))

    async def house(self, link: SenderLink) -> House:
        """Whom to write to about a message, even when its link is too old. Raises StorageFaultError."""
        try:
            return self._desk((await self._store.run(find_case, self._seal, link.message)).school).house
        except NoSuchCaseError:
            return self._desk("").house

    def phrases(self, school: str) -> Phrases:
        """In the language of the school's notices."""
        return self._desk(school).templates.phrases

    async def open(self, token: str, link: SenderLink) -> Opened:
        """Changes nothing. Raises NothingHeldError, BadLinkError or StorageFaultError."""
        try:
            case, trail = await self._store.run(_case_and_trail, self._seal, link.message)
        except NoSuchCaseError:
            raise NothingHeldError from None
        if case.envelope.sender != link.sender:
            raise BadLinkError
        leeway = self._leeway(case.school)
        mark = self._forms.mark(token, case.version)
        offers = offers_for(case, leeway.secure)
        return Opened(link, case, trail, offers, leeway, mark, self.phrases(case.school))

    async def kept(self, link: SenderLink) -> KeptMessage | None:
        """The message of which files were taken off, while it is kept. Raises BadLinkError."""
        try:
            kept = await self._store.run(find_kept, self._seal, link.message)
        except NotKeptError:
            return None
        if kept.sender != link.sender:
            raise BadLinkError
        return kept

    def mark(self, token: str) -> str:
        """For the form by which files are sent back: it does not matter what has become of the message."""
        return self._forms.mark(token, 0)

    async def send_back(self, token: str, kept: KeptMessage, form: Mapping[str, Sequence[str]]) -> None:
        """The message with its files goes to its sender. Raises BadFormError and NotKeptError."""
        self._forms.must_be_ours(token, form)
        await self._store.run(send_back, self._seal, kept.id, ruling.actor_of(kept.sender), datetime.now(UTC))
        self._outbox.wake()

    async def page(self, opened: Opened) -> Page:
        """What can be said of it; each way that has a remedy is tried first."""
        remedies = [(offer.way, offer.remedy) for offer in opened.offers if offer.remedy]
        tried = await asyncio.gather(*(self._cannot(opened.case, remedy) for _, remedy in remedies))
        cannot = {way: why for (way, _), why in zip(remedies, tried, strict=True)}
        desk = self._desk(opened.case.school)
        offers, reasons = opened.offers, opened.leeway.reasons
        return page(opened.case, desk, offers, cannot, reasons, opened.trail, opened.link.until)

    async def preview(self, opened: Opened) -> Preview:
        """With its names shortened. Raises StaleCaseError, CannotRewriteError or WorkersUnavailableError."""
        remedy = _remedy(opened, Way.SHORTEN_NAMES)
        _, raw = await self._content(opened.case)
        versions = await self._trials.versions(opened.case, remedy, raw)
        return await asyncio.to_thread(preview, raw, versions[0].content, versions[0].changes)

    async def do(self, token: str, opened: Opened, form: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Does what the form says, and gives the passphrases that the sender has to tell.

        Raises BadFormError, IncompleteError, UnseenError, CannotRewriteError, WorkersUnavailableError, and
        StaleCaseError where somebody was quicker.
        """
        choice = self._forms.read(token, form, opened.leeway.reasons)
        if choice.version != opened.case.version or choice.way not in {each.way for each in opened.offers}:
            raise StaleCaseError(opened.case.id)
        now = datetime.now(UTC)
        sent = await self._sent(opened, choice, now)
        await self._store.run(write_ruling, self._seal, sent.plan, now)
        self._outbox.wake()
        return sent.passphrases

    async def _sent(self, opened: Opened, choice: Choice, now: datetime) -> _Sent:
        case, desk = opened.case, self._desk(opened.case.school)
        match choice.way:
            case Way.WITHDRAW:
                return _Sent(ruling.withdraw(case))
            case Way.TAKE_SOMEBODY_OFF:
                return _Sent(_taken_off(case, choice))
            case Way.ASK:
                return _Sent(ruling.ask(case, choice.reason, desk, now))
        remedy = _remedy(opened, choice.way)
        on_top, raw = await self._content(case)
        versions = await self._trials.versions(case, remedy, raw)
        if choice.way is Way.SHORTEN_NAMES:
            await _must_be_seen(raw, versions, choice)
        await self._trials.sent(case, versions)
        plan = ruling.send(case, remedy, versions, on_top, desk, now)
        passphrases = (version.passphrase for version in versions if version.passphrase)
        return _Sent(plan, tuple(dict.fromkeys(passphrases)))

    async def _cannot(self, case: Case, remedy: Remedy) -> str:
        async def load() -> bytes:
            return (await self._content(case))[1]

        return await self._trials.cannot(case, remedy, load)

    async def _content(self, case: Case) -> tuple[bytes, bytes]:
        """Our trace fields, and the message below them. StaleCaseError where it is not kept any more."""
        try:
            return without_trace(await self._store.run(content_of, self._seal, case.id))
        except NoSuchCaseError:
            raise StaleCaseError(case.id) from None

    def _desk(self, school: str) -> Desk:
        return self._desks.get(school) or next(iter(self._desks.values()))


def _case_and_trail(seal: Seal, case_id: str) -> tuple[Case, tuple[AuditLine, ...]]:
    return find_case(seal, case_id), audit_of(case_id)


def _remedy(opened: Opened, way: Way) -> Remedy:
    """Raises StaleCaseError where the way is not open any more."""
    for offer in opened.offers:
        if offer.way is way and offer.remedy:
            return offer.remedy
    raise StaleCaseError(opened.case.id)


def _taken_off(case: Case, choice: Choice) -> RulingPlan:
    try:
        return ruling.take_off(case, choice.recipients)
    except ValueError:
        raise StaleCaseError(case.id) from None


async def _must_be_seen(raw: bytes, versions: Sequence[Version], choice: Choice) -> None:
    """Raises UnseenError."""
    shown = await asyncio.to_thread(preview, raw, versions[0].content, versions[0].changes)
    if shown.digest != choice.previewed:
        raise UnseenError(shown)
