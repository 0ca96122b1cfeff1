"""The table of sealed places: none is missing, and each opens what the product has sealed there."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connections
from django.db.models import BinaryField

from gateway.store import models
from gateway.store.seal import head_of
from gateway.store.sealed import COLUMNS, FACTORS, IN_DATABASE
from tests.gateway.store.filled import fill
from tests.support.review import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield fill(tmp_path_factory.mktemp("filled") / "data")
    connections.close_all()


def test_every_column_of_bytes_is_in_the_table() -> None:
    """Whoever adds one seals it, and a rotation must seal it anew."""
    there = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField)
    }

    assert {(each.model, each.column) for each in COLUMNS} == there


def test_each_place_has_something_and_knows_what_it_belongs_to(office: Office) -> None:
    head = head_of(office.seal.keys.current().in_use)

    for place in IN_DATABASE:
        values = list(place.values(head))
        assert values, place
        assert len(values) == place.count() == len(list(place.heads()))
        for sealed, belongs_to in values:
            office.seal.open(sealed, belongs_to)  # raises where it belongs to something else


def test_every_sealed_secret_of_a_second_factor_is_known(office: Office) -> None:
    """allauth decides under which names it keeps what our adapter has sealed for it."""
    head = head_of(office.seal.keys.current().in_use)
    found = [text for row in Authenticator.objects.all() for text in texts_in(row.data)]
    sealed = {each for each in map(decoded, found) if each.startswith(head)}

    assert len(sealed) == 4
    assert sealed == {each for each, _ in FACTORS.values(head)}


def test_nothing_is_sealed_in_any_other_column(office: Office) -> None:
    """In text, as base64: what a column of another kind may hide."""
    head = head_of(office.seal.keys.current().in_use)
    for model in apps.get_models():
        if model in (Authenticator, models.Content):
            continue
        for row in model._default_manager.all():
            for field in row._meta.concrete_fields:
                value = getattr(row, field.attname)
                assert not (isinstance(value, str) and decoded(value).startswith(head)), (model, field)


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""
