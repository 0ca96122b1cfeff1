"""`schoolgate init`: each answer is checked at once, and what is written is what the gateway reads."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cli.newfiles import PRESET, configuration_text, watching
from gateway.cli.questions import Answers, PupilList, read_clients, read_domains, read_lead, read_next_hop
from gateway.policy.load import parse_policy, preset_path, presets
from gateway.policy.verdict import Mode
from gateway.settings import load_settings, parse_settings
from gateway.shipped import CONFIG
from tests.support.process import run_command
from tests.support.school import PUPILS_CSV
from tests.support.sink import Sink

OPTIONS = ("--school", "Oakfield Academy", "--domain", "oakfield.sch.uk", "--pupils", "pupils.csv")
NOWHERE = ("--next-hop", "smtp://127.0.0.1:9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pupils.csv").write_text(PUPILS_CSV, encoding="utf-8")
    return tmp_path


def test_wrong_answers_are_asked_again_with_the_reason(folder: Path, sink: Sink) -> None:
    answers = (
        ("Oakfield Academy", ""),
        ("oakfield", '"oakfield" is not a mail domain; it looks like oakfield.sch.uk.'),
        ("oakfield.sch.uk, primary.example", ""),
        ("head", '"head" is not an e-mail address.'),
        ("grace.bishop@example.org", "is not an address of the school (oakfield.sch.uk, primary.example)."),
        ("", ""),
        ("ftp://mail.example", "'ftp' is not a way to reach a next hop"),
        ("127.0.0.1:2525", "will be the gateway itself; name the server behind it."),
        (sink.url, ""),
        ("nowhere.csv", "There is no file nowhere.csv."),
        ("schoolgate.log", "schoolgate.log"),
        ("pupils.csv", ""),
        ("10.1.0", '"10.1.0" is not a network'),
        ("0.0.0.0/0", "0.0.0.0/0 is the whole internet: anybody could send as the school."),
        ("10.1.0.10 10.1.0.11", ""),
    )
    (folder / "schoolgate.log").write_bytes(b"\0\1\2 no list of anything")
    done = run_command("init", stdin="".join(f"{answer}\n" for answer, _ in answers), cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    for _, complaint in answers:
        assert complaint in done.stdout
    assert done.stdout.count("look   ") == 9
    assert f"{sink.url} answers, without TLS" in done.stdout
    assert f"4 pupils, in {folder / 'pupils.csv'}" in done.stdout
    settings = load_settings(folder / "schoolgate.toml")
    assert settings.school[0].domains == ("oakfield.sch.uk", "primary.example")
    assert settings.school[0].data_protection_lead == "dpl@oakfield.sch.uk"
    assert [str(each) for each in settings.relay.clients[2:]] == ["10.1.0.10/32", "10.1.0.11/32"]
    assert str(settings.relay.listen[0]) == "0.0.0.0:2525"


def test_without_questions(folder: Path) -> None:
    """The files are for the group of their folder, as an installed gateway needs them."""
    if os.geteuid() == 0:
        os.chown(folder, -1, 4711)
    done = run_command("init", *OPTIONS, *NOWHERE, "--yes", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The next hop could not be reached" in done.stdout, "it is said, and not refused"
    for name in ("schoolgate.toml", "policy.toml"):
        assert (folder / name).stat().st_mode & 0o777 == 0o640
        assert (folder / name).stat().st_gid == folder.stat().st_gid
    assert (folder / "data").stat().st_mode & 0o777 == 0o700
    text = (folder / "schoolgate.toml").read_text(encoding="utf-8")
    assert 'sources = ["pupils.csv"]' in text
    assert str(load_settings(folder / "schoolgate.toml").relay.listen[0]) == "127.0.0.1:2525"
    for command in ("schoolgate doctor", "schoolgate replay", "config/guides/go-live.md"):
        assert command in done.stdout


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--domain", "oakfield.sch.uk"), "init --yes: there is no default for --school; name it"),
        (
            ("--school", "Oakfield Academy", "--domain", "oakfield"),
            '--domain: "oakfield" is not a mail domain; it looks like oakfield.sch.uk',
        ),
        ((*OPTIONS, *NOWHERE, "--pupils", "gone.csv"), "--pupils: There is no file gone.csv"),
        (
            (*OPTIONS, *NOWHERE, "--client", "::/0"),
            "--client: ::/0 is the whole internet: anybody could send as the school",
        ),
    ],
    ids=["no name", "no domain", "no list", "everybody"],
)
def test_an_option_that_is_wrong(folder: Path, options: tuple[str, ...], complaint: str) -> None:
    done = run_command("init", *options, "--yes", cwd=folder)
    assert (done.returncode, done.stderr) == (2, f"schoolgate: {complaint}\n")
    assert not (folder / "schoolgate.toml").exists()


@pytest.mark.parametrize("name", ["schoolgate.toml", "policy.toml"])
def test_what_is_there_is_never_written_over(folder: Path, name: str) -> None:
    (folder / name).write_text("# mine\n", encoding="utf-8")
    done = run_command("init", *OPTIONS, *NOWHERE, "--yes", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"schoolgate: {name} is there already; --force writes it anew")
    assert sorted(each.name for each in folder.iterdir()) == sorted({"pupils.csv", name})
    assert (folder / name).read_text(encoding="utf-8") == "# mine\n"
    assert run_command("init", *OPTIONS, *NOWHERE, "--yes", "--force", cwd=folder).returncode == 0
    assert (folder / name).read_text(encoding="utf-8") != "# mine\n"


def test_whoever_goes_away_leaves_nothing_behind(folder: Path) -> None:
    done = run_command("init", *NOWHERE, stdin="Oakfield Academy\noakfield.sch.uk\n", cwd=folder)
    assert done.returncode == 1
    assert [each.name for each in folder.iterdir()] == ["pupils.csv"]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("microsoft", "smtp+starttls://oakfield-sch-uk.mail.protection.outlook.com:25"),
        ("Google", "smtp+starttls://smtp-relay.gmail.com:587"),
        ("mail.example", "smtp://mail.example:25"),
        ("mail.example:2600", "smtp://mail.example:2600"),
        ("smtps://mail.example", "smtps://mail.example:465"),
    ],
)
def test_short_answers_for_a_next_hop(written: str, url: str) -> None:
    assert read_next_hop(written, "oakfield.sch.uk") == url


def test_answers_as_people_write_them() -> None:
    assert read_domains("@oakfield.sch.uk; Oakfield.SCH.UK.") == ("oakfield.sch.uk",)
    assert read_lead("head@primary.oakfield.sch.uk", ["oakfield.sch.uk"]) == "head@primary.oakfield.sch.uk"
    assert read_clients("This machine") == ()
    assert read_clients("127.0.0.1, 10.1.0.0/24 2001:db8::7") == ("10.1.0.0/24", "2001:db8::7")
    with pytest.raises(ValueError, match="not an address of the school"):
        read_lead("head@notoakfield.sch.uk", ["oakfield.sch.uk"])


PRINTABLE = st.text(min_size=1).filter(lambda text: text.isprintable() and text.strip() == text)


@given(name=PRINTABLE, file=PRINTABLE.filter(lambda text: "/" not in text and text not in (".", "..")))
def test_whatever_was_answered_the_gateway_reads_the_same(name: str, file: str) -> None:
    folder = Path("/srv/school")
    answers = Answers(
        school=name,
        domains=("oakfield.sch.uk",),
        lead='"o\'neill\\"x"@oakfield.sch.uk',
        next_hop="smtp://192.0.2.1:25",
        pupils=PupilList(folder / file, 4, 0),
        clients=("10.1.0.10",),
    )
    settings = parse_settings(configuration_text(folder, answers), "schoolgate.toml", folder)
    assert settings.school[0].name == name
    assert settings.school[0].data_protection_lead == answers.lead
    assert settings.roster.sources[0].path == folder / file


def test_only_what_was_chosen_and_what_is_changed_first_stands_in_it() -> None:
    answers = Answers("Oakfield Academy", ("oakfield.sch.uk",), "dpl@oakfield.sch.uk", "smtp://192.0.2.1:25")
    text = configuration_text(Path("/etc/schoolgate"), answers)
    keys = {table: set(rows) for table, rows in tomllib.loads(text).items()}
    assert keys == {
        "school": {"name", "domains", "data_protection_lead"},
        "relay": {"listen", "clients", "next_hop"},
        "review": set(),
        "storage": {"directory"},
        "roster": {"sources"},
        "policy": {"file"},
    }
    assert 'directory = "/var/lib/schoolgate"' in text
    commented = [
        line[2:].partition(" =")[0] for line in text.splitlines() if line.startswith("# ") and " = " in line
    ]
    assert commented == ["certificate", "private_key", "public_url"]


@pytest.mark.parametrize("preset", presets(CONFIG))
def test_each_rule_only_watches_and_is_otherwise_as_it_was(preset: str) -> None:
    text = preset_path(CONFIG, preset).read_text(encoding="utf-8")
    before, after = parse_policy(text, preset), parse_policy(watching(text), preset)
    assert {rule.mode for rule in after.rules} <= {Mode.MONITOR, Mode.OFF}
    assert [rule.id for rule in after.rules if rule.mode is Mode.OFF] == [
        rule.id for rule in before.rules if rule.mode is Mode.OFF
    ]
    enforced = [rule.model_copy(update={"mode": Mode.ENFORCE}) for rule in after.rules]
    assert enforced == [rule.model_copy(update={"mode": Mode.ENFORCE}) for rule in before.rules]
    assert PRESET in presets(CONFIG)


def test_what_is_written_points_at_no_file_that_is_not_there() -> None:
    text = watching(preset_path(CONFIG, PRESET).read_text(encoding="utf-8"))
    assert "beside this file" not in text
    assert "config/policies/README.md" in text
