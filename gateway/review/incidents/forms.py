"""The forms of an incident: what the regulator asks for, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gateway.review.incidents.facts import Answer, DataCategory, DataSubject, Decision, Facts, Telling
from gateway.review.incidents.words import ANSWERS, CATEGORIES, DECISIONS, KINDS, SUBJECTS, TELLINGS
from gateway.review.web.words import Words
from gateway.store.incidents import EntryKind

LONGEST = 5000  # characters of a text
_MOMENT = "%Y-%m-%dT%H:%M"  # HTML standard §2.3.5.5


class LocalMoment(forms.DateTimeField):
    """A moment as the clock on the wall shows it here."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
        super().__init__(widget=widget, input_formats=[_MOMENT, "%Y-%m-%d %H:%M"], **more)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone().strftime(_MOMENT) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        for pattern in self.input_formats or ():
            try:
                return datetime.strptime(str(value), str(pattern)).astimezone()
            except ValueError:
                continue
        raise forms.ValidationError(_("Write the day and the time, such as 2026-11-03 15:40."))


def _text(label: Words, hint: Words = "", *, rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONGEST, widget=area)


def _one(label: Words, words: dict[Any, Any], hint: Words = "") -> forms.ChoiceField:
    choices = [(key.value, word) for key, word in words.items()]
    return forms.ChoiceField(label=label, help_text=hint, choices=choices, widget=forms.RadioSelect)


def _several(label: Words, words: dict[Any, Any]) -> forms.MultipleChoiceField:
    choices = [(key.value, word) for key, word in words.items()]
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class FactsForm(forms.Form):
    """All facts, and when the school knew. Nothing but the title and that moment has to be filled in."""

    title = forms.CharField(label=_("A short name for it"), max_length=200)
    known_at = LocalMoment(
        label=_("When did the school know?"),
        help_text=_(
            "When somebody at school was reasonably sure that something had got out. "
            "The 72 hours run from here."
        ),
    )
    happened_at = LocalMoment(label=_("When did it happen?"), required=False)
    what_happened = _text(_("What happened?"), _("Initials instead of pupils' names are enough."))
    how = _text(_("How did it come about?"), rows=3)
    discovered = _text(_("How was it found out?"), rows=3)
    is_cyber = _one(_("Was it an attack on computers?"), ANSWERS)
    categories = _several(_("Which kinds of data are in it?"), CATEGORIES)
    subjects = _several(_("Whose data is it?"), SUBJECTS)
    people = forms.IntegerField(label=_("About how many people?"), min_value=0, required=False)
    records = forms.IntegerField(label=_("About how many records?"), min_value=0, required=False)
    consequences = _text(_("What could follow from it for them?"))
    harm = _one(_("Has anybody come to harm already?"), ANSWERS)
    high_risk = _one(_("Is it likely to be a high risk for them?"), ANSWERS)
    measures_before = _text(_("What was there to prevent it?"), rows=3)
    trained = _one(
        _("Did the member of staff have training in data protection in the last two years?"), ANSWERS
    )
    actions = _text(_("What has been done about it?"))
    contained = _one(_("Is it contained?"), ANSWERS)
    prevention = _text(_("What is done so that it does not happen again?"), rows=3)
    others_told = _text(_("Who else has been told?"), _("The police, the local authority, insurers."), rows=2)
    decision = _one(_("Is it reported to the Information Commissioner?"), DECISIONS)
    decision_reasons = _text(_("Why?"), rows=3)
    delay_reasons = _text(_("If it is reported after 72 hours: why?"), rows=2)
    telling = _one(_("Are the people told whose data it is?"), TELLINGS)
    telling_reasons = _text(_("Why, and how?"), rows=3)
    contact_name = forms.CharField(label=_("Whom may the Commissioner ask?"), max_length=200, required=False)
    contact_details = forms.CharField(label=_("Their e-mail and telephone"), max_length=300, required=False)

    def facts(self) -> Facts:
        """As they were filled in; call it on a valid form."""
        given = self.cleaned_data
        values = {each.name: given[each.name] for each in fields(Facts)}
        return Facts(
            **{
                **values,
                "is_cyber": Answer(given["is_cyber"]),
                "harm": Answer(given["harm"]),
                "high_risk": Answer(given["high_risk"]),
                "trained": Answer(given["trained"]),
                "contained": Answer(given["contained"]),
                "categories": tuple(map(DataCategory, given["categories"])),
                "subjects": tuple(map(DataSubject, given["subjects"])),
                "decision": Decision(given["decision"]),
                "telling": Telling(given["telling"]),
            }
        )

    def sections(self) -> Iterator[Section]:
        """The fields in the order of the report."""
        for heading, names in SECTIONS:
            yield Section(heading, tuple(self[name] for name in names))


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together."""

    heading: Words
    fields: tuple[forms.BoundField, ...]


SECTIONS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        _("What happened"),
        ("title", "known_at", "happened_at", "what_happened", "how", "discovered", "is_cyber"),
    ),
    (
        _("Whom it touches"),
        ("subjects", "people", "categories", "records", "consequences", "harm", "high_risk"),
    ),
    (_("Before it happened"), ("measures_before", "trained")),
    (_("What is done about it"), ("actions", "contained", "prevention", "others_told")),
    (
        _("Decisions"),
        ("decision", "decision_reasons", "delay_reasons", "telling", "telling_reasons"),
    ),
    (_("Who answers questions"), ("contact_name", "contact_details")),
)


class DiaryForm(forms.Form):
    """One line for the diary."""

    kind = forms.ChoiceField(
        label=_("What was it?"), choices=[(key.value, word) for key, word in KINDS.items()]
    )
    at = LocalMoment(label=_("When?"))
    text = _text(_("What was done, or who was told what?"), rows=2)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(_("Write what was done, or who was told."))
        return text

    def kind_of(self) -> EntryKind:
        return EntryKind(self.cleaned_data["kind"])
