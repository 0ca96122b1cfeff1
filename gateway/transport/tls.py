"""The TLS that mail travels in: 1.2 at the least, with ciphers that keep it secret for ever, and verified."""

from __future__ import annotations

import ssl

from gateway.transport.endpoint import Endpoint

# For TLS 1.2 the ciphers of Mozilla's "intermediate" list, version 5.7: keys that are thrown away after each
# connection (ECDHE, DHE), and authenticated encryption. Those of TLS 1.3 are all like that (RFC 8446 §B.4).
CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305"
)


def harden(context: ssl.SSLContext) -> None:
    """For either side: no version below 1.2 (RFC 9325 §3.1.1), no other ciphers, no compression.

    Nor a new handshake in the middle of TLS 1.2, which costs the server more than the client.
    """
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION


def make_tls_context(endpoint: Endpoint) -> ssl.SSLContext:
    """Reads certificate files. Raises ValueError with one sentence when one cannot be used."""
    try:
        context = ssl.create_default_context(cafile=endpoint.ca_file)
    except OSError:  # ssl.SSLError is one too
        raise ValueError(f"{endpoint.ca_file} cannot be read as a file of certificates") from None
    harden(context)
    if endpoint.client_cert is not None:
        try:
            context.load_cert_chain(endpoint.client_cert)
        except OSError:
            raise ValueError(f"{endpoint.client_cert} cannot be read as a certificate with its key") from None
    return context
