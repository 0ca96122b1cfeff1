"""How much a client may say without sending mail, and how much of it may be wrong."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.smtp import replies

# Answers that many correct recipients bring; how many there may be is a limit of its own.
_OF_RECIPIENTS = (replies.RECIPIENT_OK,)
_NO_FAULT = (replies.TOO_MANY_RECIPIENTS,)  # RFC 5321 §4.5.3.1.10: the client sends to the others afterwards


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Answers given since the last message, and those of them that were refusals."""

    answers: int
    refusals: int


STRANGER = Tolerance(answers=50, refusals=20)
CLIENT = Tolerance(answers=1000, refusals=100)


@dataclass(slots=True)
class Conduct:
    """What one connection has been answered since its last message."""

    tolerance: Tolerance
    _answers: int = 0
    _refusals: int = 0

    def is_bearable(self, answer: str) -> bool:
        """Counts an answer; whether the client may hear more of them."""
        if answer not in _OF_RECIPIENTS:
            self._answers += 1
            self._refusals += answer.startswith(("4", "5")) and answer not in _NO_FAULT
        return self._answers <= self.tolerance.answers and self._refusals <= self.tolerance.refusals

    def sent_mail(self) -> None:
        self._answers = self._refusals = 0
