"""Two gateways on one PostgreSQL do together what one does: once, and as if there were one."""

from __future__ import annotations

import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from gateway.reviewers.roles import Role
from gateway.store.place import Storage
from tests.detectors.extract.files import docx_of, encrypted_office
from tests.scenarios.test_deadlines import QUICKLY, subjects
from tests.support.nodes import node
from tests.support.postgres import cluster, new_database
from tests.support.process import GatewayProcess
from tests.support.review import signed_in
from tests.support.school import LEAD, NAMED_TEXT, TEACHER, message
from tests.support.sink import Sink
from tests.support.waiting import wait_until

DEPUTY = "deputy@oakfield.sch.uk"
PASSWORD = "Kestrel-7714"
Two = tuple[GatewayProcess, GatewayProcess]


@pytest.fixture(scope="module")
def world() -> Iterator[Sink]:
    running = Sink().start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    name = new_database(cluster())
    yield name
    cluster().as_administrator(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def storage(database: str, tmp_path_factory: pytest.TempPathFactory) -> Storage:
    """As a third process comes to it."""
    directory = tmp_path_factory.mktemp("trust") / "first" / "data"
    return Storage(directory, cluster().url(database), cluster().password_file)


@pytest.fixture(scope="module")
def two(world: Sink, database: str, storage: Storage) -> Iterator[Two]:
    """Held mail waits for some seconds."""
    folder = storage.directory.parent.parent
    made = [
        node(folder / name, world.url, cluster(), database, quarantine=QUICKLY)
        for name in ("first", "second")
    ]
    signed_in(storage, DEPUTY, Role.DEPUTY)
    first, second = (each.start(60) for each in made)
    yield first, second
    assert [each.stop() for each in (first, second)] == [0, 0]


def test_one_message_has_one_of_each_notice(two: Two, world: Sink) -> None:
    """Held by one, found late by both."""
    first, second = two
    to = "late@example.com"
    assert first.send(TEACHER, [to], message(NAMED_TEXT, to=to).as_bytes())[0] == 250
    wait_until(lambda: not second.cases(), "nobody to have decided")
    wait_until(second.is_idle, "all notices to be sent")
    time.sleep(2)
    said = sorted(each.split(":")[0].split(" - ")[0] for each in subjects(world, LEAD))
    assert said == ["For review", "Not sent", "Please decide"]
    assert len(world.to(TEACHER)) == 2, "held, and not sent"
    assert world.to(to) == []
    assert first.command("audit", "verify").returncode == 0


def test_the_password_comes_by_the_other(two: Two, world: Sink) -> None:
    first, second = two
    to = "parent@example.com"
    mail = message("Dear parent,\n\nthe report is attached.\n\nA. Teacher\n", subject="The report", to=to)
    content = encrypted_office(docx_of("Report on Grace Bishop"), PASSWORD)
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename="report.docx")
    assert first.send(TEACHER, [to], mail.as_bytes())[0] == 250
    world.wait_for(1, 20, lambda taken: to in taken.recipients)
    follows = message(f"Dear parent,\n\nit opens with {PASSWORD}.\n\nA. Teacher\n", subject="Again", to=to)
    assert second.send(TEACHER, [to], follows.as_bytes())[0] == 250
    assert len(world.to(to)) == 1, "the password has not left"


def test_reviewers_see_each_other(two: Two, storage: Storage) -> None:
    """Each looks at another gateway."""
    first, second = two
    to = "looked@example.com"
    _, answer = first.send(TEACHER, [to], message(NAMED_TEXT, to=to).as_bytes())
    case = answer.split()[-1]
    page(first, f"/cases/{case}/presence", signed_in(storage, DEPUTY, Role.DEPUTY))
    lead = signed_in(storage, LEAD)
    wait_until(lambda: "deputy" in page(second, f"/cases/{case}/presence", lead), "the deputy to be seen", 3)


def page(gateway: GatewayProcess, path: str, cookie: str) -> str:
    query = urllib.parse.urlencode({"version": 1})
    asked = urllib.request.Request(
        f"http://{gateway.review}{path}?{query}", headers={"Cookie": f"schoolgate={cookie}"}
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return str(answer.read().decode())


def test_attempts_to_sign_in_are_counted_together(two: Two) -> None:
    """Ten may fail within a minute from one address, on whichever gateway."""
    answers = [failed(two[number % 2], f"nobody{number}@example.com") for number in range(14)]
    assert answers.count("too many") == 4, answers


def failed(gateway: GatewayProcess, email: str) -> str:
    token = "t" * 32
    form = {"login": email, "password": "not this one", "csrfmiddlewaretoken": token}
    asked = urllib.request.Request(
        f"http://{gateway.review}/sign-in",
        urllib.parse.urlencode(form).encode(),
        {"Cookie": f"schoolgate-form={token}"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            said = answer.read().decode()
    except urllib.error.HTTPError as error:
        said = error.read().decode()
    return "too many" if "too many attempts" in said.lower() else said[-600:]
