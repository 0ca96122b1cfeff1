"""What a rule has changed in a message, in plain English."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.policy.english.wording import listed
from gateway.policy.rewriting import LINE_MANAGER, Rewriting, ShortForm, Visible

_NAMES = {
    ShortForm.INITIALS: "pupils' names are shortened to initials",
    ShortForm.FORENAME_AND_INITIAL: "pupils' names are shortened to forename and initial",
}
_VISIBLE = {
    Visible.BCC: "outside recipients no longer see one another's addresses",
    Visible.ONE_COPY_EACH: "each recipient gets a copy of their own",
}


def changes_in_words(rewriting: Rewriting) -> str:
    """ "pupils' names are shortened to initials and its attachments are locked with a password"."""
    return listed(list(_changes(rewriting)), "and")


def _changes(rewriting: Rewriting) -> Iterator[str]:
    if rewriting.take_off_attachments:
        yield "its attachments are taken off"
    if rewriting.names:
        yield _NAMES[rewriting.names]
    if rewriting.lock_attachments:
        yield "its attachments are locked with a password"
    if rewriting.visible:
        yield _VISIBLE[rewriting.visible]
    if rewriting.copy_to:
        yield f"a copy goes to {listed(sorted(map(_colleague, rewriting.copy_to)), 'and')}"
    for tag in sorted(rewriting.subject_tags):
        yield f"“{tag}” stands in front of its subject"
    for name, _ in sorted(rewriting.headers):
        yield f"its header says {name}"
    if rewriting.footers:
        yield "a footer is put beneath it"


def _colleague(address: str) -> str:
    return "the sender's line manager" if address == LINE_MANAGER else address
