"""The files that `schoolgate init` writes: the configuration, and a policy that only watches."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from gateway.cli.common import CommandError
from gateway.cli.questions import PORT, Answers
from gateway.policy.load import parse_policy, preset_path
from gateway.policy.verdict import Mode
from gateway.settings import Settings, parse_settings
from gateway.shipped import CONFIG
from gateway.store.connect import prepare_directory

PRESET = "starter"
POLICY = "policy.toml"
MODE = 0o640
INSTALLED = Path("/etc/schoolgate")  # where config/deploy/install.sh keeps the configuration
INSTALLED_STORAGE = "/var/lib/schoolgate"
_ACTION = re.compile(r"action\s*=")
_MODE = re.compile(r"mode\s*=")

CONFIGURATION = """\
# The configuration of Schoolgate, as `schoolgate init` wrote it. Every other setting there is, with its
# default, stands in config/schoolgate.toml of the program. Relative paths start at the folder of this
# file. After a change, `schoolgate doctor` says whether all is well, and the gateway is restarted.

[school]
# The name that stands in notices to staff.
name = {school}
# The school's mail domains. Addresses below them belong to the school too.
domains = {domains}
# Who is told of each held message, and who rules on it.
data_protection_lead = {lead}

[relay]
# Where the school's mail server hands mail in.
listen = {listen}
# Networks that may send without a login: the school's mail server, and nothing else.
clients = {clients}
# Where mail goes on: smtp://HOST:PORT, smtps:// or smtp+starttls://. The last two check the certificate.
next_hop = {next_hop}
# For STARTTLS: the gateway's certificate with its chain, and the key (mode 0600), in PEM.
# certificate = "schoolgate.pem"
# private_key = "schoolgate.key"

[review]
# The address under which people reach the review page, for links in notices. Default: this machine only.
# public_url = "https://schoolgate.{domain}"

[storage]
# The database with every held message in it, encrypted, and the key to it. Back both up.
directory = {storage}

[roster]
# The pupil list: read at the start, and again whenever it is written.
sources = [{pupils}]

[policy]
# The rules. All of them only watch as yet: what they find is recorded, and nothing is held.
file = "{policy}"
"""

HEAD = """\
# The school's policy: the starter policy of Schoolgate, with every rule on `monitor`. So it records what it
# would have done, and stops nothing. When staff have been told and the record looks right, take the line
# mode = "monitor" out of one rule after the other: that is the moment from which it acts.
"""
BESIDE, AFAR = "README.md beside this file explains", "config/policies/README.md of the program explains"
EARLIER = "# the starter policy watches here too"


@dataclass(frozen=True, slots=True)
class NewFiles:
    """Where each goes, and what is to stand there."""

    configuration: Path
    policy: Path
    settings_text: str
    policy_text: str
    settings: Settings
    rules: int


def compose(configuration: Path, answers: Answers) -> NewFiles:
    """Nothing is written yet. Raises SetupError where the text is not as the gateway reads it."""
    folder = configuration.parent.resolve()
    text = configuration_text(folder, answers)
    policy_text = watching(preset_path(CONFIG, PRESET).read_text(encoding="utf-8"))
    policy = parse_policy(policy_text, POLICY)
    return NewFiles(
        configuration,
        folder / POLICY,
        text,
        policy_text,
        parse_settings(text, str(configuration), folder),
        sum(rule.mode is Mode.MONITOR for rule in policy.rules),
    )


def configuration_text(folder: Path, answers: Answers) -> str:
    """`folder`: where it will stand, from which paths count."""
    return CONFIGURATION.format(
        school=_toml(answers.school),
        domains=_toml(list(answers.domains)),
        domain=answers.domains[0],
        lead=_toml(answers.lead),
        listen=_toml(f"{'0.0.0.0' if answers.clients else '127.0.0.1'}:{PORT}"),  # noqa: S104 - the network's
        clients=_toml(["127.0.0.0/8", "::1/128", *answers.clients]),
        next_hop=_toml(answers.next_hop),
        storage=_toml(INSTALLED_STORAGE if folder == INSTALLED else "data"),
        pupils=_toml(_from(folder, answers.pupils.path)) if answers.pupils else "",
        policy=POLICY,
    )


def watching(policy: str) -> str:
    """A policy with each of its rules on monitor; a rule that is off stays off."""
    lines: list[str] = []
    policy = policy.replace(BESIDE, AFAR, 1)
    for rule in re.split(r"(?m)^(?=\[\[rule\]\]$)", policy):
        lines += _watching_rule(rule.splitlines()) if rule.startswith("[[rule]]") else rule.splitlines()
    return HEAD + "#\n" + "\n".join(lines) + "\n"


def _watching_rule(lines: list[str]) -> list[str]:
    """The mode stands behind the action."""
    modes = [line for line in lines if _MODE.match(line)]
    if any('"off"' in line for line in modes):
        return lines
    mode = 'mode = "monitor"' + (f"  {EARLIER}" if modes else "")
    written = []
    for line in lines:
        if line in modes:
            continue
        written.append(line)
        if _ACTION.match(line):
            written.append(mode)
    return written


def must_be_new(configuration: Path) -> None:
    """Raises CommandError where something would be written over."""
    for path in (configuration, configuration.parent / POLICY):
        if path.exists():
            raise CommandError(f"{path} is there already; --force writes it anew, and what it says is lost")


def write(files: NewFiles) -> None:
    """The policy first, so that no configuration names one that is not there. Raises SetupError."""
    try:
        files.configuration.parent.mkdir(parents=True, exist_ok=True)
        _put(files.policy, files.policy_text)
        _put(files.configuration, files.settings_text)
    except OSError:
        raise CommandError(
            f"{files.configuration.parent} cannot be written to; run it as a user who may write there"
        ) from None
    if not files.settings.storage.directory.exists():
        prepare_directory(files.settings.storage.directory)


def _put(path: Path, text: str) -> None:
    """In one step, mode 0640, for the group of its folder: the gateway's user, once it is installed."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        if os.geteuid() == 0:
            os.fchown(file.fileno(), -1, path.parent.stat().st_gid)
        os.fchmod(file.fileno(), MODE)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _from(folder: Path, path: Path) -> str:
    """As it is written into a file of that folder; a leading ~ would be somebody's home."""
    whole = path.resolve()
    if not whole.is_relative_to(folder):
        return str(whole)
    inside = str(whole.relative_to(folder))
    return str(whole) if inside.startswith("~") else inside


def _toml(value: str | list[str]) -> str:
    """JSON writes strings and lists of them as TOML does (TOML 1.0), where nothing in them is unprintable."""
    return json.dumps(value, ensure_ascii=False)
