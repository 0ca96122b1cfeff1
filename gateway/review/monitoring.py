"""What machines ask: health for a monitor, figures for Prometheus. Both say nothing of any person."""

from __future__ import annotations

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

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
    if status.figures is not None:
        source.metrics.open_cases.set(status.figures.open_cases)
        source.metrics.waiting.set(status.figures.waiting_deliveries)
    source.metrics.pupils.set(sum(school.pupils for school in status.schools))
    return HttpResponse(source.metrics.as_text(), content_type=CONTENT_TYPE_LATEST)


def _source(request: ASGIRequest) -> StatusSource:
    source: StatusSource = request.scope[STATUS]
    return source
