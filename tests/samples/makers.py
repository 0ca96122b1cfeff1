"""Every module that makes samples, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

MAKERS: Mapping[str, ModuleType] = {}
