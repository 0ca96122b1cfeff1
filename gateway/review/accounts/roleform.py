"""The form in which somebody is given a role, with what the one who fills it in may give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gateway.review.accounts.named import ROLES
from gateway.review.web.policyroles import policy_role_in_words
from gateway.review.web.site import ReviewSite
from gateway.reviewers.giving import may_give, may_give_all
from gateway.reviewers.person import Grant, Person
from gateway.reviewers.roles import Right, Role
from gateway.store.accounts import tidy

ALL = "*"  # in the place of a school's name, which is never this


@dataclass(frozen=True, slots=True)
class Offer:
    """What one person may give. rules: id and title; approves: the roles that a policy's rules name."""

    giver: Person
    roles: tuple[Role, ...]
    schools: tuple[str, ...]
    everywhere: bool
    rules: tuple[tuple[str, str], ...]
    approves: tuple[str, ...]


def offer_of(site: ReviewSite, giver: Person) -> Offer:
    reach = giver.reach(Right.MANAGE_PEOPLE)
    schools = reach.schools(site.schools)
    everywhere = None in {each.school for each in reach.grants} and len(schools) > 1
    places = (*schools, *((None,) if everywhere else ()))
    named = {role for each in site.settings.school if each.name in schools for role, _people in each.roles}
    roles = tuple(
        role
        for role in Role
        if any(may_give(giver, Grant(role, place)) for place in places)
        and (named or role is not Role.APPROVER)  # without a role in the settings no rule names one
    )
    rules: dict[str, str] = {}
    if Role.REVIEWER in roles:
        rules = {each.id: each.title for name in schools for each in site.judge.rules_of(name).policy.rules}
    return Offer(giver, roles, schools, everywhere, tuple(rules.items()), tuple(sorted(named)))


class RoleForm(forms.Form):
    """A role, where it counts, and to what it is confined. `grants` are what comes of it."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    schools = forms.MultipleChoiceField(label=_("Where"), widget=forms.CheckboxSelectMultiple)
    rules = forms.MultipleChoiceField(
        label=_("Only what these rules stopped"), required=False, widget=forms.CheckboxSelectMultiple
    )
    approves = forms.ChoiceField(label=_("An approver decides as"), required=False)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        schools: list[tuple[str, str | Promise]] = [(each, each) for each in offer.schools]
        if offer.everywhere:
            schools.append((ALL, _("All schools, and those that are added later")))
        choices = {
            "role": [(each.value, ROLES[each][0]) for each in offer.roles],
            "schools": schools,
            "rules": list(offer.rules),
            "approves": [("", "–"), *((each, policy_role_in_words(each)) for each in offer.approves)],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["schools"].initial = [schools[0][0]]

    @property
    def role_choices(self) -> list[tuple[str, str | Promise, str | Promise, bool]]:
        """Value, title, what it is for, and whether it is chosen."""
        chosen = self["role"].value()
        return [(each.value, *ROLES[each], each.value == chosen) for each in self.offer.roles]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        if given["role"] == Role.APPROVER and not given["approves"]:
            self.add_error("approves", _("Say in which role they approve."))
        elif not may_give_all(self.offer.giver, self.grants):
            self.add_error("role", _("You cannot give this role: it includes what you may not do yourself."))
        return given

    @property
    def grants(self) -> tuple[Grant, ...]:
        given, role = self.cleaned_data, Role(self.cleaned_data["role"])
        rules = frozenset(given["rules"]) if role is Role.REVIEWER else frozenset()
        approves = given["approves"] if role is Role.APPROVER else ""
        places = [None] if ALL in given["schools"] else given["schools"]
        return tuple(Grant(role, place, rules, approves) for place in places)


class InvitationForm(RoleForm):
    """Who is invited, to what."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        help_text=_("They can change it themselves."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        return tidy(self.cleaned_data["email"])
