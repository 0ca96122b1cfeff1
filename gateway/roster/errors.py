"""What goes wrong with a pupil list."""

from gateway.errors import SetupError


class RosterError(SetupError):
    """A pupil list cannot be taken in. Its text is one sentence that names the file and what is needed."""


class FormatError(ValueError):
    """These bytes are no pupil list. Its text continues "FILE …": "holds no pupil"."""
