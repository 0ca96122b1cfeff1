"""The words of notices that no template has: whole phrases in the school's language, with named gaps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.actions.notices.sentences import NO_SENTENCES, Sentences

PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What `phrases.toml` and `sentences.toml` of a language say.

    language: the tag of RFC 5646
    texts: by key, such as "place.subject"; a phrase that counts has one for each plural form that it needs
        ("place.more.one"), and a list one for each item ("time.months.0")
    """

    language: str
    texts: Mapping[str, str]
    sentences: Sentences = NO_SENTENCES

    def has(self, key: str) -> bool:
        return key in self.texts

    def say(self, key: str, **gaps: str) -> str:
        """Raises KeyError where there is no such phrase, or where it has a gap that is not among these."""
        return self.texts[key].format(**gaps)

    def count(self, key: str, number: int, **gaps: str) -> str:
        """The phrase in the form that the number asks for; it stands in the gap {number}."""
        form = f"{key}.{_plural_form(self.language, number)}"
        return self.say(form if self.has(form) else f"{key}.other", number=str(number), **gaps)

    def join(self, key: str, items: Sequence[str]) -> str:
        """The items with commas between them, and before the last of them what the phrase has there."""
        *before, last = items
        return self.say(key, before=", ".join(before), last=last) if before else last

    def moment(self, when: datetime | None) -> str:
        """By the clock of its own zone: "Friday 27 November at 15:40"; of no moment, nothing."""
        if when is None:
            return ""
        return self._moment(when, "time.moment", "time.weekdays", "time.months")

    def day(self, day: date) -> str:
        """ "Friday 27 November"."""
        weekday = self.texts[f"time.weekdays.{day.weekday()}"]
        month = self.texts[f"time.months.{day.month - 1}"]
        return self.say("time.day", weekday=weekday, day=str(day.day), month=month)

    def brief_moment(self, when: datetime) -> str:
        """ "Fri 27 Nov at 15:40"."""
        return self._moment(when, "time.brief", "time.brief-weekdays", "time.brief-months")

    def told(self, text: str) -> str:
        """What another part of Schoolgate said in English; as it is where there are none here."""
        return self.sentences.told(text)

    def _moment(self, when: datetime, key: str, weekdays: str, months: str) -> str:
        return self.say(
            key,
            weekday=self.texts[f"{weekdays}.{when.weekday()}"],
            day=str(when.day),
            month=self.texts[f"{months}.{when.month - 1}"],
            time=f"{when:%H:%M}",
        )


def _plural_form(language: str, number: int) -> str:
    """The form that a whole number takes, by the plural rules of CLDR; elsewhere the English form."""
    return _PLURALS.get(language.partition("-")[0], _english)(number)


def _english(number: int) -> str:
    return "one" if number == 1 else "other"


def _welsh(number: int) -> str:
    return _WELSH.get(number, "other")


_WELSH = {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}
_PLURALS: Mapping[str, Callable[[int], str]] = {"en": _english, "cy": _welsh}
