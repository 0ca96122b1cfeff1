"""Links, forms and loop marks over a rotation: what is out counts until its key is retired."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.actions.link import BadLinkError
from gateway.actions.trace import is_loop, loop_field
from gateway.desks import loop_keys, sender_links
from gateway.review.sender.choice import BadFormError, Forms
from gateway.settings import Settings, load_settings
from gateway.store.keyfile import read_keys, replace_keys
from gateway.store.keys import new_key
from gateway.store.seal import Seal, read_key
from tests.support.school import TEACHER, write_school

NOW = datetime(2026, 11, 2, 15, 40, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(write_school(tmp_path, "smtp://127.0.0.1:2600"))


def rotate(settings: Settings) -> None:
    keys = read_keys(settings.key_file)
    replace_keys(settings.key_file, keys.with_new(new_key(NOW)))


def retire(settings: Settings) -> None:
    keys = read_keys(settings.key_file)
    replace_keys(settings.key_file, keys.without(keys.each[0]))


def test_a_link_to_a_senders_page(settings: Settings) -> None:
    running, stolen = read_key(settings.key_file), Seal(read_keys(settings.key_file))
    links, thief = sender_links(settings, running), sender_links(settings, stolen)
    token = links.url("B7K2M9P4Q6RX", TEACHER, NOW).rpartition("/")[2]

    rotate(settings)
    from_a_shell = sender_links(settings, read_key(settings.key_file))
    newer = from_a_shell.url("B7K2M9P4Q6RX", TEACHER, NOW).rpartition("/")[2]

    assert links.read(newer, NOW) == links.read(token, NOW + timedelta(days=1))
    with pytest.raises(BadLinkError):
        thief.read(newer, NOW)
    retire(settings)
    assert links.read(newer, NOW).sender == TEACHER
    for forged in (token, thief.url("B7K2M9P4Q6RX", TEACHER, NOW).rpartition("/")[2]):
        with pytest.raises(BadLinkError):
            links.read(forged, NOW)


def test_a_form_on_that_page(settings: Settings) -> None:
    forms = Forms(sender_links(settings, read_key(settings.key_file)).keys)
    shown = {"mark": [forms.mark("a token", 3)]}

    rotate(settings)
    newer = {"mark": [forms.mark("a token", 3)]}

    assert shown != newer
    assert forms.must_be_ours("a token", shown) == forms.must_be_ours("a token", newer) == 3
    retire(settings)
    with pytest.raises(BadFormError):
        forms.must_be_ours("a token", shown)


def test_the_mark_by_which_a_loop_is_stopped(settings: Settings) -> None:
    keys = loop_keys(read_key(settings.key_file))
    before = loop_field("B7K2M9P4Q6RX", keys.newest)

    rotate(settings)
    after = loop_field("B7K2M9P4Q6RX", keys.newest)

    assert before != after
    assert all(any(is_loop(each, key) for key in keys.accepted) for each in (before, after))
    retire(settings)
    assert not any(is_loop(before, key) for key in keys.accepted)
