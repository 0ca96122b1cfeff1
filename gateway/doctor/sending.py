"""Sends one harmless message through the running gateway, as the school's mail server does, step by step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from detectors.message import Envelope
from gateway.desks import host_name
from gateway.doctor.listeners import endpoint_of
from gateway.look import Grade, Look
from gateway.settings import SchoolSettings, Settings
from gateway.smtp.replies import ACCEPTED, NOT_A_CLIENT
from gateway.transport.endpoint import Endpoint
from gateway.transport.outcome import Fate
from gateway.transport.pool import PoolLimits, SmtpTransport
from gateway.transport.reply import Reply
from gateway.transport.timeouts import Timeouts

WHAT = "test message"
SUBJECT = "Test of the mail gateway"
TEXT = """\
This is a test message. It was sent to see that outgoing mail passes the school's mail gateway, and it says
nothing of anybody.

Nothing needs to be done. Whoever looks after the gateway may want to see its header: the field
X-Schoolgate-Loop has to be there.
"""
_OURS = ACCEPTED.partition(" as ")[0]
_PATIENCE = Timeouts(connect=5, greeting=30, command=30, block=60, final=330)


async def send_test(settings: Settings, recipient: str) -> AsyncIterator[Look]:
    """Connects to the first address of relay.listen, from this machine; says each step as it was done."""
    endpoint, school = endpoint_of(settings.relay.listen[0]), settings.school[0]
    sender, message_id = school.data_protection_lead, make_msgid(domain=host_name(settings))
    client = SmtpTransport(
        endpoint, ehlo_name=host_name(settings), limits=PoolLimits(connections=1), timeouts=_PATIENCE
    )
    probe = await client.probe()
    if not probe.is_ready:
        yield Look(f"{WHAT}, greeting", Grade.FAULT, _not_there(endpoint, probe.said or probe.reply))
        return
    offered = "offers STARTTLS" if probe.extensions.starttls else "does not offer STARTTLS"
    yield Look(f"{WHAT}, greeting", Grade.GOOD, f"the gateway answers on {endpoint}, and {offered}")
    content = compose(school, recipient, message_id, datetime.now(UTC))
    outcome = await client.send(Envelope(sender, (recipient,)), content)
    await client.close()
    (only,) = outcome.recipients
    if outcome.final is None:
        sentence = f"from {sender} to {recipient} was not taken; it said: {only.reply}"
        yield Look(f"{WHAT}, envelope", Grade.FAULT, sentence)
        return
    yield Look(f"{WHAT}, envelope", Grade.GOOD, f"from {sender} to {recipient} was taken")
    yield _look_at_end(only.fate, outcome.final, message_id)


def compose(school: SchoolSettings, recipient: str, message_id: str, now: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = school.data_protection_lead, recipient
    mail["Subject"], mail["Date"], mail["Message-ID"] = SUBJECT, format_datetime(now), message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: nobody's absence answers it
    mail.set_content(TEXT)
    return mail.as_bytes()


def _not_there(endpoint: Endpoint, said: Reply) -> str:
    if str(said).startswith(NOT_A_CLIENT[:3]):
        return f"the gateway on {endpoint} lets this machine send nothing: {said.text}; see relay.clients"
    return f"no gateway answers on {endpoint}: {said.text}; start it: schoolgate serve"


def _look_at_end(fate: Fate, final: Reply, message_id: str) -> Look:
    """A message that is passed straight on brings back the next hop's own answer."""
    what = f"{WHAT}, answer"
    if fate is not Fate.TAKEN:
        sentence = f"was not taken in the end; it said: {final}"
        return Look(what, Grade.FAULT, sentence)
    if str(final).startswith(_OURS):
        sentence = (
            f"the gateway has kept it, for a rule stops it or the next hop has it later ({final.text}); see "
            "schoolgate quarantine list and schoolgate outbox list"
        )
        return Look(what, Grade.WARNING, sentence)
    sentence = f"the server behind the gateway has it, and said: {final}; look whether {message_id} arrives"
    return Look(what, Grade.GOOD, sentence)
