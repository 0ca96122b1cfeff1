"""What the alert of a crossed threshold may say: how much went, when, to how many accounts; no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.actions.bulk import Went
from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.shortlist import Shortlist
from gateway.actions.notices.values import Crossed, House
from gateway.actions.quoting import one_line
from gateway.policy.past import Crossing, Measure
from gateway.policy.verdict import Disposition, Mode, RuleMatch
from gateway.sizes import size_in_words

_MOST_ACCOUNTS = 3


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
    """bulk.*.j2: nothing of any message.

    case, link: empty where the message is not held; `queue`: where held mail is looked at, or empty
    """

    school: str
    sender: str
    case: str
    rules: tuple[CrossedRule, ...]
    went: Shortlist[WentView]
    until: str
    link: str
    queue: str


def bulk_view(crossed: Crossed, house: House, phrases: Phrases) -> BulkView:
    verdict, bulk = crossed.verdict, crossed.bulk
    ends = {silence.rule: silence.until for silence in bulk.silences}
    held = verdict.addresses(Disposition.HOLD)
    return BulkView(
        school=one_line(house.school),
        sender=one_line(crossed.sender),
        case=one_line(crossed.message) if held else "",
        rules=tuple(_rule(match, phrases) for match in verdict.rules if match.id in ends),
        went=Shortlist(tuple(_went(each, phrases) for each in bulk.went), bulk.more),
        until=phrases.brief_moment(min(ends.values()).astimezone()),
        link=house.case_page(one_line(crossed.message)) if held else "",
        queue=house.queue,
    )


def _rule(match: RuleMatch, phrases: Phrases) -> CrossedRule:
    return CrossedRule(
        title=one_line(match.title, 150),
        clause=one_line(match.clause, 150),
        amounts=tuple(dict.fromkeys(_amount(each, phrases) for each in _largest(match.crossings))),
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


def _amount(crossing: Crossing, phrases: Phrases) -> str:
    if crossing.measure is Measure.BYTES:
        amount = size_in_words(crossing.amount)
    else:
        amount = phrases.count(f"bulk.amounts.{crossing.measure}", crossing.amount)
    window = phrases.say(f"bulk.windows.{crossing.window}")
    return phrases.say(f"bulk.{crossing.reach}", amount=amount, window=window)


def _went(went: Went, phrases: Phrases) -> WentView:
    fates = [phrases.say(f"bulk.fates.{each}") for each in went.dispositions]
    return WentView(
        when=phrases.brief_moment(went.at.astimezone()),  # by the clock on the wall here, summer time or not
        accounts=_accounts(went.accounts, phrases),
        size=size_in_words(went.size),
        forwarded=went.forwarded,
        attached=went.attached,
        pupils=went.pupils,
        fate=phrases.join("bulk.fate-list", fates),
        current=went.current,
    )


def _accounts(numbers: tuple[int, ...], phrases: Phrases) -> str:
    if len(numbers) > _MOST_ACCOUNTS:
        return phrases.count("bulk.many-accounts", len(numbers))
    key = "bulk.accounts" if len(numbers) > 1 else "bulk.account"
    return phrases.say(key, numbers=phrases.join("bulk.account-list", list(map(str, numbers))))
