"""A small DNS server on the loopback: it knows what a test tells it, over UDP, and nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.rdatatype import RdataType

Zone = Mapping[tuple[str, str], list[str]]  # by name and kind ("MX"): the records as a zone file has them


@contextmanager
def nameserver(zone: Zone, *, broken: bool = False) -> Iterator[str]:
    """Its address and port. `broken`: it answers everything with SERVFAIL."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(server, zone, broken), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.sendto(b"", server.getsockname())  # an empty datagram ends it
        thread.join(5)
        server.close()


def _serve(server: socket.socket, zone: Zone, broken: bool) -> None:
    while True:
        asked, client = server.recvfrom(4096)
        if not asked:
            return
        server.sendto(_answer(asked, zone, broken).to_wire(), client)


def _answer(asked: bytes, zone: Zone, broken: bool) -> dns.message.Message:
    query = dns.message.from_wire(asked)
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.RA
    if broken:
        answer.set_rcode(dns.rcode.SERVFAIL)
        return answer
    (question,) = query.question
    name = question.name.to_text(omit_final_dot=True).lower()
    records = zone.get((name, RdataType.to_text(question.rdtype)), [])
    if records:
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", question.rdtype, *records))
    elif not any(known == name for known, _ in zone):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
