"""How well workers are confined, in a sentence for the administrator."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.inspection.confinement.confinement import Confinement, Fence
from gateway.look import Grade, Look

WHAT = "confinement"
_ALL_STAND = "a process that reads mail reaches no network, no file of the school and no other process"
_REMEDIES: Mapping[Fence, str] = {
    Fence.FILES: (
        "Landlock, without which it could read this user's files: take Linux 5.13 or later, with landlock in "
        "its list of security modules (lsm=)"
    ),
    Fence.CALLS: (
        "seccomp, without which it could connect to other machines: take a Linux that has it, on x86_64 or "
        "aarch64"
    ),
    Fence.NAMESPACES: "namespaces of its own, a second fence round the network: allow user namespaces",
    Fence.PROCESSES: (
        "a limit on processes: let the gateway run as a user of its own, not as root, on Linux 5.14 or later "
        "with user namespaces; under systemd, TasksMax does it"
    ),
}


def look_at_confinement(confinement: Confinement) -> Look:
    """A warning where the school's files or the network are within reach."""
    remedies = "; ".join(_REMEDIES[fence] for fence in confinement.missing)
    if not confinement.is_sufficient:
        return Look(WHAT, Grade.WARNING, f"a process that reads mail runs without {remedies}")
    return Look(WHAT, Grade.GOOD, f"{_ALL_STAND}; not here: {remedies}" if remedies else _ALL_STAND)


def why_not_confined(missing: tuple[Fence, ...]) -> str:
    """Where `confinement = "required"` and there is less."""
    remedies = "; ".join(_REMEDIES[fence] for fence in missing)
    return f'inspection.confinement: it is "required", and this system lacks {remedies}; or set it to "best"'
