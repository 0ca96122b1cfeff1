"""A review page with held mail behind it, and people who are signed in to it."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from django.test import Client

from detectors.finding import DetectorId, Finding, Location, Place
from gateway.actions.arrival import plan_arrival
from gateway.actions.desk import Desk
from gateway.actions.notices.values import House
from gateway.actions.plan import Case, Judged
from gateway.events import make_events
from gateway.inspection.judge import Judge
from gateway.metrics import make_metrics
from gateway.policy.reach import NOBODY, SecureReach
from gateway.policy.verdict import Disposition, RuleMatch
from gateway.review.accounts.factors import SHOWN
from gateway.review.status import Status, StatusSource
from gateway.review.web.site import REVIEW, ReviewSite
from gateway.reviewers.roles import Role
from gateway.settings import Settings
from gateway.settings.load import parse_settings
from gateway.store import models
from gateway.store.cases import find_case
from gateway.store.connect import key_for, open_database
from gateway.store.engine import close_storage, use_storage
from gateway.store.intake import commit_plan
from gateway.store.jobs import Job, claim_due
from gateway.store.place import Storage
from gateway.store.seal import Seal
from tests.support.judged import NOW, RULE, arrival, desk, judged
from tests.support.process import GatewayProcess
from tests.support.storage import open_storage

OAKFIELD, RIVERSIDE = "Oakfield Academy", "Riverside Primary"
LEAD, SECOND_LEAD = "dpl@oakfield.sch.uk", "head@oakfield.sch.uk"
SETTINGS = """\
[[school]]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
roles = { headteacher = "head@oakfield.sch.uk", chair-of-governors = "chair@oakfield.sch.uk" }
[[school]]
name = "Riverside Primary"
domains = ["riverside.sch.uk"]
data_protection_lead = "dpl@riverside.sch.uk"
[relay]
next_hop = "smtp://127.0.0.1:2600"
[review]
public_url = "https://gate.oakfield.sch.uk"
"""


class Outbox:
    """Counts how often it was woken."""

    woken = 0

    def wake(self) -> None:
        self.woken += 1


@dataclass
class Clock:
    """Stands still until it is put on."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class QuietPolicy:
    """A policy of which only is known which role opens private mail."""

    private_mail_approver: str | None = None


@dataclass(frozen=True)
class QuietRules:
    """Rules of which only is known whom secure mail reaches, and who opens private mail."""

    secure: SecureReach = NOBODY
    policy: QuietPolicy = QuietPolicy()

    def reach(self, _at: datetime) -> SecureReach:
        return self.secure


class QuietJudge:
    """Judges nothing; where a test needs more, its own fake adds it."""

    rules = QuietRules()

    def rules_of(self, _school: str) -> QuietRules:
        return self.rules


@dataclass
class Office:
    """The review page of two schools, without a gateway. `judge` may be a fake of what a test needs."""

    seal: Seal
    site: ReviewSite
    outbox: Outbox
    clock: Clock
    _count: int = field(default=0)

    def account(
        self,
        email: str = LEAD,
        role: Role = Role.LEAD,
        school: str | None = OAKFIELD,
        *,
        rules: str = "",
        approves: str = "",
    ) -> models.Account:
        """Somebody with this role; asked for again, with this role too. No school: all of the trust."""
        row, _ = models.Account.objects.get_or_create(
            email=email, defaults={"name": email.partition("@")[0], "made_at": NOW}
        )
        where = models.School.objects.get_or_create(name=school)[0] if school else None
        models.Grant.objects.get_or_create(
            account=row, role=role, school=where, rules=rules, approves=approves
        )
        return row

    def client(self, account: models.Account | None = None) -> Client:
        """A browser in which somebody is signed in with a second factor; by default the lead of Oakfield."""
        browser = self.stranger()
        browser.force_login(account or self.account())
        session = browser.session
        session[SHOWN] = True
        session.save()
        return browser

    def stranger(self, *, enforce_csrf_checks: bool = False) -> Client:
        """A browser in which nobody is signed in."""
        return Client(
            headers={"host": "gate.oakfield.sch.uk"},
            enforce_csrf_checks=enforce_csrf_checks,
            **{REVIEW: self.site},
        )

    def hold(
        self,
        *recipients: str,
        school: str = OAKFIELD,
        sender: str = "a.teacher@oakfield.sch.uk",
        subject: str = "Museum trip",
        findings: tuple[Finding, ...] | None = None,
        rules: tuple[RuleMatch, ...] = (RULE,),
        at: datetime | None = None,
        content: bytes | None = None,
        change: Callable[[Judged], Judged] = lambda each: each,
    ) -> str:
        """Holds a message for these recipients, and gives the id of its case."""
        self._count += 1
        people = recipients or ("parent@example.com",)
        came = arrival(*people, message_id=f"CASE{self._count:08}", sender=sender)
        came = replace(came, school=school, received_at=at or self.clock.now)
        came = replace(came, content=came.content if content is None else content)
        seen = judged(*((address, Disposition.HOLD) for address in people))
        found = seen.report.findings if findings is None else findings
        headline = replace(seen.headline, subject=subject)
        report = replace(seen.report, headline=headline, findings=found)
        ids = tuple(each.id for each in rules)
        addressed = tuple(replace(each, rules=ids) for each in seen.verdict.recipients)
        holding = tuple(replace(each, findings=found) for each in rules)
        verdict = replace(seen.verdict, recipients=addressed, rules=holding)
        seen = change(replace(seen, headline=headline, report=report, verdict=verdict))
        plan = plan_arrival(came, seen, self.site.desk(school))
        return commit_plan(self.seal, plan, came, seen).id

    def case(self, case_id: str) -> Case:
        return find_case(self.seal, case_id)

    def deliveries(self) -> list[Job]:
        """What has been queued since the last time."""
        return list(claim_due(self.seal, datetime.now().astimezone(), 1000))

    def record(self) -> list[tuple[str, str]]:
        """Who did what, from the first to the last."""
        return list(models.Audit.objects.order_by("number").values_list("actor", "action"))


