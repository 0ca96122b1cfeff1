"""The next hop and the home hop: reached, secured, and asked whether they take the school's mail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace

from gateway.actions.plan import Route
from gateway.actions.trace import LOOP_FIELD
from gateway.desks import host_name
from gateway.look import Grade, Look
from gateway.settings import Settings, SettingsError
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.trial import Answer, Offer, Trial, try_out
from gateway.upkeep import HOP_KEYS, look_at_secure_mail, look_at_server
from gateway.wiring import make_endpoints, make_transports

# What servers say who do not know the gateway, and what helps.
HINTS = {
    "5.7.64": "Exchange Online does not know this gateway: see config/guides/microsoft-365.md",
    "5.7.0 mail relay denied": "Google does not know this gateway: see config/guides/google-workspace.md",
    "relay": "allow this gateway's address to relay there, or sign in (user and password_file)",
}


async def look_at_hops(settings: Settings) -> AsyncIterator[Look]:
    """Nothing is sent: each offer ends before DATA."""
    try:
        endpoints, transports = make_endpoints(settings), make_transports(settings)
    except SettingsError as error:
        yield Look("next hops", Grade.FAULT, str(error))
        return
    offers = {Route.NEXT_HOP: _offers_of_schools(settings), Route.HOME: _offers_of_notices(settings)}
    for route, endpoint in endpoints.items():
        trial = await try_out(endpoint, host_name(settings), offers[route])
        yield look_at_server(HOP_KEYS[route], trial.probe, address=str(endpoint))
        if trial.probe.is_ready:
            yield await look_at_privacy(HOP_KEYS[route], endpoint, trial, host_name(settings))
            for look in look_at_answers(HOP_KEYS[route], trial.answers):
                yield look
    async for look in look_at_secure_mail(settings, transports):
        yield look
    yield _look_at_loops()


def _offers_of_schools(settings: Settings) -> tuple[Offer, ...]:
    """From each of the schools' domains to the school's lead."""
    return tuple(
        Offer(_somebody_at(domain, school.data_protection_lead), school.data_protection_lead)
        for school in settings.school
        for domain in school.domains
    )


def _somebody_at(domain: str, lead: str) -> str:
    """An address of the domain that is there: the lead's, or the one that must be (RFC 5321 §4.5.1)."""
    return lead if lead.rpartition("@")[2].lower() == domain else f"postmaster@{domain}"


def _offers_of_notices(settings: Settings) -> tuple[Offer, ...]:
    """As notices go: from nobody."""
    return tuple(Offer("", school.data_protection_lead) for school in settings.school)


async def look_at_privacy(key: str, endpoint: Endpoint, trial: Trial, ehlo_name: str) -> Look:
    """Whether somebody on the way could read along, and what could be written instead."""
    what, probe = f"{key} TLS", trial.probe
    if probe.tls_version:
        return Look(what, Grade.GOOD, f"{probe.tls_version}, and its certificate is good for {endpoint.host}")
    if probe.is_private:
        return Look(what, Grade.GOOD, "it is on this machine, so nobody on the way can read along")
    if not probe.extensions.starttls:
        return Look(what, Grade.WARNING, "offers no TLS, so mail can be read on the way there")
    secured = await try_out(replace(endpoint, scheme=Scheme.STARTTLS), ehlo_name, ())
    better = str(replace(endpoint, scheme=Scheme.STARTTLS))
    if secured.probe.is_ready:
        sentence = f"offers STARTTLS with a good certificate, and mail goes there in clear: write {better}"
    else:
        sentence = (
            "offers STARTTLS with a certificate that cannot be verified, and mail goes there in clear: name "
            f"its authority (relay.ca_file), then write {better}"
        )
    return Look(what, Grade.WARNING, sentence)


def look_at_answers(key: str, answers: tuple[Answer, ...]) -> Iterator[Look]:
    """One look for each refusal, or one for all."""
    what = f"{key} addresses"
    refusals = [each for each in answers if not each.reply.is_success]
    for answer in refusals:
        grade = Grade.FAULT if answer.reply.is_permanent else Grade.WARNING
        yield Look(what, grade, f"{_in_words(answer)}; it said: {answer.reply}{_hint(str(answer.reply))}")
    if answers and not refusals:
        yield Look(what, Grade.GOOD, f"takes mail {_all_of(answers)} (it was asked, and sent nothing)")


def _in_words(answer: Answer) -> str:
    sender = f"from {answer.offer.sender}" if answer.offer.sender else "with no sender, as notices have none"
    refused = sender if answer.to_sender else f"{sender}, to {answer.offer.recipient}"
    return f"does not take mail {refused}"


def _all_of(answers: tuple[Answer, ...]) -> str:
    senders = dict.fromkeys(each.offer.sender for each in answers)
    recipients = dict.fromkeys(each.offer.recipient for each in answers)
    said = ", ".join(each.rpartition("@")[2] for each in senders if each)
    return f"from {said} to {', '.join(recipients)}" if said else f"with no sender to {', '.join(recipients)}"


def _hint(said: str, hints: Mapping[str, str] = HINTS) -> str:
    return next((f"; {hint}" for words, hint in hints.items() if words in said.lower()), "")


def _look_at_loops() -> Look:
    field = LOOP_FIELD.decode()
    sentence = (
        f"{field} goes on top of every message, and what comes back with it is stopped; whether another hop "
        "takes it off cannot be seen from here: schoolgate doctor --send-test ADDRESS, and look at the header"
    )
    return Look("loop field", Grade.GOOD, sentence)
