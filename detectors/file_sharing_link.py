"""Finds links to files on a sharing service outside the school, which nobody here can look into.

Google's and Microsoft's shared files look the same whether an account is private or the school's own, so a
school that has agreed on a service lists it as approved. SharePoint is never private, and is no such service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from detectors.extract.mediatypes import HTML
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.mime.charset import decode
from detectors.words.quotation import own_html, own_words

_BODY = Location(Place.BODY)
_DETAIL = "It has a link to files on {service}."
_ANY = r"(?:[a-z]{1,3}/)?[\w-]{5,}"
_PAGES = (
    r"(?!(?:about|blog|business|contact|download|features|help|legal|login|plans|pricing|privacy|signup|"
    r"support|terms)\b)"
)


@dataclass(frozen=True, slots=True)
class _Service:
    """A service: its name, how its links begin, and how those go on that share something. In lower case."""

    name: str
    beginning: str
    path: str = _PAGES + _ANY


_SERVICES = (
    _Service("wetransfer", "we.tl/", r"[a-z]-\w"),
    _Service("wetransfer", "wetransfer.com/", r"downloads/"),
    _Service("wetransfer", "collect.wetransfer.com/"),
    _Service("dropbox", "dropbox.com/", r"(?:s|sh|scl|l|t|transfer|request)/"),
    _Service("dropbox", "db.tt/", r"\w"),
    _Service("google-drive", "drive.google.com/", r"(?:file/|drive/|folderview|open\?|uc\?|u/)"),
    _Service("google-drive", "docs.google.com/", r"(?:document|spreadsheets|presentation|file|uc)[/?]"),
    _Service("google-photos", "photos.app.goo.gl/", r"\w"),
    _Service("google-photos", "photos.google.com/", r"share/"),
    _Service("onedrive", "1drv.ms/", r"\w"),
    _Service("onedrive", "onedrive.live.com/", r"\S{0,300}?(?:resid|authkey|cid|redir|embed)"),
    _Service("icloud", "icloud.com/", r"(?:iclouddrive|attachment|sharedalbum|pages|numbers|keynote)/"),
    _Service("icloud", "share.icloud.com/"),
    _Service("mega", "mega.nz/", r"(?:#|file/|folder/)"),
    _Service("mega", "mega.co.nz/", r"#"),
    _Service("box", "app.box.com/", r"(?:s|v)/"),
    _Service("sendspace", "sendspace.com/", r"(?:file|filegroup|pro)/"),
    _Service("mediafire", "mediafire.com/", r"(?:file|folder|view|download|\?)"),
    _Service("hightail", "spaces.hightail.com/"),
    _Service("hightail", "hightail.com/", r"download/"),
    _Service("filemail", "filemail.com/", r"(?:d|t)/"),
    _Service("transfernow", "transfernow.net/"),
    _Service("smash", "fromsmash.com/"),
    _Service("swisstransfer", "swisstransfer.com/", r"d/"),
    _Service("transferxl", "transferxl.com/"),
    _Service("pcloud", "u.pcloud.link/"),
    _Service("pcloud", "my.pcloud.com/", r"publink"),
    _Service("gofile", "gofile.io/", r"d/"),
    _Service("file.io", "file.io/", r"\w{5,}"),
    _Service("4shared", "4shared.com/"),
    _Service("send-anywhere", "sendanywhe.re/", r"\w"),
    _Service("send-anywhere", "send-anywhere.com/", r"web/"),
    _Service("terabox", "terabox.com/", r"(?:s|sharing)/"),
    _Service("workupload", "workupload.com/", r"(?:file|archive)/"),
    _Service("wormhole", "wormhole.app/"),
    _Service("mailbigfile", "mailbigfile.com/"),
    _Service("jumpshare", "jmp.sh/", r"\w"),
    _Service("pixeldrain", "pixeldrain.com/", r"(?:u|l)/"),
    _Service("transfer.sh", "transfer.sh/"),
    _Service("bittorrent", "magnet:?xt=", r"urn:"),
)  # fmt: skip
_MAGNET = "magnet:?xt="  # the only one that is no host
_HOSTS = tuple(each.beginning for each in _SERVICES if each.beginning != _MAGNET)
_LONGEST_HOST = max(map(len, _HOSTS))
_PATHS = {each: re.compile(f"{each.path}[^\\s\"'<>]{{0,200}}") for each in _SERVICES}
_MOST_TRIED = 1_000  # places in one text where a service is mentioned
_LETTER_BEFORE = re.compile(r"[\w-]")
# The ends of all hosts above, also percent-encoded. It begins with one letter, so it is found fast.
_MAY_LINK = re.compile(r"\.(?:app|com|gl|io|link|ms|net|nz|re|sh|tl|tt)(?:/|%2f)")


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each service to which the sender's own words link; its kind is the service's name."""
    found: dict[str, str] = {}
    for text in _texts(matter):
        for service, link in _links(text):
            found.setdefault(service, link)
    for service in sorted(found.keys() - matter.facts.directory.approved_services):
        detail = _DETAIL.format(service=service)
        yield Finding(DetectorId.FILE_SHARING_LINK, _BODY, found[service], 0.9, detail=detail, kind=service)


def _texts(matter: Matter) -> Iterator[str]:
    """The body as it is read, and the source of its pages, where links stand behind words."""
    for text in matter.reading.texts:
        if text.location == _BODY and _may_link(text.text):
            yield own_words(text.text)
    for part in matter.reading.message.parts:
        if part.location == _BODY and part.media_type == HTML:
            page = decode(part.content, part.charset)
            if _may_link(page):
                yield decode(own_html(part.content), part.charset)


def _may_link(text: str) -> bool:
    """Whether a service is mentioned; most mail links to nothing, or to ordinary pages."""
    lowered = text.lower()
    if "magnet:" not in lowered and not _MAY_LINK.search(lowered):
        return False
    if _MAGNET in lowered:
        return True
    ends = [end.span() for end in islice(_MAY_LINK.finditer(lowered), _MOST_TRIED)]
    if len(ends) == _MOST_TRIED:
        opened = _unwrapped(lowered)
        return any(host in opened for host in _HOSTS)
    hosts = {lowered[max(0, start - _LONGEST_HOST) : end] for start, end in ends}
    return any(_unwrapped(host).endswith(_HOSTS) for host in hosts)


def _unwrapped(text: str) -> str:
    """With the links in the open that mail filters wrap in links of their own, percent-encoded."""
    return text.replace("%2F", "/").replace("%2f", "/")


def _links(text: str) -> Iterator[tuple[str, str]]:
    """The service and the link, once for each service."""
    text = _unwrapped(text)
    lowered = text.lower()
    for service in _SERVICES:
        start = lowered.find(service.beginning)
        for _ in range(_MOST_TRIED):
            if start < 0:
                break
            path = _PATHS[service].match(lowered, start + len(service.beginning))
            if path and not (start and _LETTER_BEFORE.match(lowered, start - 1)):
                yield service.name, text[start : path.end()]
                break
            start = lowered.find(service.beginning, start + 1)
