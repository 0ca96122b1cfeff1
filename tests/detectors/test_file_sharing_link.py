"""Links to shared files are told from links to ordinary pages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import file_sharing_link
from detectors.extract.budget import Budget
from detectors.file_sharing_link import find
from detectors.finding import DetectorId
from detectors.inspect import inspect
from tests.detectors.extract.files import body
from tests.detectors.matters import FACTS, facts_with, matter_of, matter_read


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in find(matter_of(text))]


@pytest.mark.parametrize(
    ("link", "service"),
    [
        ("https://we.tl/t-AbCdEf123", "wetransfer"),
        ("we.tl/t-AbCdEf123", "wetransfer"),
        ("https://wetransfer.com/downloads/0a1b/2c3d", "wetransfer"),
        ("https://www.dropbox.com/scl/fi/abc/list.xlsx?rlkey=x&dl=0", "dropbox"),
        ("HTTPS://WWW.DROPBOX.COM/s/abc", "dropbox"),
        ("https://drive.google.com/file/d/1AbC/view?usp=sharing", "google-drive"),
        ("https://docs.google.com/spreadsheets/d/1AbC/edit", "google-drive"),
        ("https://photos.app.goo.gl/AbC", "google-photos"),
        ("https://1drv.ms/x/s!AbC", "onedrive"),
        ("https://onedrive.live.com/?cid=12&id=34", "onedrive"),
        ("https://www.icloud.com/iclouddrive/0AbC", "icloud"),
        ("https://mega.nz/file/AbC#key", "mega"),
        ("https://app.box.com/s/abc", "box"),
        ("https://www.sendspace.com/file/abc", "sendspace"),
        ("https://gofile.io/d/abc", "gofile"),
        ("https://www.transfernow.net/dl/20250303abc", "transfernow"),
        ("magnet:?xt=urn:btih:abc", "bittorrent"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwe.tl%2Ft-AbC&data=1",
            "wetransfer",
        ),
    ],
)
def test_links_to_files(link: str, service: str) -> None:
    ((kind, text),) = found(f"The list is at {link} now.")
    assert kind == service
    assert text in link or "safelinks" in link


@pytest.mark.parametrize(
    "text",
    [
        "See https://www.oakfield.sch.uk/trips/2025 for more.",
        "https://oakfield.sharepoint.com/:x:/s/Staff/AbC",
        "https://oakfield-my.sharepoint.com/personal/m_okafor/AbC",
        "We use https://wetransfer.com/ no longer, nor dropbox.com/help or dropbox.com.",
        "https://docs.google.com/forms/d/e/1AbC/viewform",
        "https://notdropbox.com/s/abc",
        "https://www.transfernow.net/pricing",
        "https://drive.google.com/",
        "https://file.io/",
        "transfer.shall/",
        "Thanks.\n\nOn 3 March 2025 Ruth wrote:\n> https://we.tl/t-AbC",
        "Thanks.\n\nOn 3 March 2025 Ruth wrote:\nhttps://we.tl/t-AbC",
    ],
)
def test_ordinary_links(text: str) -> None:
    assert found(text) == []


def test_links_behind_words_are_found_but_not_in_earlier_mail() -> None:
    page = '<p>See <a href="https://we.tl/t-AbC">the list</a>.</p>'
    quoted = f'<p>Thanks.</p><div class="gmail_quote">{page}</div>'
    assert [each.kind for each in find(matter_of(body(page.encode(), "text/html")))] == ["wetransfer"]
    assert list(find(matter_of(body(quoted.encode(), "text/html")))) == []


def test_each_service_is_one_finding() -> None:
    assert [kind for kind, _ in found("we.tl/t-a1 we.tl/t-b2 db.tt/x")] == [
        "dropbox",
        "wetransfer",
    ]


def test_approved_services_do_not_count() -> None:
    matter = matter_of("we.tl/t-a1 https://drive.google.com/file/d/1", facts=facts_with(["google-drive"]))
    assert [each.kind for each in find(matter)] == ["wetransfer"]


def test_it_is_one_of_the_detectors() -> None:
    report = inspect(b"Subject: List\r\n\r\nhttps://we.tl/t-AbC", FACTS, Budget())
    (finding,) = report.of(DetectorId.FILE_SHARING_LINK)
    assert finding.detail == "It has a link to files on wetransfer."


@pytest.mark.parametrize("unit", ["we.tl/", "onedrive.live.com/", "a.com/", "%2F", "magnet:?xt=", "x"])
def test_twenty_megabytes_take_a_moment(unit: str) -> None:
    matter = matter_read(unit * (20_000_000 // len(unit)))
    start = time.process_time()
    list(find(matter))
    assert time.process_time() - start < 3


@given(
    st.lists(
        st.sampled_from(
            (
                "https://",
                "https%3A%2F%2F",
                "www.",
                "we.tl/",
                "WE.TL%2f",
                "dropbox.com",
                "%2Fs%2Fabc",
                "/",
                "collect.",
                "x",
                "wetransfer.com/",
                "example.com/click",
                "magnet:",
                "?xt=",
                "drive.google.com/",
                " ",
                "İ",
                "photos.app.goo.gl/",
            )
        ),
        max_size=12,
    ).map("".join)
)
def test_a_quick_look_passes_over_no_service(text: str) -> None:
    opened = text.lower().replace("%2f", "/")
    assert file_sharing_link._may_link(text) == any(
        each.beginning in opened for each in file_sharing_link._SERVICES
    )
