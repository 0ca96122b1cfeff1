"""The pages on which a lead looks after people: who may do what where, who comes, and who goes."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gateway.review.accounts.first import link
from gateway.review.accounts.roleform import InvitationForm, RoleForm, offer_of
from gateway.review.accounts.shownpeople import ShownPerson, shown_people, shown_person
from gateway.review.web.guard import NotYoursError, Visit, needs
from gateway.reviewers.giving import (
    in_note,
    may_close,
    may_give,
    may_give_all,
    may_see,
)
from gateway.reviewers.roles import Right
from gateway.store.accounts import (
    AccountExistsError,
    AccountSummary,
    NoSuchAccountError,
    account_for,
    account_of,
    change_grants,
    close_account,
    left_by,
    list_accounts,
    make_account,
    reopen_account,
)
from gateway.store.invitations import make_invitation


@require_safe
@needs(Right.MANAGE_PEOPLE)
def everybody(request: HttpRequest, visit: Visit) -> HttpResponse:
    people = shown_people(visit.person, list_accounts(), visit.now)
    shown = {
        "people": tuple(each for each in people if each.is_active),
        "gone": tuple(each for each in people if not each.is_active),
    }
    return render(request, "review/accounts/people.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_PEOPLE)
def invite(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The answer to the form has the link: it is shown this once."""
    offer = offer_of(visit.site, visit.person)
    form = InvitationForm(request.POST if request.method == "POST" else None, offer=offer)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                account = make_account(
                    visit.seal, given["email"], given["name"], form.grants, visit.person.email, visit.now
                )
                token = make_invitation(visit.seal, account, visit.person.email, visit.now)
        except AccountExistsError:
            known = account_for(given["email"])
            if known.is_active and known.id != visit.person.id:
                return _join(request, visit, known, form)
            form.add_error("email", _why_not(visit, known))
        else:
            return _with_link(request, visit, account, token)
    return render(request, "review/accounts/invite.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
@needs(Right.MANAGE_PEOPLE)
def one(request: HttpRequest, visit: Visit, account: int) -> HttpResponse:
    return _page(request, visit, _reached(visit, account))


@require_POST
@needs(Right.MANAGE_PEOPLE)
def give(request: HttpRequest, visit: Visit, account: int) -> HttpResponse:
    found = _other(visit, account)
    form = RoleForm(request.POST, offer=offer_of(visit.site, visit.person))
    if not form.is_valid():
        return _page(request, visit, found, form)
    return _join(request, visit, found, form)


@require_POST
@needs(Right.MANAGE_PEOPLE)
@transaction.atomic
def take(request: HttpRequest, visit: Visit, account: int) -> HttpResponse:
    found = _other(visit, account)
    going = tuple(each for each in found.grants if in_note(each) == request.POST.get("grant"))
    if not going or not all(may_give(visit.person, each) for each in going):
        raise NotYoursError
    stay = tuple(each for each in found.grants if each not in going)
    if not stay:
        messages.error(
            request, gettext("Nothing was changed: it is their only role. Close the account instead.")
        )
        return HttpResponseRedirect(reverse("one_person", args=(account,)))
    if schools := left_by(found, stay, visit.site.schools):
        return _refused(request, found, schools)
    change_grants(visit.seal, account, stay, visit.person.email, visit.now)
    messages.success(request, gettext("The role is taken away. It does not count any more."))
    there = may_see(visit.person, stay)
    return HttpResponseRedirect(reverse("one_person", args=(account,)) if there else reverse("people"))


@require_POST
@needs(Right.MANAGE_PEOPLE)
def new_link(request: HttpRequest, visit: Visit, account: int) -> HttpResponse:
    """For whoever has lost a second factor, or a link. Whoever has the link can come in as them."""
    found = _other(visit, account)
    if not found.is_active or not may_give_all(visit.person, found.grants):
        raise NotYoursError
    token = make_invitation(visit.seal, account, visit.person.email, visit.now)
    return _with_link(request, visit, account, token)


@require_POST
@needs(Right.MANAGE_PEOPLE)
@transaction.atomic
def close(request: HttpRequest, visit: Visit, account: int) -> HttpResponse:
    found = _other(visit, account)
    if not may_close(visit.person, account, found.grants):
        raise NotYoursError
    if schools := left_by(found, (), visit.site.schools):
        return _refused(request, found, schools)
    close_account(visit.seal, account, visit.person.email, visit.now)
    return _back(
        request, found, gettext("The account is closed. Whoever was signed in with it is signed out.")
    )


@require_POST
@needs(Right.MANAGE_PEOPLE)
def reopen(request: HttpRequest, visit: Visit, account: int) -> HttpResponse:
    found = _other(visit, account)
    if found.is_active or not may_give_all(visit.person, found.grants):
        raise NotYoursError
    with transaction.atomic():
        reopen_account(visit.seal, account, visit.person.email, visit.now)
        token = make_invitation(visit.seal, account, visit.person.email, visit.now)
    return _with_link(request, visit, account, token)


def _reached(visit: Visit, account: int) -> AccountSummary:
    """Raises NotYoursError for whoever is at none of the visitor's schools."""
    try:
        found = account_of(account)
    except NoSuchAccountError:
        raise NotYoursError from None
    if not may_see(visit.person, found.grants):
        raise NotYoursError
    return found


def _other(visit: Visit, account: int) -> AccountSummary:
    """Nobody changes their own roles, lets themselves go, or makes themselves a link."""
    if account == visit.person.id:
        raise NotYoursError
    return _reached(visit, account)


def _join(request: HttpRequest, visit: Visit, found: AccountSummary, form: RoleForm) -> HttpResponse:
    """Somebody who has an account, here or at another school, gets another role."""
    new = tuple(dict.fromkeys((*found.grants, *form.grants)))
    change_grants(visit.seal, found.id, new, visit.person.email, visit.now)
    return _back(request, found, gettext("They have an account, and the new role counts at once."))


def _why_not(visit: Visit, known: AccountSummary) -> str:
    """Nobody is told who has left another school."""
    if known.id == visit.person.id:
        return gettext("This is you. Somebody else has to change what you may do.")
    if may_see(visit.person, known.grants):
        return gettext("Their account was closed. Open it again: it is under “People who have left”.")
    return gettext("This address cannot be invited here. Ask whoever looks after your installation.")


def _page(
    request: HttpRequest, visit: Visit, found: AccountSummary, form: RoleForm | None = None
) -> HttpResponse:
    shown: ShownPerson = shown_person(visit.person, found, visit.now)
    offer = offer_of(visit.site, visit.person)
    values = {
        "one": shown,
        "form": form or RoleForm(offer=offer),
        "may_close": shown.is_active and may_close(visit.person, found.id, found.grants),
        "may_link": not shown.is_self and may_give_all(visit.person, found.grants),
    }
    return render(request, "review/accounts/person.html", values, status=400 if form and form.errors else 200)


def _with_link(request: HttpRequest, visit: Visit, account: int, token: str) -> HttpResponse:
    found = account_of(account)
    shown = {
        "one": shown_person(visit.person, found, visit.now),
        "link": link(visit.site.url, token),
        "until": found.invited_until,
    }
    return render(request, "review/accounts/link.html", shown)


def _back(request: HttpRequest, found: AccountSummary, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("one_person", args=(found.id,)))


def _refused(request: HttpRequest, found: AccountSummary, schools: tuple[str, ...]) -> HttpResponse:
    said = gettext("Nothing was changed: {schools} would have no data protection lead. Invite another first.")
    messages.error(request, said.format(schools=", ".join(schools)))
    return HttpResponseRedirect(reverse("one_person", args=(found.id,)))
