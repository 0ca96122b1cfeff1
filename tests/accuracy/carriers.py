"""Every carrier, in one table."""

from __future__ import annotations

from tests.accuracy.carrier import Carrier
from tests.accuracy.carriers_of_documents import DOCUMENT_CARRIERS
from tests.accuracy.carriers_of_records import RECORD_CARRIERS
from tests.accuracy.carriers_of_text import TEXT_CARRIERS

CARRIERS: tuple[Carrier, ...] = (*TEXT_CARRIERS, *RECORD_CARRIERS, *DOCUMENT_CARRIERS)
