"""What machines ask: health for a monitor, figures for Prometheus. Both say nothing of any person."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from gateway.review.readings import readings_of
from gateway.review.status import STATUS, StatusSource


@csrf_exempt  # nothing is done here that a form could ask for
@require_safe
def healthz(request: ASGIRequest) -> HttpResponse:
    """200 when working, 503 with the reason. What is wrong with a pupil list is said after either."""
    status = _source(request).read()
    lines = (*(status.problems or ("working",)), *status.complaints)
    return HttpResponse(
        "\n".join(lines) + "\n",
        status=503 if status.problems else 200,
        content_type="text/plain; charset=utf-8",
    )


@csrf_exempt  # nothing is done here that a form could ask for
@require_safe
def metrics(request: ASGIRequest) -> HttpResponse:
    source = _source(request)
    status = source.read()
    for rule in {rule for school in status.schools for rule in school.passing}:
        source.metrics.unchecked.labels(rule)  # it is there, at 0, before the first message passes
    figures = source.metrics.as_text() + readings_of(status, datetime.now(UTC))
    return HttpResponse(figures, content_type=CONTENT_TYPE_LATEST)


def _source(request: ASGIRequest) -> StatusSource:
    source: StatusSource = request.scope[STATUS]
    return source
