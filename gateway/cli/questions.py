"""The six questions of `schoolgate init`: in plain words, with a default, and each answer checked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from gateway.roster.errors import RosterError
from gateway.roster.leavers import on_roll
from gateway.roster.source import Source, read_list
from gateway.roster.taking import day_of
from gateway.settings.fields import Domain, Mailbox, Network
from gateway.transport.endpoint import Endpoint, parse_endpoint

T = TypeVar("T")

PORT = 2525  # on which the relay listens
THIS_MACHINE = "this machine"
_SEPARATORS = re.compile(r"[\s,;]+")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")  # RFC 1123 §2.1, with at least one dot
_DOMAIN: TypeAdapter[str] = TypeAdapter(Domain)
_MAILBOX: TypeAdapter[str] = TypeAdapter(Mailbox)
_NETWORK: TypeAdapter[IPv4Network | IPv6Network] = TypeAdapter(Network)


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """`read` makes a value of what was written, and raises ValueError with one sentence where none can be.

    key: its option without the dashes. default: empty where there is none that makes sense
    """

    key: str
    title: str
    help: tuple[str, ...]
    read: Callable[[str], T]
    default: str = ""


@dataclass(frozen=True, slots=True)
class PupilList:
    """A list that can be read: how many pupils are on the roll, and how many of its lines are no use."""

    path: Path
    pupils: int
    problems: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. `clients` are networks beside this machine."""

    school: str = ""
    domains: tuple[str, ...] = ()
    lead: str = ""
    next_hop: str = ""
    pupils: PupilList | None = None
    clients: tuple[str, ...] = ()


def about_school() -> Question[str]:
    return Question(
        "school",
        "What is the school called?",
        ("The name stands in what staff are sent.",),
        read_school,
    )


def about_domains(machine: str) -> Question[tuple[str, ...]]:
    """`machine`: its own full name, which is often in the school's domain."""
    _, _, domain = machine.partition(".")
    return Question(
        "domain",
        "What stands after the @ in the school's addresses?",
        ("Several with a blank between them. Domains below them belong to it too.",),
        read_domains,
        default=domain if "." in domain and not machine.endswith((".local", ".localdomain")) else "",
    )


def about_lead(domains: Sequence[str]) -> Question[str]:
    return Question(
        "lead",
        "Who answers for data protection? Their e-mail address:",
        ("They are told of each message that is held, and decide on it.",),
        lambda text: read_lead(text, domains),
        default=f"dpl@{domains[0]}",
    )


def about_next_hop(domains: Sequence[str]) -> Question[str]:
    return Question(
        "next-hop",
        "Where does mail go on to, once it was looked at?",
        (
            "Microsoft 365: answer microsoft. Google Workspace: answer google.",
            f"Another server: its address, smtp+starttls://mail.{domains[0]}:25",
            "smtp+starttls:// and smtps:// check its certificate; smtp:// has none.",
        ),
        lambda text: read_next_hop(text, domains[0]),
        default="microsoft",
    )


def about_pupils(folder: Path) -> Question[PupilList]:
    """`folder`: where the configuration will stand, and where a list is looked for too."""
    usual = folder / "pupils.csv"
    return Question(
        "pupils",
        "Where is the list of pupils?",
        (
            "What your school's program exports: CTF, SIMS, Arbor, Bromcom, OneRoster,",
            "SDS, Wonde, or any table with the columns id, forename, surname.",
        ),
        lambda text: read_pupils(text, folder),
        default=str(usual.name) if usual.exists() else "",
    )


def about_clients() -> Question[tuple[str, ...]]:
    return Question(
        "client",
        "Which machine hands mail in? The address of the school's mail server:",
        (
            "Several with a blank between them, or networks such as 10.1.0.0/24.",
            "To begin with, this machine alone is a good answer.",
        ),
        read_clients,
        default=THIS_MACHINE,
    )


def read_school(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise ValueError("A school needs a name, in letters that can be printed.")
    return name


def read_domains(text: str) -> tuple[str, ...]:
    domains = tuple(dict.fromkeys(_valid(_DOMAIN, each) for each in _parts(text.replace("@", " "))))
    for domain in domains:
        if not _NAME.fullmatch(domain):
            raise ValueError(f'"{domain}" is not a mail domain; it looks like oakfield.sch.uk.')
    if not domains:
        raise ValueError("At least one domain is needed, such as oakfield.sch.uk.")
    return domains


def read_lead(text: str, domains: Sequence[str]) -> str:
    """Outside the school nobody may be told of held mail."""
    address = _valid(_MAILBOX, text)
    domain = address.rpartition("@")[2].lower()
    if not any(domain == each or domain.endswith(f".{each}") for each in domains):
        raise ValueError(f"{address} is not an address of the school ({', '.join(domains)}).")
    return address


def read_next_hop(text: str, domain: str) -> str:
    """The whole address, whatever short form was written."""
    written = text.strip()
    url = expand(written.lower(), domain)
    if not url:
        url = written if "://" in written else f"smtp://{written}"
    endpoint = parse_endpoint(url)
    if _is_ourselves(endpoint):
        raise ValueError(f"{endpoint} will be the gateway itself; name the server behind it.")
    return str(endpoint)


def expand(short: str, domain: str) -> str:
    """What a short answer stands for; empty where it is none. A tenant's name has hyphens for the dots."""
    urls = {
        "microsoft": f"smtp+starttls://{domain.replace('.', '-')}.mail.protection.outlook.com:25",
        "google": "smtp+starttls://smtp-relay.gmail.com:587",
    }
    return urls.get(short, "")


def read_pupils(text: str, folder: Path) -> PupilList:
    if not text.strip():
        raise ValueError("Without a list of pupils nobody's name can be found; name the file.")
    written = Path(text.strip()).expanduser()
    path = next((each for each in (Path.cwd() / written, folder / written) if each.exists()), None)
    if path is None:
        raise ValueError(f"There is no file {written}.")
    try:
        read = read_list(Source(path))
    except RosterError as error:
        raise ValueError(f"{error}.") from None
    pupils = len(on_roll(read.roster.pupils, day_of(datetime.now(UTC))))
    if not pupils:
        raise ValueError(f"{path} has no pupil on the roll.")
    return PupilList(path, pupils, len(read.problems))


def read_clients(text: str) -> tuple[str, ...]:
    if text.strip().lower() in ("", THIS_MACHINE):
        return ()
    networks = [_valid(_NETWORK, each) for each in _parts(text)]
    for network in networks:
        if network.prefixlen == 0:
            raise ValueError(f"{network} is the whole internet: anybody could send as the school.")
    return tuple(
        str(each.network_address if each.num_addresses == 1 else each)
        for each in networks
        if not each.is_loopback
    )


def _parts(text: str) -> list[str]:
    return [part for part in _SEPARATORS.split(text) if part]


def _valid(adapter: TypeAdapter[T], text: str) -> T:
    """By the same rules as the settings. Raises ValueError."""
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ") + ".") from None


def _is_ourselves(endpoint: Endpoint) -> bool:
    return endpoint.port == PORT and endpoint.host in ("127.0.0.1", "::1", "localhost")
