"""The page on changing a rule: its commands, run in their order, print what stands there."""

import re
import shlex
from pathlib import Path

import pytest

from gateway.policy.load import preset_path
from gateway.shipped import CONFIG
from tests.gateway.cli.conftest import NOBODY
from tests.support.process import run_command
from tests.support.school import write_school

PAGE = (CONFIG / "policies" / "CHANGING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, flags=re.DOTALL)
SHOWN = [block for language, block in BLOCKS if language == "console"]
IN_FORCE, NEW_TITLE, NEW_RULE, WATCHING, CHANGING = (
    block for language, block in BLOCKS if language == "toml"
)
LEFT_OUT = "…"
MAIL = (
    ("head@oakfield.sch.uk", "Grace Bishop", "Could we talk about her timetable?"),
    ("office@leeds.gov.uk", "Henry Tudor: transport", "Please see below."),
    ("ruth.bishop@gmail.com", "Trip on Friday", "Packed lunch, please."),
    ("orders@firm.example", "Order 1187", "Twelve glue sticks, please."),
    ("staff@oakfield.sch.uk", "Henry Tudor's reading", "He has finished the green books."),
    ("clinic@leeds.nhs.uk", "Appointment on Tuesday", "Henry Tudor will be with you at ten."),
    ("ruth.bishop@gmail.com", "Homework", "Page 12, please."),
)


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """The school of the page, with its policy and last term's mail."""
    policy = IN_FORCE.removeprefix("[policy]\n")
    config = write_school(tmp_path, NOBODY, secure_mail=f'next_hop = "{NOBODY}"', policy=policy)
    starter = preset_path(CONFIG, "starter").read_text(encoding="utf-8")
    old = starter.replace('title = "Starter policy"', 'title = "Oakfield e-mail policy"')
    (tmp_path / "policy.toml").write_text(old, encoding="utf-8")
    new = old.replace('title = "Oakfield e-mail policy"\n', NEW_TITLE)
    (tmp_path / "new.toml").write_text(f"{new}\n{NEW_RULE}", encoding="utf-8")
    (tmp_path / "pupils.csv").write_text(
        "id,forename,surname,contact_emails\n1042,Grace,Bishop,ruth.bishop@gmail.com\n1043,Henry,Tudor,\n",
        encoding="utf-8",
    )
    (tmp_path / "last-term").mkdir()
    for day, (to, subject, text) in enumerate(MAIL, 2):
        (tmp_path / "last-term" / f"{day}.eml").write_text(
            f"From: m.okafor@oakfield.sch.uk\nTo: {to}\nSubject: {subject}\n"
            f"Date: {day} Mar 2026 10:00:00 +0000\nMessage-ID: <{day}@oakfield.sch.uk>\n\n{text}\n",
            encoding="utf-8",
        )
    return config


def prints(config: Path, shown: str) -> None:
    """The last command of a block prints each line that stands below it, in their order."""
    *commands, (line, expected) = re.findall(r"\$ (.*)\n((?:(?!\$ ).*\n)*)", shown)
    for command, _ in commands:
        _, source, target = shlex.split(command)
        (config.parent / target).write_bytes((config.parent / source).read_bytes())
    words = shlex.split(line)
    assert words[0] == "schoolgate"
    done = run_command("--config", str(config), *words[1:], cwd=config.parent)
    printed = squeezed(done.stdout + done.stderr)
    pieces = [re.escape(squeezed(piece)) for piece in expected.split(LEFT_OUT)]
    # How many rules there are is each school's own matter.
    pattern = re.sub(r"\d+(?=\\ rules)", r"\\d+", ".*?".join(pieces))
    assert re.search(pattern, printed), done.stdout + done.stderr


def squeezed(text: str) -> str:
    """Without the lines and the widths of tables."""
    return re.sub(r"[\s─]+", " ", text).strip()


def test_every_step_prints_what_the_page_says(school: Path) -> None:
    show, check, slip, read, replay, switch, changing, in_vain = SHOWN
    for step in (show, check, read, replay):
        prints(school, step)
    new = school.with_name("new.toml")
    good = new.read_text(encoding="utf-8")
    new.write_text(good.replace('where = "subject"', 'where = "sbject"'), encoding="utf-8")
    prints(school, slip)
    new.write_text(good + WATCHING, encoding="utf-8")
    prints(school, switch)
    changed = good.replace(NEW_RULE, NEW_RULE.replace('action = "hold"\n', CHANGING))
    new.write_text(changed, encoding="utf-8")
    prints(school, changing)
    new.write_text(changed.replace('names = "initials"', "lock_attachments = true"), encoding="utf-8")
    prints(school, in_vain)
