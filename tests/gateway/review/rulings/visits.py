"""What a browser sends to the pages of rulings, and what is left of them afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

from gateway.actions.plan import Action, CaseState
from gateway.store import models
from gateway.store.seal import Seal
from tests.support.review import Office

Hold = Callable[..., str]


def post(client: Client, case: str, way: str, version: int = 1, **fields: object):  # type: ignore[no-untyped-def]
    return client.post(f"/cases/{case}/ruling", {"way": way, "version": version, **fields})


def text_of(answer) -> str:  # type: ignore[no-untyped-def]
    """The words of a page, without its tags."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def panel(client: Client, case: str) -> str:
    return text_of(client.get(f"/cases/{case}/ruling"))


def state(office: Office, case: str) -> CaseState:
    return office.case(case).state


def details(seal: Seal, action: Action) -> list[str]:
    """What was written with each entry of this kind."""
    rows = models.Audit.objects.filter(action=action).order_by("number")
    return [seal.open(bytes(row.detail), f"audit {row.number}").decode() for row in rows if row.detail]
