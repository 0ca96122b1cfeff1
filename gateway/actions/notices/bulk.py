"""What the alert of a crossed threshold may say: how much went, when, to how many accounts; no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gateway.actions.bulk import Went
from gateway.actions.notices.shortlist import Shortlist
from gateway.actions.notices.values import Crossed, House
from gateway.actions.quoting import one_line
from gateway.policy.english.wording import WINDOWS, amount_in_words, listed
from gateway.policy.past import Crossing, Reach
from gateway.policy.verdict import Disposition, Mode, RuleMatch
from gateway.sizes import size_in_words

_MOST_ACCOUNTS = 3
_REACHES = {Reach.THIS_ACCOUNT: "to one personal account", Reach.ALL_ACCOUNTS: "to personal accounts"}
_FATES = {
    str(Disposition.DELIVER): "sent",
    str(Disposition.REWRITE): "sent with a change",
    str(Disposition.SECURE): "sent securely",
    str(Disposition.HOLD): "held",
    str(Disposition.RETURN): "not sent",
}


@dataclass(frozen=True, slots=True)
class CrossedRule:
    """A rule, and how much the sender has sent: "20 forwarded messages to one personal account within a day".

    on_trial: it only records
    """

    title: str
    clause: str
    amounts: tuple[str, ...]
    on_trial: bool


@dataclass(frozen=True, slots=True)
class WentView:
    """One message. `accounts`: "account 1"; `fate`: "held"; `current`: it is the one that came just now."""

    when: str
    accounts: str
    size: str
    forwarded: bool
    attached: int
    pupils: int
    fate: str
    current: bool


@dataclass(frozen=True, slots=True)
class BulkView:
    """bulk.*.j2: nothing of any message. `case` is empty where the message is not held."""

    school: str
    sender: str
    case: str
    rules: tuple[CrossedRule, ...]
    went: Shortlist[WentView]
    until: str


def bulk_view(crossed: Crossed, house: House) -> BulkView:
    verdict, bulk = crossed.verdict, crossed.bulk
    ends = {silence.rule: silence.until for silence in bulk.silences}
    held = verdict.addresses(Disposition.HOLD)
    return BulkView(
        school=one_line(house.school),
        sender=one_line(crossed.sender),
        case=one_line(crossed.message) if held else "",
        rules=tuple(_rule(match) for match in verdict.rules if match.id in ends),
        went=Shortlist(tuple(map(_went, bulk.went)), bulk.more),
        until=_in_words(min(ends.values())),
    )


def _rule(match: RuleMatch) -> CrossedRule:
    return CrossedRule(
        title=one_line(match.title, 150),
        clause=one_line(match.clause, 150),
        amounts=tuple(dict.fromkeys(map(_amount, _largest(match.crossings)))),
        on_trial=match.mode is Mode.MONITOR,
    )


def _largest(crossings: Iterable[Crossing]) -> Iterable[Crossing]:
    """Of each kind of threshold the one with the largest amount: of many accounts, one is enough."""
    largest: dict[object, Crossing] = {}
    for each in crossings:
        kind = (each.measure, each.window, each.reach)
        if kind not in largest or each.amount > largest[kind].amount:
            largest[kind] = each
    return largest.values()


def _amount(crossing: Crossing) -> str:
    amount = amount_in_words(crossing.measure, crossing.amount)
    return f"{amount} {_REACHES[crossing.reach]} within {WINDOWS[crossing.window]}"


def _went(went: Went) -> WentView:
    return WentView(
        when=_in_words(went.at),
        accounts=_accounts(went.accounts),
        size=size_in_words(went.size),
        forwarded=went.forwarded,
        attached=went.attached,
        pupils=went.pupils,
        fate=listed([_FATES[each] for each in went.dispositions], "and"),
        current=went.current,
    )


def _accounts(numbers: tuple[int, ...]) -> str:
    if len(numbers) > _MOST_ACCOUNTS:
        return f"{len(numbers)} accounts"
    return f"account{'s' * (len(numbers) > 1)} {listed([str(number) for number in numbers], 'and')}"


def _in_words(when: datetime) -> str:
    """By the clock on the wall here, summer time or not."""
    local = when.astimezone()
    return f"{local:%a} {local.day} {local:%b} at {local:%H:%M}"
