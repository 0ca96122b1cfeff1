"""A long answer is sent piece by piece while it is made, and never stands in memory as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def streamed(
    request: HttpRequest, pieces: Iterator[str], media_type: str, name: str
) -> StreamingHttpResponse:
    """A download of text in UTF-8. `name` is ours, in ASCII."""
    content = _in_turn(pieces) if isinstance(request, ASGIRequest) else pieces
    answer = StreamingHttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


async def _in_turn(pieces: Iterator[str]) -> AsyncIterator[str]:
    """Each piece is made in the request's own thread, in which its database connection is at home."""

    def following() -> str | None:
        return next(pieces, None)

    while (piece := await sync_to_async(following)()) is not None:
        yield piece
