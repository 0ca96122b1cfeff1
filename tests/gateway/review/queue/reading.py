"""What is read off a page of the queue."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse
from django.test import Client

from gateway.store import models


def text(browser: Client, address: str = "/cases") -> str:
    """What the page says, without its tags, on one line."""
    answer = browser.get(address)
    assert answer.status_code == 200
    body = answer.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", body)).split())


def shown(browser: Client, address: str = "/cases", headers: dict[str, str] | None = None) -> list[str]:
    """The cases on the page."""
    return re.findall(r'id="open-(\w+)"', browser.get(address, headers=headers).content.decode())


def set_row(case: str, **columns: object) -> None:
    assert models.Case.objects.filter(pk=case).update(**columns)


def polled(answer: HttpResponse) -> str:
    """The address at which the page asks whether anything is new."""
    found = re.search(r'hx-get="([^"]+)"', answer.content.decode())
    assert found
    return html.unescape(found[1])
