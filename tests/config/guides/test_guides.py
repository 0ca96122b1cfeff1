"""What the guides ask for is there: settings that load, commands that exist, links that lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import tomli_w

from gateway.cli.main import main
from gateway.policy.load import load_policy
from gateway.policy.people.directory import read_directory
from gateway.policy.verdict import Mode
from gateway.settings import parse_settings
from gateway.shipped import CONFIG
from tests.config.guides.blocks import GUIDES, Block, blocks, prose_of, typed_in

MINIMAL = """
[school]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
[relay]
next_hop = "smtp+starttls://out.example.net:587"
"""
SETTINGS = [each for each in blocks("toml") if each.kind == "toml"]
RULES = [each for each in blocks("toml") if each.kind == "toml policy"]
DIRECTORIES = [each for each in blocks("toml") if each.kind == "toml directory"]
EXPECTED = {
    "README.md",
    "dns.md",
    "dpia.md",
    "exchange-server.md",
    "go-live.md",
    "google-workspace.md",
    "microsoft-365.md",
    "monitoring-notice.md",
    "postfix.md",
    "secure-mail.md",
}
TRIED = EXPECTED - {"README.md"}
TEMPLATES = {"dpia.md", "monitoring-notice.md"}
OURS = re.compile(r"(oakfield\.sch\.uk|example\.(com|net|org))$")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]*)\)")

# The cmdlets that the guides may use, with the parameters that Microsoft's reference has for them.
CMDLETS = {
    "Connect-ExchangeOnline": {"UserPrincipalName"},
    "Disconnect-ExchangeOnline": {"Confirm"},
    "Disable-TransportRule": {"Identity", "Confirm"},
    "Enable-TransportRule": {"Identity"},
    "Format-List": set[str](),
    "Format-Table": set[str](),
    "Get-AcceptedDomain": set[str](),
    "Get-HostedOutboundSpamFilterPolicy": set[str](),
    "Get-InboundConnector": {"Identity"},
    "Get-MessageTraceV2": {"SenderAddress", "RecipientAddress"},
    "Get-OutboundConnector": {"Identity"},
    "Get-Queue": {"Filter"},
    "Get-RemoteDomain": set[str](),
    "Get-SendConnector": {"Identity"},
    "Get-TransportRule": {"Identity"},
    "Get-TransportService": set[str](),
    "New-AcceptedDomain": {"Name", "DomainName", "DomainType"},
    "New-InboundConnector": {
        "Name",
        "ConnectorType",
        "SenderDomains",
        "RequireTls",
        "RestrictDomainsToCertificate",
        "TlsSenderCertificateName",
        "CloudServicesMailEnabled",
    },
    "New-OutboundConnector": {
        "Name",
        "ConnectorType",
        "IsTransportRuleScoped",
        "UseMXRecord",
        "SmartHosts",
        "TlsSettings",
        "TlsDomain",
        "CloudServicesMailEnabled",
    },
    "New-ReceiveConnector": {
        "Name",
        "TransportRole",
        "Custom",
        "Bindings",
        "RemoteIPRanges",
        "AuthMechanism",
        "PermissionGroups",
    },
    "New-SendConnector": {
        "Name",
        "Custom",
        "AddressSpaces",
        "DNSRoutingEnabled",
        "SmartHosts",
        "SmartHostAuthMechanism",
        "Port",
        "RequireTLS",
        "TlsAuthLevel",
        "TlsDomain",
        "SourceTransportServers",
    },
    "New-TransportRule": {
        "Name",
        "Priority",
        "FromScope",
        "SentToScope",
        "HeaderContainsMessageHeader",
        "HeaderContainsWords",
        "RemoveHeader",
        "SetHeaderName",
        "SetHeaderValue",
        "RouteMessageOutboundConnector",
        "StopRuleProcessing",
        "ExceptIfHeaderContainsMessageHeader",
        "ExceptIfHeaderContainsWords",
        "ApplyRightsProtectionTemplate",
        "SenderAddressLocation",
        "From",
    },
    "Remove-InboundConnector": {"Identity", "Confirm"},
    "Remove-OutboundConnector": {"Identity", "Confirm"},
    "Remove-TransportRule": {"Identity", "Confirm"},
    "Retry-Queue": {"Filter", "Resubmit"},
    "Set-HostedOutboundSpamFilterPolicy": {"Identity", "AutoForwardingMode"},
    "Set-RemoteDomain": {"Identity", "TNEFEnabled", "AutoForwardEnabled"},
    "Set-SendConnector": {"Identity", "Enabled", "SmartHosts", "RequireTLS", "TlsAuthLevel", "TlsDomain"},
    "Set-TransportRule": {"Identity", "From"},
    "Test-NetConnection": {"ComputerName", "Port"},
    "Validate-OutboundConnector": {"Identity", "Recipients"},
}


def test_every_guide_is_there_and_in_the_table() -> None:
    assert {guide.name for guide in GUIDES} == EXPECTED
    table = (CONFIG / "guides" / "README.md").read_text(encoding="utf-8")
    assert {name for name in EXPECTED if f"({name})" in table} == EXPECTED - {"README.md"}


@pytest.mark.parametrize("name", sorted(TRIED))
def test_each_guide_ends_with_what_was_tried_in_one_form(name: str) -> None:
    text = (CONFIG / "guides" / name).read_text(encoding="utf-8")
    before, heading, tried = text.rpartition("\n## ")
    assert (heading + tried).startswith("\n## Tried\n\n- **Walked through:**")
    said = re.findall(r"^- \*\*(.+?)\*\*", tried, re.M)
    assert said == ["Walked through:", "Looked up", "Not tried:"]
    assert "- **Looked up** on 23 November 2026" in tried
    assert not re.search(r"\*\*(Tried|Walked through|Looked up|Not tried)", before), "it is said in one place"


@pytest.mark.parametrize("name", sorted(TRIED - TEMPLATES))
def test_each_guide_says_what_goes_wrong_and_how_to_undo_it(name: str) -> None:
    text = (CONFIG / "guides" / name).read_text(encoding="utf-8")
    for heading in ("What you need", "What goes wrong", "Undo"):
        assert re.search(rf"^## .*{heading}", text, re.M), f"no heading with {heading!r}"
    assert "schoolgate doctor" in text


def merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """The tables of the one, with the keys of the other in force."""
    both = dict(under)
    for key, value in over.items():
        there = both.get(key)
        both[key] = merged(there, value) if isinstance(there, dict) and isinstance(value, dict) else value
    return both


@pytest.mark.parametrize("written", SETTINGS, ids=str)
def test_the_settings_load(written: Block, tmp_path: Path) -> None:
    """A block that names the school is complete; any other is put over the least that there can be."""
    tables = tomllib.loads(written.text)
    text = written.text if "school" in tables else tomli_w.dumps(merged(tomllib.loads(MINIMAL), tables))
    settings = parse_settings(text, str(written), tmp_path)
    assert settings.school[0].name == "Oakfield Academy"


def test_there_are_settings_and_rules_to_look_at() -> None:
    assert len(SETTINGS) > 10
    assert RULES
    assert DIRECTORIES


@pytest.mark.parametrize("written", RULES, ids=str)
def test_the_rules_load(written: Block, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(f'title = "Oakfield"\n{written.text}', encoding="utf-8")
    assert load_policy(file).rules


@pytest.mark.parametrize("written", DIRECTORIES, ids=str)
def test_the_parts_of_a_directory_load(written: Block, tmp_path: Path) -> None:
    file = tmp_path / "directory.toml"
    file.write_text(written.text, encoding="utf-8")
    assert read_directory(file).smime.certificates


def test_the_command_that_puts_every_rule_on_monitor_does_so(tmp_path: Path) -> None:
    (command,) = {each for each in typed_in(CONFIG / "guides" / "go-live.md") if each.startswith("sed ")}
    (tmp_path / "policy.toml").write_bytes((CONFIG / "policies" / "starter.toml").read_bytes())
    subprocess.run(shlex.split(command), check=True, cwd=tmp_path)
    rules = load_policy(tmp_path / "policy.toml").rules
    before = load_policy(CONFIG / "policies" / "starter.toml").rules
    assert {rule.mode for rule in rules} == {Mode.MONITOR}
    assert [rule.id for rule in rules] == [rule.id for rule in before]


def commands_in(guide: Path) -> set[str]:
    """What is typed with `schoolgate` in front, without what a shell does around it."""
    found = set()
    for line in typed_in(guide):
        match = re.match(r"(?:\.venv/bin/)?schoolgate (?P<rest>[^|;&#>]+)", line)
        if match:
            found.add(match["rest"].strip().removesuffix(" …"))
    return found


COMMANDS = [(guide.name, words) for guide in GUIDES for words in sorted(commands_in(guide))]


@pytest.mark.parametrize(("guide", "words"), COMMANDS)
def test_the_command_exists_with_these_options(guide: str, words: str) -> None:
    command: click.Command = main
    left = shlex.split(words)
    while isinstance(command, click.Group):
        if not left:
            return  # a group that is spoken of
        context = click.Context(command)
        command.parse_args(context, left)
        name, *left = [*context._protected_args, *context.args]
        found = command.get_command(context, name)
        assert found is not None, f"{guide}: there is no {name!r} in `schoolgate {words}`"
        command = found
    _, left, _ = command.make_parser(click.Context(command)).parse_args(left)
    assert not left, f"{guide}: too many words in `schoolgate {words}`: {left}"


def test_commands_are_found_at_all() -> None:
    assert {"doctor", "init"} <= {words.split()[0] for _, words in COMMANDS}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(guide: Path) -> None:
    for target in LINK.findall(prose_of(guide)):
        path, _, anchor = target.partition("#")
        file = (guide.parent / path).resolve() if path else guide
        assert file.exists(), f"{guide.name}: {target}"
        if anchor and file.suffix == ".md":
            assert anchor in anchors_of(file), f"{guide.name}: {target}"


def anchors_of(file: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("written", blocks("powershell"), ids=str)
def test_powershell_has_balanced_quotes_and_known_words(written: Block) -> None:
    joined = re.sub(r"`\n\s*", " ", written.text)
    for line in filter(None, map(str.strip, joined.splitlines())):
        assert line.count('"') % 2 == 0, f"{written}: {line}"
        bare = re.sub(r'"[^"]*"', '""', line)
        assert "`" not in bare, f"{written}: a line goes on, or a backtick is not at its end: {line}"
        for command in re.split(r"\s*\|\s*", bare):
            cmdlet, *words = re.split(r"\s+", command)
            assert cmdlet in CMDLETS, f"{written}: {cmdlet}"
            parameters = {word[1:].partition(":")[0] for word in words if re.match(r"-[A-Z]", word)}
            assert parameters <= CMDLETS[cmdlet], f"{written}: {cmdlet} {parameters - CMDLETS[cmdlet]}"


def test_nobody_real_is_named() -> None:
    for guide in GUIDES:
        hosts = re.findall(r"@([a-z0-9.-]+\.[a-z]+)", guide.read_text(encoding="utf-8"))
        strangers = {
            host for host in hosts if not re.search(r"(oakfield\.sch\.uk|example\.(com|net|org))$", host)
        }
        assert not strangers, guide.name
