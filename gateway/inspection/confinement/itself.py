"""The gateway guards itself, too: what is in its memory stays there, and its files are its own."""

from __future__ import annotations

import os
import resource

from gateway.inspection.confinement import kernel

_ONLY_OURS = 0o077


def guard_itself() -> None:
    """No core dump, nobody but root looks into its memory, and what it writes nobody else reads."""
    os.umask(_ONLY_OURS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kernel.refuse_dumps()
