"""The page of figures, and the same as a table for a spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gateway.review.figures.page import figures_page, series_names
from gateway.review.record.written import BYTE_ORDER_MARK, csv_line
from gateway.review.web.guard import NotYoursError, Visit, needs
from gateway.reviewers.roles import Right
from gateway.store.statistics import Span, read_statistics

WEEKS = (4, 12, 52)
_USUAL = 12


@require_safe
@needs(Right.SEE_FIGURES)
def figures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """By week and by rule, for the schools of whoever looks, or one of them."""
    span = _span(request, visit)
    shown = {
        "page": figures_page(read_statistics(span)),
        "weeks": WEEKS,
        "chosen": len(span.weeks),
        "schools": visit.reach(Right.SEE_FIGURES).schools(visit.site.schools),
        "school": request.GET.get("school", ""),
        "patterns": visit.person.may(Right.SEE_CASES),
    }
    return render(request, "review/figures/page.html", shown)


@require_safe
@needs(Right.SEE_FIGURES)
def figures_csv(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The numbers behind the pictures: a line for each week, then one for each rule."""
    statistics = read_statistics(_span(request, visit))
    page = figures_page(statistics)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="schoolgate-figures.csv"'
    lines: list[tuple[object, ...]] = [("week", *series_names())]
    lines += [(week.isoformat(), *values) for week, values in page.table]
    lines += [(), ("rule", "title", *series_names(), "false holds")]
    for rule in statistics.rules:
        counts = (rule.counts.get(each, 0) for each in ("hold", "secure", "rewrite", "return"))
        lines.append((rule.rule, rule.title, *counts, rule.false))
    answer.write(BYTE_ORDER_MARK + "".join(csv_line(map(str, line)) for line in lines))
    return answer


def _span(request: HttpRequest, visit: Visit) -> Span:
    """The last so many weeks, this one included. Raises NotYoursError."""
    schools = visit.reach(Right.SEE_FIGURES).schools(visit.site.schools)
    school = request.GET.get("school", "")
    if school and school not in schools:
        raise NotYoursError
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in map(str, WEEKS) else _USUAL
    today = visit.now.astimezone(UTC).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), datetime.min.time(), UTC)
    until = monday + timedelta(weeks=1)
    return Span((school,) if school else schools, until - timedelta(weeks=weeks), until)
