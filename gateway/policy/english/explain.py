"""Every rule of a policy as one plain English sentence, to be read aloud to a governor."""

from __future__ import annotations

from functools import lru_cache

from detectors.sending import RecipientClass
from gateway.policy.conditions import TimeCondition, leaves
from gateway.policy.english.changes import changes_in_words
from gateway.policy.english.predicates import predicate
from gateway.policy.english.wording import AT_DEADLINE, LEAD, OUTCOMES, PEOPLE, SENDER_MAY, listed
from gateway.policy.office_hours import Day, OfficeHours
from gateway.policy.rules import From, Policy, Rule, To
from gateway.policy.verdict import Mode, PrivateMail

_EVERYBODY_THERE = frozenset({RecipientClass.INTERNAL, RecipientClass.EXTERNAL})
_LATER = {Mode.MONITOR: "for now this is only recorded", Mode.OFF: "this rule is switched off"}
_PRIVATE = {
    PrivateMail.SCAN: (),
    PrivateMail.SCAN_UNSEEN: (
        "A message that its sender has marked as private is checked by the program, "
        "and nobody is shown what it says.",
    ),
    PrivateMail.METADATA_ONLY: (
        "Of a message that its sender has marked as private only the header, "
        "the addresses and the size are looked at.",
    ),
}
_ALWAYS = (
    "Where several rules apply to a recipient, the strictest wins.",
    "Everything else is delivered.",
)


def describe(policy: Policy) -> tuple[str, ...]:
    """The whole policy, one sentence each: its rules in their order, then what holds for all of them."""
    return (*(sentence(rule) for rule in policy.rules), *provisions(policy))


def provisions(policy: Policy) -> tuple[str, ...]:
    """What holds for all rules of the policy, a sentence each; the last three hold for every policy."""
    return (
        *_PRIVATE[policy.private_mail],
        *_private_approver(policy.private_mail_approver),
        *_fast_lane(policy.fast_lane),
        *_office_hours(policy),
        _ALWAYS[0],
        _unchecked_for_all(policy),
        *_ALWAYS[1:],
    )


def _private_approver(role: str | None) -> tuple[str, ...]:
    if role is None:
        return ()
    return (
        "A person opens such a message only with a reason in writing and the approval of the "
        f"{role.replace('-', ' ')}, for a limited time.",
    )


@lru_cache(maxsize=1024)
def sentence(rule: Rule) -> str:
    """What the rule does, as one sentence."""
    outcome = OUTCOMES[rule.action]
    message = f"{_message(rule)} {_to(rule.to)}{',' if rule.when else ''}"
    does = outcome.does if rule.mode is Mode.ENFORCE else f"{outcome.would}; {_LATER[rule.mode]}"
    return f"{message} {does.format(approver=_approver(rule))}{_changed(rule)}{_then(rule)}."


def _then(rule: Rule) -> str:
    """What else there is to say of a rule that acts."""
    if rule.mode is not Mode.ENFORCE:
        return ""
    return f"{_at_deadline(rule)}{_sender_may(rule)}{_always(rule)}{_unchecked(rule)}"


def _at_deadline(rule: Rule) -> str:
    """ "; if nobody decides in time, it goes by secure mail"; nothing where it is not sent, as is usual."""
    happens = AT_DEADLINE[rule.at_deadline]
    return f"; if nobody decides in time, it {happens}" if happens else ""


def _changed(rule: Rule) -> str:
    """ ": pupils' names are shortened to initials, or where that cannot be done it is held"."""
    if not rule.rewriting or rule.mode is not Mode.ENFORCE:
        return ""
    changes = changes_in_words(rule.rewriting)
    if not rule.rewriting.remedies:
        return f": {changes}"
    instead = OUTCOMES[rule.otherwise].does.format(approver=_approver(rule))
    return f": {changes}; where that cannot be done or does not help, it {instead}"


def _message(rule: Rule) -> str:
    sender = _from(rule.sender)
    if rule.when is None:
        return f"Every message{sender}"
    return f"A message{sender} that {predicate(rule.when)},"


def _from(sender: From) -> str:
    """ " from a member of “office” who is not in “governors”"."""
    if sender.groups:
        exception = f" who is not in {_groups(sender.except_groups)}" if sender.except_groups else ""
        return f" from a member of {_groups(sender.groups)}{exception}"
    return f" from anyone who is not in {_groups(sender.except_groups)}" if sender.except_groups else ""


def _to(to: To) -> str:
    classes = [each for each in RecipientClass if each in to.any_of]
    people = listed([PEOPLE[each].one for each in classes], "or") if classes else "anyone"
    members = f" who is in {_groups(to.groups)}" if to.groups else ""
    excepted = [PEOPLE[each].several for each in RecipientClass if each in to.none_of]
    if to.except_groups:
        excepted.append(f"members of {_groups(to.except_groups)}")
    if not excepted:
        return f"to {people}{members}"
    # "A parent except ..." would be wrong: there is nobody to take out of one person.
    joint = "except" if _EVERYBODY_THERE.issuperset(classes) else "but not to"
    return f"to {people}{members} {joint} {listed(excepted, 'and')}"


def _groups(groups: frozenset[str], conjunction: str = "or") -> str:
    return listed([f"“{group}”" for group in sorted(groups)], conjunction)


def _approver(rule: Rule) -> str:
    return f"the {rule.approver.replace('-', ' ')}" if rule.approver else LEAD


def _sender_may(rule: Rule) -> str:
    if not rule.sender_may:
        return ""
    return f"; the sender may {listed([SENDER_MAY[each] for each in rule.sender_may], 'or')}"


def _always(rule: Rule) -> str:
    return "" if rule.exceptions else "; no exception to this can be made"


def _unchecked_for_all(policy: Policy) -> str:
    sentence = "What cannot be checked is treated as if it had been found"
    some = any(rule.unchecked_passes_until for rule in policy.rules)
    return f"{sentence}, but by the rules that say otherwise until a day." if some else f"{sentence}."


def _unchecked(rule: Rule) -> str:
    """ "; until 11 December 2026 what could not be checked passes it"."""
    until = rule.unchecked_passes_until
    return f"; until {until.day} {until:%B %Y} what could not be checked passes it" if until else ""


def _fast_lane(groups: frozenset[str]) -> tuple[str, ...]:
    if not groups:
        return ()
    return (
        f"Mail to members of {_groups(groups)} is never held or changed: "
        "where a rule would stop it, it goes at once, outside the school by secure mail.",
    )


def _office_hours(policy: Policy) -> tuple[str, ...]:
    """Told only where a rule asks for them."""
    if not any(isinstance(leaf, TimeCondition) for rule in policy.rules for leaf in leaves(rule.when)):
        return ()
    hours = policy.office_hours
    return (f"Office hours are {hours.opens:%H:%M} to {hours.closes:%H:%M}, {_days(hours)}.",)


def _days(hours: OfficeHours) -> str:
    """ "Monday to Friday", or each day where some are left out."""
    days = [day for day in Day if day in hours.days]
    week = tuple(Day)
    first = week.index(days[0])
    if len(days) > 2 and tuple(days) == week[first : first + len(days)]:
        return f"{days[0].title()} to {days[-1].title()}"
    return listed([f"{day.title()}s" for day in days], "and")