def private(seen: Judged) -> Judged:
    """For `Office.hold`: marked as private by its sender."""
    mark = Finding(DetectorId.MARKED_PRIVATE, Location(Place.SUBJECT), "Private")
    return replace(seen, report=replace(seen.report, findings=(*seen.report.findings, mark)))


def open_office(directory: Path, judge: object = None, settings: str = SETTINGS) -> Office:
    """With an empty database of its own."""
    seal = open_storage(directory)
    read = parse_settings(settings, "schoolgate.toml", directory.parent)
    outbox, clock, metrics = Outbox(), Clock(), make_metrics()
    site = ReviewSite(
        settings=read,
        seal=seal,
        judge=cast(Judge, judge or QuietJudge()),
        desks=_desks(read),
        outbox=outbox,
        events=make_events(metrics),
        status=StatusSource(lambda: Status((), (), None), metrics),
        url="https://gate.oakfield.sch.uk",
        clock=clock,
    )
    return Office(seal, site, outbox, clock)


def _desks(settings: Settings) -> dict[str, Desk]:
    made = desk()
    return {
        each.name: replace(
            made,
            house=House(
                each.name,
                f"postmaster@{each.domains[0]}",
                each.data_protection_lead,
                f"schoolgate.{each.domains[0]}",
                each.roles,
            ),
        )
        for each in settings.school
    }


def signed_in(
    place: Path | Storage, email: str = LEAD, role: Role = Role.LEAD, school: str | None = OAKFIELD
) -> str:
    """Makes an account with this role in a running gateway's storage (directory), and signs it in.

    The value of the session's cookie (`schoolgate`). How people really sign in has tests of its own. In a
    thread of its own: a browser that is driven from this one has an event loop in it.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_signed_in, place, email, role, school).result()


def _signed_in(place: Path | Storage, email: str, role: Role, school: str | None) -> str:
    storage = Storage(place) if isinstance(place, Path) else place
    use_storage(storage)
    seal = key_for(storage, storage.directory / "key")
    open_database(seal)
    row, _ = models.Account.objects.get_or_create(
        email=email, defaults={"name": email.partition("@")[0], "made_at": NOW}
    )
    where = models.School.objects.get_or_create(name=school)[0] if school else None
    models.Grant.objects.get_or_create(account=row, role=role, school=where)
    browser = Client()
    browser.force_login(row)
    session = browser.session
    session[SHOWN] = True
    session.save()
    close_storage()
    return str(browser.cookies["schoolgate"].value)


def status_page(gateway: GatewayProcess) -> str:
    """What the status page of a running gateway says to the lead of all its schools."""
    cookie = signed_in(gateway.config.parent / "data", school=None)
    asked = urllib.request.Request(
        f"http://{gateway.review}/status", headers={"Cookie": f"schoolgate={cookie}"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return str(answer.read().decode())
