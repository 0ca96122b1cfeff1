"""What a ruling would bring about, what it has brought about, and what is missing, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext, ngettext

from gateway.actions.plan import Action, Case, CaseState
from gateway.actions.quoting import one_line
from gateway.review.queue.words import moment_in_words
from gateway.review.rulings.choice import MOST_CHARACTERS, Choice, Missing, Way
from gateway.review.rulings.offers import asked_about, other_rules
from gateway.store.rulings import Deed

_MOST_NAMED = 3
_LONGEST_ADDRESS = 254  # characters, RFC 5321 §4.5.3.1.3


def effect_of(way: Way, case: Case) -> str:
    """What would happen to whom."""
    people, sender = listed(case.held), _sender(case)
    titles = ", ".join(f"“{one_line(rule.title, 150)}”" for rule in other_rules(case, case.held))
    match way:
        case Way.SECURELY:
            said = gettext("It goes to %(people)s by secure mail. The words stay as they are.")
        case Way.SHORTENED:
            said = gettext(
                "Pupils’ names in it become initials, and then it goes to %(people)s. "
                "You see it before and after first; nothing is sent until you say so."
            )
        case Way.RELEASE if titles:
            said = gettext("It goes to %(people)s. What your other rules ask for is done first: %(titles)s.")
        case Way.RELEASE:
            said = gettext("It goes to %(people)s as it was written.")
        case Way.AS_IT_CAME:
            said = gettext("It goes to %(people)s as it was written, whatever your other rules ask for.")
        case Way.SOME:
            said = gettext("Only those you tick get it. You say what becomes of it for the others.")
        case Way.RETURN:
            said = gettext("%(people)s will not get it.")
        case Way.PROPOSE_DELETION:
            said = gettext(
                "Once a second person has agreed, it is deleted for good, and %(people)s will not get it."
            )
        case Way.AGREE_TO_DELETION:
            said = gettext("It is deleted at once and for good, and %(people)s will not get it.")
        case Way.DROP_DELETION:
            return gettext("It is not deleted. It stays held, and can be decided in any other way.")
    return f"{said % {'people': people, 'titles': titles}} {told(way, case, sender)}"


def told(way: Way, case: Case, sender: str) -> str:
    """What the sender hears of it."""
    if not asked_about(case).needs_note:
        return gettext("A program sent it, so nobody is told.")
    match way:
        case Way.RETURN:
            return gettext("%(sender)s is told, and gets your note.") % {"sender": sender}
        case Way.PROPOSE_DELETION | Way.AGREE_TO_DELETION:
            return gettext("%(sender)s is told that it was deleted, not why.") % {"sender": sender}
        case _:
            return gettext("%(sender)s is told.") % {"sender": sender}


def done(choice: Choice, case: Case) -> str:
    """What was done, for whoever has just done it."""
    people, sender = listed(choice.share.people), _sender(case)
    match choice.way:
        case Way.SECURELY:
            said = gettext("Released: the message from %(sender)s goes to %(people)s by secure mail.")
        case Way.SHORTENED:
            said = gettext("Released: the message from %(sender)s goes to %(people)s with names shortened.")
        case Way.RETURN:
            said = gettext("Returned: the message from %(sender)s was not sent.")
        case Way.PROPOSE_DELETION:
            said = gettext(
                "You asked for the message from %(sender)s to be deleted. Somebody else has to agree."
            )
        case Way.AGREE_TO_DELETION:
            said = gettext("Deleted: the message from %(sender)s was not sent, and its text is gone.")
        case Way.DROP_DELETION:
            said = gettext("The message from %(sender)s is not deleted. It stays held.")
        case _:
            said = gettext("Released: the message from %(sender)s goes to %(people)s.")
    return said % {"sender": sender, "people": people}


def happened(deed: Deed | None, state: CaseState, now: datetime) -> str:
    """Who brought the case to where it is, and when: "Jo Evans released it (today 15:42)."."""
    if deed is None:
        return gettext("It has changed.") if state is CaseState.OPEN else gettext("It has been dealt with.")
    match deed.action:
        case Action.RELEASED:
            said = gettext("%(who)s released it (%(when)s).")
        case Action.RELEASED_SECURELY:
            said = gettext("%(who)s released it by secure mail (%(when)s).")
        case Action.RELEASED_SHORTENED:
            said = gettext("%(who)s released it with names shortened (%(when)s).")
        case Action.RETURNED:
            said = gettext("%(who)s returned it to its sender (%(when)s).")
        case Action.DELETED:
            said = gettext("%(who)s agreed to delete it (%(when)s).")
        case Action.EXPIRED:
            said = gettext("Nobody decided in time (%(when)s).")
        case Action.ASKED:
            said = gettext("Its sender asks for it to be let go (%(when)s).")
        case Action.REMOVED_RECIPIENTS:
            said = gettext("Its sender took somebody off (%(when)s).")
        case Action.WITHDRAWN:
            said = gettext("Its sender withdrew it (%(when)s).")
        case _:
            said = gettext("Its sender put it right and sent it (%(when)s).")
    return said % {"who": one_line(deed.who, 200), "when": moment_in_words(deed.at, now)}


def missing(what: Missing) -> str:
    """What somebody has to fill in before it can be done."""
    match what:
        case Missing.NOBODY_TICKED:
            return gettext("Nobody is ticked. Tick at least one person who is to get it.")
        case Missing.NO_NOTE:
            return gettext("The note is empty. Tick a sentence or write one, so that the sender knows why.")
        case Missing.NO_REASON:
            return gettext("Say in a few words why it must be deleted. Whoever has to agree reads it.")
        case Missing.TOO_LONG:
            return gettext("That is too long: use at most %(most)s characters.") % {"most": MOST_CHARACTERS}


def kept_afterwards(days: int) -> str:
    """What becomes of the text once the case is closed, by the school's setting."""
    if not days:
        return gettext("Once it is decided, its text is deleted from here. Who decided what stays on record.")
    said = ngettext(
        "Once it is decided, its text is kept here for %(days)s more day. Who decided what stays on record.",
        "Once it is decided, its text is kept here for %(days)s more days. Who decided what stays on record.",
        days,
    )
    return said % {"days": days}


def listed(people: Sequence[str]) -> str:
    """ "mum@example.com, dad@example.com and 4 more"."""
    named = [one_line(each, _LONGEST_ADDRESS) for each in people]
    if len(named) > _MOST_NAMED + 1:
        more = gettext("%(count)s more") % {"count": len(named) - _MOST_NAMED}
        named = [*named[:_MOST_NAMED], more]
    if len(named) < 2:
        return "".join(named)
    return gettext("%(before)s and %(last)s") % {"before": ", ".join(named[:-1]), "last": named[-1]}


def _sender(case: Case) -> str:
    return one_line(case.envelope.sender, _LONGEST_ADDRESS) or gettext("a program")
