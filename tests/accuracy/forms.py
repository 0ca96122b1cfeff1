"""Every form in which a name may be written, in one table."""

from __future__ import annotations

from tests.accuracy.forms_of_letters import FORMS_OF_LETTERS
from tests.accuracy.forms_of_names import FORMS_OF_NAMES
from tests.accuracy.written import Form

FORMS: tuple[Form, ...] = (*FORMS_OF_NAMES, *FORMS_OF_LETTERS)
