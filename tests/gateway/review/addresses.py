"""Every address of the web side, by hand: who may open it, and what a form there does.

A part in braces is one of the things of a school, as `world.World` has them. A new address is written in here
before it is anywhere else: the tests of all addresses then ask it what they ask the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.urls import URLPattern, URLResolver

from gateway.reviewers.roles import Right
from tests.support.judged import RULE


class Door(StrEnum):
    """Of a page that is no right's."""

    PUBLIC = "public"  # it says nothing of anybody, or what it is asked by is secret
    ENTERED = "entered"  # whoever has signed in, with a second factor or before there is one
    SIGNED_IN = "signed in"  # whoever has a role


Form = Mapping[str, object]
_NONE: Form = {}


@dataclass(frozen=True, slots=True)
class Route:
    """One address.

    pattern: as Django has it, without the kinds of its parts
    who: what opens it; of several rights one will do
    url: how it is asked for, with what is needed for it to show something
    form: what is posted, and changes something; None: it takes no form that does
    elsewhere: what somebody of Oakfield hears who puts Riverside's things in
    """

    pattern: str
    who: Door | tuple[Right, ...]
    url: str
    form: Form | None = None
    elsewhere: int = 404
    why: str = field(default="", kw_only=True)

    @property
    def rights(self) -> tuple[Right, ...]:
        return () if isinstance(self.who, Door) else self.who

    @property
    def names(self) -> frozenset[str]:
        """Which things of a school are in its address, and in its form."""
        return frozenset(
            re.findall(r"{(\w+)}", f"{self.url} {' '.join(map(str, (self.form or {}).values()))}")
        )

    def asked(self, things: Mapping[str, str]) -> str:
        return self.url.format_map(things)

    def posted(self, things: Mapping[str, str]) -> dict[str, object]:
        return {
            name: [str(each).format_map(things) for each in value]
            if isinstance(value, list)
            else str(value).format_map(things)
            for name, value in (self.form or {}).items()
        }


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Those of every address below it, allauth's too."""
    for each in resolver.url_patterns:
        path = before + re.sub(r"<\w+:(\w+)>|\(\?P(<\w+>)[^)]*\)|[\^$]", _name_of, str(each.pattern))
        if isinstance(each, URLPattern):
            yield path
        else:
            yield from patterns(each, path)


def _name_of(part: re.Match[str]) -> str:
    return f"<{part[1]}>" if part[1] else part[2] or ""


_SEES, _READS, _EXCEPTS = (Right.SEE_CASES,), (Right.SEE_CONTENT,), (Right.MAKE_EXCEPTIONS,)
_PEOPLE, _INCIDENTS, _SEARCHES = (Right.MANAGE_PEOPLE,), (Right.MANAGE_INCIDENTS,), (Right.SEARCH_PEOPLE,)
_ROLE: Form = {"role": "deputy", "schools": "{school}"}
_FACTS: Form = {
    "title": "List to the wrong class",
    "known_at": "2026-11-02T15:00",
    "is_cyber": "no",
    "harm": "unknown",
    "high_risk": "unknown",
    "trained": "unknown",
    "contained": "unknown",
    "decision": "undecided",
    "telling": "undecided",
}
_LINE: Form = {"kind": "told", "at": "2026-11-02T16:00", "text": "Rang the parent."}
_FINE: Form = {"kind": "fine", "place": 0, "rule": RULE.id, "do": "make", "why": "agreed"}
_AWAY: Form = {"first": "2026-11-05", "last": "2026-11-06", "cover": "{colleague}"}
_PROVIDER = "sign-in/with/<provider_id>/login/"
_TOLD: Form = {"answer": "approve", "tell": "now", "hours": "1"}

