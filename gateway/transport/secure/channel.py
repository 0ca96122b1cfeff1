"""A channel is one secure mail service as the gateway uses it: whom it reaches, its mark, the way there."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.policy.reach import SecureReach
from gateway.transport.pool import SmtpTransport
from gateway.transport.secure.marks import Mark


@dataclass(frozen=True, slots=True)
class Channel:
    """`name` is for the administrator, such as "zivver" or "tls to nhs.net".

    loop_field: what carries a header field of this name has been through the service already
    """

    name: str
    reach: SecureReach
    mark: Mark
    transport: SmtpTransport
    loop_field: str = ""
