"""Two schools that have one of everything the web side has an address for, in words of the test's choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email.message import EmailMessage
from typing import cast

from allauth.mfa.models import Authenticator
from django.test import Client

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import AttachmentReport, DetectorId, Finding, Location, Place, Protection
from detectors.roster import Contact, Pupil, Roster, StaffMember
from gateway.actions.plan import Judged
from gateway.inspection.exhibit import Exhibit, Wish
from gateway.inspection.judge import Judge
from gateway.inspection.showing import show
from gateway.policy.exceptions import Kind, RuleException
from gateway.policy.verdict import RuleMatch
from gateway.review.find.people import by_words
from gateway.review.find.ticket import Search, Stage, ticket_of
from gateway.review.incidents.facts import Facts as IncidentFacts
from gateway.review.incidents.facts import encode_facts
from gateway.reviewers.giving import in_note
from gateway.reviewers.person import Grant
from gateway.reviewers.roles import Role
from gateway.rewriting.version import Version
from gateway.store import models
from gateway.store.absences import set_absence
from gateway.store.accounts import change_grants, close_account, make_account
from gateway.store.exceptions import make_exception
from gateway.store.incidents import DiaryLine, EntryKind, open_incident, write_diary
from gateway.store.invitations import make_invitation
from gateway.store.openings import approve, ask, find_opening
from gateway.store.rosters import ListCounts, ListRecord, remember
from tests.gateway.review.sender.cases import version
from tests.support.judged import NOW, RULE
from tests.support.review import OAKFIELD, RIVERSIDE, Office, QuietJudge, QuietRules, private

DOMAINS = {OAKFIELD: "oakfield.sch.uk", RIVERSIDE: "riverside.sch.uk"}


@dataclass(frozen=True)
class Words:
    """What people have written. `address`: of somebody who wrote or is to get a message."""

    said: str = "Museum trip"
    name: str = "Grace Bishop"
    file: str = "letter.txt"
    address: str = "parent@example.com"
    html: str = "<p>Grace Bishop has forgotten her kit.</p>"


PLAIN = Words()


@dataclass(frozen=True)
class _Policy:
    rules: tuple[RuleMatch, ...]
    private_mail_approver: str | None = None


@dataclass(frozen=True)
class _Rules(QuietRules):
    policy: _Policy = field(default=_Policy(()))


class Reader(QuietJudge):
    """Shows messages in this process, and shortens the names in any as it was told beforehand."""

    def __init__(self, roster: Roster, rule: RuleMatch) -> None:
        nobody: frozenset[str] = frozenset()
        school = School(OAKFIELD, ("oakfield.sch.uk",))
        self._facts = Facts.of(school, roster, Directory(nobody, nobody, nobody))
        self.rules = _Rules(policy=_Policy((rule,)))

    async def show(self, _school: str, raw: bytes, wish: Wish) -> Exhibit:
        return show(raw, wish, self._facts, Budget())

    async def rewrite(self, *_asked: object) -> tuple[Version, ...]:
        return (version(),)

    def replace_exceptions(self, _exceptions: object) -> None:
        """They count from now on."""


@dataclass(frozen=True)
class World:
    """`things`: what stands in the place of a name in an address or a form, by school."""

    office: Office
    things: Mapping[str, Mapping[str, str]]
    sessions: Mapping[str, str]

    def browser(self, who: str = "lead", *, strict: bool = False) -> Client:
        """In which somebody of Oakfield is signed in. `strict`: it has seen no form of ours."""
        client = self.office.stranger(enforce_csrf_checks=strict)
        client.cookies["schoolgate"] = self.sessions[who]
        return client


def make_world(office: Office, words: Words = PLAIN) -> World:
    """Puts everything in, once, and signs in one person of each kind at Oakfield."""
    rule = replace(RULE, title=words.said, reason=words.said, clause=words.said, advice=words.said)
    roster = _roster(words)
    office.site = replace(office.site, judge=cast(Judge, Reader(roster, rule)))
    lead = office.account()
    things = {}
    for school in DOMAINS:
        record = ListRecord(school, words.file, words.file, "csv", "1", ListCounts(pupils=1), NOW, NOW, NOW)
        remember(office.seal, record, roster)
        things[school] = _Maker(office, school, words, rule, lead.pk).things()
    people = {
        **{role.value: office.account(f"{role}@oakfield.sch.uk", role) for role in Role},
        "lead": lead,
        "confined": office.account("confined@oakfield.sch.uk", Role.REVIEWER, rules="another-rule"),
        "head": office.account("head@oakfield.sch.uk", Role.APPROVER, approves="headteacher"),
        "half": office.account("half@oakfield.sch.uk"),
    }
    sessions = {name: office.client(row).cookies["schoolgate"].value for name, row in people.items()}
    half = office.stranger()
    half.force_login(people["half"])
    sessions["half"] = half.cookies["schoolgate"].value
    return World(office, things, sessions)


def letter(words: Words) -> bytes:
    """Laid out, and with two files."""
    mail = EmailMessage()
    mail["Subject"] = words.said
    mail.set_content(f"{words.name} has forgotten her kit. {words.said}")
    mail.add_alternative(words.html, subtype="html")
    mail.add_attachment(f"{words.name} was late. {words.said}")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf")
    for part, name in zip(mail.iter_attachments(), (words.file, f"{words.said}.pdf"), strict=True):
        del part["Content-Disposition"]
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return mail.as_bytes()


def _roster(words: Words) -> Roster:
    forename, _, surname = words.name.partition(" ")
    mother = Contact(words.said, words.said, (words.address,))
    grace = Pupil("1042", forename, surname, year_group=words.said[:40], contacts=(mother,))
    return Roster((grace,), (StaffMember(words.said, ("a.teacher@oakfield.sch.uk",)),))


@dataclass
class _Maker:
    """Makes one of everything at a school."""

    office: Office
    school: str
    words: Words
    rule: RuleMatch
    lead: int  # of Oakfield: whose the searches are

    def things(self) -> dict[str, str]:
        office, words = self.office, self.words
        case = self._hold()
        colleague = office.account(f"colleague@{self._domain}", Role.DEPUTY, self.school)
        models.Account.objects.filter(pk=colleague.pk).update(name=words.said[:100])
        somebody = by_words(self.school, "Grace Bishop")
        assert somebody is not None
        search = Search(replace(somebody, name=words.name), NOW)
        return {
            "school": self.school,
            "case": case,
            "private": self._hold(private=True),
            "waiting": str(self._opening(colleague)[0]),
            "opened": str(self._opened(colleague)),
            "exception": str(self._exception(case)),
            "incident": str(self._incident(case)),
            "colleague": str(colleague.pk),
            "choice": ticket_of(office.seal, search, self.lead, Stage.CHOICE),
            "search": ticket_of(office.seal, search, self.lead, Stage.SEARCH),
            **self._people(),
        }

    def _hold(self, *, private: bool = False) -> str:
        words, place = self.words, Location(Place.ATTACHMENT, self.words.file)
        found = (
            Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), words.name, 0.97, ("1042",), words.said),
            Finding(DetectorId.SENSITIVE_TERM, place, words.said, kind="health", detail=words.said),
        )
        case = self.office.hold(
            words.address,
            school=self.school,
            sender=self._sender,
            subject=words.said,
            findings=found,
            rules=(self.rule,),
            content=b"Received: from pc\r\nX-Schoolgate-Loop: CASE 00\r\n" + letter(words),
            change=self._private if private else self._with_files,
        )
        asked = self.office.seal.close(words.said.encode(), f"asked {case}")
        models.Case.objects.filter(pk=case).update(asked=asked, asked_at=NOW)
        return case

    def _with_files(self, seen: Judged) -> Judged:
        file = AttachmentReport(self.words.file, "text/plain", Protection.NONE, method=self.words.said)
        return replace(seen, report=replace(seen.report, attachments=(file,)))

    def _private(self, seen: Judged) -> Judged:
        return private(self._with_files(seen))

    def _opening(self, colleague: models.Account) -> tuple[int, str]:
        case, seal = self._hold(private=True), self.office.seal
        return ask(seal, case, colleague.pk, colleague.email, self.words.said, (), NOW), case

    def _opened(self, colleague: models.Account) -> int:
        """By the school's lead, who has not told the sender."""
        number, _ = self._opening(colleague)
        opening, seal = find_opening(self.office.seal, number), self.office.seal
        assert opening is not None
        lead = self.office.account(f"dpl@{self._domain}", Role.LEAD, self.school)
        until = NOW + timedelta(hours=2)
        approve(seal, opening, lead.pk, lead.email, until, None, self.words.said, NOW)
        return number

    def _exception(self, case: str) -> int:
        phrase = self.words.name
        made = RuleException(
            0, Kind.NOT_A_PUPIL, frozenset({RULE.id}), date(2027, 1, 2), phrase="x", sender=self._sender
        )
        return make_exception(self.office.seal, made, case, phrase, self.words.said, self._sender, NOW)

    def _incident(self, case: str) -> int:
        seal, said = self.office.seal, self.words.said
        facts = IncidentFacts(
            **{
                name: said[:200]
                for name, each in IncidentFacts.__dataclass_fields__.items()
                if each.type == "str"
            }
        )
        number = open_incident(seal, self.school, encode_facts(facts), NOW, [case], self._sender, NOW)
        write_diary(seal, number, DiaryLine(NOW, self._sender, EntryKind.TOLD, said), NOW)
        return number

    def _people(self) -> dict[str, str]:
        """Somebody with two roles and a second factor, somebody who has left, somebody who was invited."""
        auditor, reviewer = (Grant(role, self.school) for role in (Role.AUDITOR, Role.REVIEWER))
        two, gone, new = (
            self._account(name, auditor, reviewer) for name in ("henry.tudor", "leaver", "newcomer")
        )
        close_account(self.office.seal, gone, self._sender, NOW)
        secret = {"secret": "x"}
        factor = Authenticator.objects.create(user_id=two, type=Authenticator.Type.TOTP, data=secret)
        return {
            "account": str(two),
            "grant": in_note(auditor),
            "leaver": str(gone),
            "token": make_invitation(self.office.seal, new, self._sender, NOW),
            "factor": str(factor.pk),
        }

    def _account(self, name: str, *grants: Grant) -> int:
        seal = self.office.seal
        row = make_account(seal, f"{name}@{self._domain}", self.words.said[:100], grants, self._sender, NOW)
        change_grants(seal, row, grants, self._sender, NOW)
        return row

    @property
    def _domain(self) -> str:
        return DOMAINS[self.school]

    @property
    def _sender(self) -> str:
        local, at, _ = self.words.address.rpartition("@")
        return f"{local}{at}{self._domain}" if "<" in local else f"a.teacher@{self._domain}"


def go_away(world: World) -> None:
    """Oakfield's lead will be away next year."""
    lead = models.Account.objects.get(email="dpl@oakfield.sch.uk").pk
    cover = int(world.things[OAKFIELD]["colleague"])
    set_absence(world.office.seal, lead, cover, date(2027, 1, 4), date(2027, 1, 8), NOW)
