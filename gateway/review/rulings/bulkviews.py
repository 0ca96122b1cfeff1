"""Rulings on several cases over HTTP."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from gateway.review.rulings.bulk import MOST, rule_on, together
from gateway.review.rulings.choice import BadFormError, IncompleteError
from gateway.review.rulings.effects import missing
from gateway.review.rulings.views import next_link
from gateway.review.web.guard import Visit, needs, problem
from gateway.reviewers.roles import Right


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.RULE)
def bulk_ruling(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What would happen to each of the cases, and then what did."""
    if request.method != "POST":
        return _asked(request, visit, request.GET.getlist("case"))
    form = dict(request.POST.lists())
    try:
        way, reported = rule_on(visit, form)
    except BadFormError:
        return problem(request, "bad-form", 400)
    except IncompleteError as incomplete:
        ids = [each.partition(".")[2] for each in form.get("seen", ())]
        return _asked(request, visit, ids, missing(incomplete.missing))
    shown = {
        "way": way.value,
        "done": [each for each in reported if not each.problem],
        "not_done": [each for each in reported if each.problem],
        "following": next_link(visit),
    }
    return render(request, "review/rulings/reported.html", shown)


def _asked(request: HttpRequest, visit: Visit, case_ids: list[str], wanting: str = "") -> HttpResponse:
    """`wanting`: what somebody has to fill in."""
    wanted = list(dict.fromkeys(case_ids))
    shown = {
        "page": together(visit, wanted[:MOST]),
        "most": MOST if len(wanted) > MOST else 0,
        "problem": wanting,
        "filled": request.POST,
        "ticked": request.POST.getlist("sentence"),
    }
    return render(request, "review/rulings/several.html", shown, status=422 if wanting else 200)
