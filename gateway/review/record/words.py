"""What the entries of the record say in plain words, and the kinds into which they fall."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gateway.actions.arrival import GATEWAY
from gateway.actions.plan import Action


@dataclass(frozen=True, slots=True)
class Kind:
    """Entries that belong together; `words` say what somebody did, after their name.

    key: in addresses
    """

    key: str
    label: str | Promise
    words: dict[Action, str | Promise]


KINDS = (
    Kind(
        "mail",
        _("What became of mail"),
        {
            Action.HELD: _("held a message"),
            Action.REWRITTEN: _("changed a message and sent it on"),
            Action.SENT_SECURELY: _("sent a message by secure mail"),
            Action.DELIVERED: _("sent a message on"),
            Action.RETURNED: _("returned a message to its sender"),
            Action.EXPIRED: _("returned a message on which nobody decided in time"),
            Action.REFUSED: _("was told by another mail server that it refuses a message"),
            Action.GAVE_UP: _("gave up sending a message"),
            Action.UNCHECKED: _("let a message pass that could not be checked"),
            Action.WATCHED: _("noted what rules on monitor would have done with a message"),
        },
    ),
    Kind(
        "decisions",
        _("Decisions"),
        {
            Action.RELEASED: _("released a message"),
            Action.RELEASED_SECURELY: _("released a message by secure mail"),
            Action.RELEASED_SHORTENED: _("released a message with names shortened"),
            Action.DELETION_PROPOSED: _("proposed to delete a message"),
            Action.DELETION_DROPPED: _("dropped a proposal to delete a message"),
            Action.DELETED: _("deleted a message"),
            Action.FALSE_HOLD: _("noted that a message should not have been held"),
            Action.EXCEPTION_MADE: _("made an exception"),
            Action.EXCEPTION_REVOKED: _("ended an exception"),
        },
    ),
    Kind(
        "looks",
        _("Looks and downloads"),
        {
            Action.VIEWED: _("looked at a case"),
            Action.READ: _("read a message"),
            Action.DOWNLOADED: _("downloaded a file"),
            Action.SEARCHED: _("searched for a person"),
            Action.EXPORTED: _("exported data"),
        },
    ),
    Kind(
        "senders",
        _("What senders did"),
        {
            Action.ASKED: _("asked for their message to be released"),
            Action.WITHDRAWN: _("withdrew their message"),
            Action.REMOVED_RECIPIENTS: _("took recipients off their message"),
            Action.SENT_SHORTENED: _("sent their message with names shortened"),
            Action.SENT_LOCKED: _("sent their message with its files locked"),
            Action.FILES_SENT_BACK: _("had their files sent back to them"),
        },
    ),
    Kind(
        "private",
        _("Private mail"),
        {
            Action.OPENING_ASKED: _("asked to open a private message"),
            Action.OPENING_APPROVED: _("approved opening a private message"),
            Action.OPENING_DECLINED: _("declined to open a private message"),
            Action.SENDER_TOLD: _("told a sender that their private message was opened"),
            Action.SENDER_NOT_TOLD: _("decided not to tell a sender that their private message was opened"),
        },
    ),
    Kind(
        "incidents",
        _("Incidents"),
        {
            Action.INCIDENT_OPENED: _("opened an incident"),
            Action.INCIDENT_CHANGED: _("changed an incident"),
            Action.INCIDENT_CLOSED: _("closed an incident"),
        },
    ),
    Kind(
        "deadlines",
        _("Deadlines and retention"),
        {
            Action.REMINDED: _("reminded those who decide"),
            Action.ESCALATED: _("told others, because nobody had looked"),
            Action.CONTENTS_DELETED: _("deleted what was kept for long enough"),
            Action.RESUMED: _("let what a restore held back be sent"),
        },
    ),
    Kind(
        "people",
        _("People and signing in"),
        {
            Action.SIGNED_IN: _("signed in"),
            Action.SIGNED_OUT: _("signed out"),
            Action.SIGN_IN_FAILED: _("failed to sign in"),
            Action.SIGN_IN_CHANGED: _("changed how they sign in"),
            Action.REFUSED_ENTRY: _("was refused a page that is not theirs"),
            Action.INVITED: _("invited somebody"),
            Action.INVITATION_USED: _("accepted an invitation"),
            Action.GRANTED: _("changed what somebody may do"),
            Action.LET_GO: _("closed an account"),
            Action.ABSENCE_SET: _("noted an absence"),
            Action.SETTINGS_CHANGED: _("changed settings"),
            Action.KEY_MADE: _("made a new key"),
            Action.KEY_RETIRED: _("retired a key"),
        },
    ),
)
_WORDS: dict[str, str | Promise] = {action: words for kind in KINDS for action, words in kind.words.items()}
_SHELL = " (shell)"  # what commands put behind the name of whoever gave them


def said(action: str) -> str:
    """What somebody did; of an action that a later version wrote, its name."""
    return str(_WORDS.get(action) or action.replace("-", " "))


def who(actor: str) -> str:
    """An address as it is; the program by its name; somebody at a command line as such."""
    if actor == GATEWAY:
        return "Schoolgate"
    if actor.endswith(_SHELL):
        return gettext("%(name)s (command line)") % {"name": actor.removesuffix(_SHELL)}
    return actor


def actions_of(kind: str) -> frozenset[str]:
    """Of one of the kinds; of no such kind, none."""
    return frozenset(action for each in KINDS if each.key == kind for action in each.words)
