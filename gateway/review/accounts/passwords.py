"""A password must not be what anybody can guess who knows its owner."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_SHORTEST = 4  # of a part that is looked for
_LEFT = 8  # letters and digits that there must be without those parts


class NotYourName:
    """Without the parts of its owner's name and address there must be a password left."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        known = f"{getattr(user, 'name', '')} {getattr(user, 'email', '')} schoolgate password".lower()
        left = password.lower()
        for part in sorted(set(re.split(r"[^\w]+", known)), key=len, reverse=True):
            if len(part) >= _SHORTEST:
                left = left.replace(part, "")
        if left != password.lower() and len(re.sub(r"\W", "", left)) < _LEFT:
            raise ValidationError(
                _("This is too near to your name or your address. Choose other words."), code="own_name"
            )

    def get_help_text(self) -> str:
        return gettext("Not your name or your address.")
