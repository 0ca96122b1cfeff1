"""Every file of config/secure-mail loads and says where it comes from; a broken one is told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.settings import providers
from gateway.settings.providers import FOLDER, load_provider, provider_names
from gateway.shipped import CONFIG


def test_the_folder_is_the_one_that_ships() -> None:
    assert CONFIG / "secure-mail" == FOLDER


def test_all_that_are_spoken_of_are_there() -> None:
    assert provider_names() == (
        "cjsm", "egress", "microsoft", "mimecast", "nhsmail", "proofpoint", "smarthost", "tls", "zivver",
    )  # fmt: skip


@pytest.mark.parametrize("name", provider_names())
def test_each_says_what_is_known_and_what_to_do(name: str) -> None:
    provider = load_provider(name)
    assert provider.title
    assert provider.source.strip().endswith(".")
    assert provider.notes.strip().endswith(".")
    assert f"| `{name}` |" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["egress", "mimecast", "smarthost"])
def test_what_is_not_documented_is_left_open(name: str) -> None:
    assert load_provider(name).defaults == providers.Mechanisms()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title =", "cannot be read as a TOML file"),
        ('title = "x"\nsource = "y"', "notes: Field required"),
        ('title = "x"\nsource = "y"\nnotes = "z"\n[defaults]\nport = 1', "defaults.port: "),
        ('title = "x"\nsource = "y"\nnotes = "z"\n[defaults]\nrecipients = ["net"]', "is not a domain"),
    ],
)
def test_a_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    (tmp_path / "pigeon.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(providers, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"pigeon\.toml: ") as error:
        load_provider("pigeon")
    assert says in str(error.value)
