"""Containers as the programs make them whose formats they are."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from tests.samples.sample import WORDS, run
from tests.support.system import needs

LETTER = f"Dear parents, {WORDS} has been chosen for the choir.\n".encode()
LETTERS = {"letter.txt": LETTER}
OTHER = {"notes.txt": b"Oakfield Academy, Autumn term\n" * 20}
# Long enough for a lock to hold no more than its beginning.
LONG = {"paid.txt": "".join(f"Pupil {n * 7919 % 100_003} paid.\n" for n in range(4_000)).encode() + LETTER}


def made(
    command: str,
    package: str,
    *arguments: str,
    members: dict[str, bytes],
    gives: str = "made",
    link: str = "",
) -> bytes:
    """The file that a program makes of others in its folder; `link` is the target of one more, a link."""
    return _made(command, package, arguments, tuple(members.items()), gives, link)


@cache
def _made(
    command: str,
    package: str,
    arguments: tuple[str, ...],
    members: tuple[tuple[str, bytes], ...],
    gives: str,
    link: str,
) -> bytes:
    program = needs(command, package)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name) / "folder"
        directory.mkdir()
        for member, content in members:
            (directory / member).parent.mkdir(parents=True, exist_ok=True)
            (directory / member).write_bytes(content)
        if link:
            (directory / "link").symlink_to(link)
        run(directory, program, *arguments)
        return (directory / gives).read_bytes()


def seven_zip(members: dict[str, bytes], *options: str) -> bytes:
    """A zip as 7-Zip makes it."""
    arguments = ("a", "-tzip", "-y", *options, "made", *members)
    return made("7z", "7zip", *arguments, members=members, gives="made.zip")


def tar(members: dict[str, bytes], *options: str, link: str = "") -> bytes:
    names = (*members, "link") if link else tuple(members)
    return made("tar", "tar", *options, "-cf", "made", *names, members=members, link=link)


def compressed(program: str, package: str, ending: str, *options: str) -> bytes:
    """letter.txt, as a program for that compresses it."""
    return made(program, package, *options, "letter.txt", members=LETTERS, gives=f"letter.txt{ending}")


def cabinet(members: dict[str, bytes], *options: str) -> bytes:
    return made("gcab", "gcab", "-c", *options, "made", *members, members=members)


def image(members: dict[str, bytes], *options: str, link: str = "") -> bytes:
    arguments = ("-quiet", *options, "-o", "../made", ".")
    return made("genisoimage", "genisoimage", *arguments, members=members, gives="../made", link=link)
