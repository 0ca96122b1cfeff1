"""What goes wrong with what an administrator has set up: said in one sentence, by whichever room finds it."""

from __future__ import annotations


class SetupError(Exception):
    """One sentence for the administrator: what is wrong, where, and what to do."""
