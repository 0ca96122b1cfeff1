"""The TLS settings for an endpoint: verified, and 1.2 at the least."""

from __future__ import annotations

import ssl

from gateway.transport.endpoint import Endpoint


def make_tls_context(endpoint: Endpoint) -> ssl.SSLContext:
    """Reads certificate files. Raises ValueError with one sentence when one cannot be used."""
    try:
        context = ssl.create_default_context(cafile=endpoint.ca_file)
    except OSError:  # ssl.SSLError is one too
        raise ValueError(f"{endpoint.ca_file} cannot be read as a file of certificates") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 9325 §3.1.1
    if endpoint.client_cert is not None:
        try:
            context.load_cert_chain(endpoint.client_cert)
        except OSError:
            raise ValueError(f"{endpoint.client_cert} cannot be read as a certificate with its key") from None
    return context