ROUTES = (
    Route("healthz", Door.PUBLIC, "/healthz", why="a monitor asks; it names nobody"),
    Route("metrics", Door.PUBLIC, "/metrics", why="Prometheus asks; counts only"),
    Route("m/style.css", Door.PUBLIC, "/m/style.css", why="how senders' pages look"),
    Route("m/<token>", Door.PUBLIC, "/m/x", why="a sender's page: its link is the secret"),
    Route("m/<token>.files", Door.PUBLIC, "/m/x.files", why="the same"),
    Route("assets/<address>", Door.PUBLIC, "/assets/x", why="how pages look"),
    Route("sign-in", Door.PUBLIC, "/sign-in", why="how one comes in"),
    Route("sign-in/code", Door.PUBLIC, "/sign-in/code", why="the same, after the password"),
    Route("sign-in/passkey", Door.PUBLIC, "/sign-in/passkey", why="the same"),
    Route("sign-in/closed", Door.PUBLIC, "/sign-in/closed", why="says that an account is closed, not whose"),
    Route(
        "sign-in/cancelled", Door.PUBLIC, "/sign-in/cancelled", why="says that somebody changed their mind"
    ),
    Route(_PROVIDER, Door.PUBLIC, "/sign-in/with/nobody/login/", why="leads to a provider"),
    Route(f"{_PROVIDER}callback/", Door.PUBLIC, "/sign-in/with/nobody/login/callback/", why="back from it"),
    Route("sign-out", Door.PUBLIC, "/sign-out", why="nobody is harmed by it"),
    Route("invitation/<token>", Door.PUBLIC, "/invitation/{token}", why="its link is the secret"),
    Route("sign-in/again", Door.ENTERED, "/sign-in/again"),
    Route("sign-in/again/code", Door.ENTERED, "/sign-in/again/code"),
    Route("sign-in/again/passkey", Door.ENTERED, "/sign-in/again/passkey"),
    Route("me/ways-in", Door.PUBLIC, "/me/ways-in", why="leads to /me, which asks who it is"),
    Route("me/second-factor/app/off", Door.PUBLIC, "/me/second-factor/app/off", why="the same"),
    Route("me/password", Door.ENTERED, "/me/password"),
    Route("me/second-factor", Door.ENTERED, "/me/second-factor"),
    Route("me/second-factor/app", Door.ENTERED, "/me/second-factor/app"),
    Route("me/second-factor/passkey", Door.ENTERED, "/me/second-factor/passkey"),
    Route("me/second-factor/codes", Door.ENTERED, "/me/second-factor/codes"),
    Route("me/second-factor/codes/new", Door.ENTERED, "/me/second-factor/codes/new"),
    Route("me/second-factor/<factor>/remove", Door.ENTERED, "/me/second-factor/{factor}/remove", None, 302),
    Route("", Door.SIGNED_IN, "/"),
    Route("me", Door.SIGNED_IN, "/me", {"name": "Grace Bishop", "language": ""}),
    Route("me/absence", Door.SIGNED_IN, "/me/absence", _AWAY, 400),
    Route("me/absence/end", Door.SIGNED_IN, "/me/absence/end", _NONE),
    Route("people", _PEOPLE, "/people"),
    Route("people/invite", _PEOPLE, "/people/invite", {"email": "zoe.oneill@oakfield.sch.uk", **_ROLE}, 400),
    Route("people/<account>", _PEOPLE, "/people/{account}"),
    Route("people/<account>/roles", _PEOPLE, "/people/{account}/roles", _ROLE),
    Route("people/<account>/roles/remove", _PEOPLE, "/people/{account}/roles/remove", {"grant": "{grant}"}),
    Route("people/<account>/link", _PEOPLE, "/people/{account}/link", _NONE),
    Route("people/<account>/close", _PEOPLE, "/people/{account}/close", _NONE),
    Route("people/<account>/reopen", _PEOPLE, "/people/{leaver}/reopen", _NONE),
    Route("cases", _SEES, "/cases?school={school}&q=museum", None, 200),
    Route("cases/rows", _SEES, "/cases/rows?school={school}", None, 302),
    Route("cases/<case_id>", _SEES, "/cases/{case}"),
    Route("cases/<case_id>/message", _READS, "/cases/{case}/message"),
    Route("cases/<case_id>/html", _READS, "/cases/{case}/html"),
    Route("cases/<case_id>/files/<number>", _READS, "/cases/{case}/files/1"),
    Route(
        "cases/<case_id>/files/<number>/download", _READS, "/cases/{case}/files/1/download", {"reason": "x"}
    ),
    Route(
        "cases/rulings", (Right.RULE,), "/cases/rulings?case={case}", {"way": "release", "seen": "1.{case}"}
    ),
    Route("cases/<case_id>/ruling", _SEES, "/cases/{case}/ruling", {"way": "release", "version": 1}),
    Route("cases/<case_id>/shortened", _READS, "/cases/{case}/shortened"),
    Route("cases/<case_id>/presence", _SEES, "/cases/{case}/presence?version=1"),
    Route(
        "cases/<case_id>/opening",
        _READS,
        "/cases/{private}/opening",
        {"reason": "The police ask for it now."},
    ),
    Route("openings", _SEES, "/openings"),
    Route("openings/<number>", _SEES, "/openings/{waiting}", _TOLD),
    Route("openings/<number>/tell", _SEES, "/openings/{opened}/tell", _NONE),
    Route(
        "cases/<case_id>/exception",
        _EXCEPTS,
        f"/cases/{{case}}/exception?kind=fine&place=0&rule={RULE.id}",
        _FINE,
    ),
    Route("exceptions", _EXCEPTS, "/exceptions"),
    Route("exceptions/<exception_id>/revoke", _EXCEPTS, "/exceptions/{exception}/revoke", _NONE),
    Route("incidents", _INCIDENTS, "/incidents"),
    Route("incidents/new", _INCIDENTS, "/incidents/new?case={case}", _FACTS),
    Route("incidents/<number>", _INCIDENTS, "/incidents/{incident}"),
    Route("incidents/<number>/facts", _INCIDENTS, "/incidents/{incident}/facts", {**_FACTS, "version": 1}),
    Route("incidents/<number>/cases", _INCIDENTS, "/incidents/{incident}/cases", {"cases": "{private}"}),
    Route("incidents/<number>/diary", _INCIDENTS, "/incidents/{incident}/diary", _LINE),
    Route("incidents/<number>/close", _INCIDENTS, "/incidents/{incident}/close", _NONE),
    Route("incidents/<number>/report.docx", _INCIDENTS, "/incidents/{incident}/report.docx"),
    Route("find", _SEARCHES, "/find"),
    Route("find/start", _SEARCHES, "/find/start", {"who": "{choice}"}),
    Route("find/about", _SEARCHES, "/find/about?who={search}"),
    Route("find/export", _SEARCHES, "/find/export", {"who": "{search}"}),
    Route("figures", (Right.SEE_FIGURES,), "/figures?school={school}"),
    Route("figures.csv", (Right.SEE_FIGURES,), "/figures.csv?school={school}"),
    Route("record", (Right.SEE_RECORD,), "/record?school={school}"),
    Route("record/export", (Right.SEE_RECORD,), "/record/export", {"school": "{school}"}),
    Route("retention", (Right.SEE_SETTINGS, Right.SEE_RECORD), "/retention"),
    Route("status", (Right.SEE_STATUS,), "/status"),
    Route("status/servers", (Right.SEE_STATUS,), "/status/servers"),
)
