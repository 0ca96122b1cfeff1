"""What is logged: one method for each event, so that no free text can carry a name or a message."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from gateway.metrics import Metrics
from gateway.policy.verdict import Mode, Verdict
from gateway.service.journal import JournalFormatter, is_journal


class Events:
    """Writes one line for each event: ids, counts and reply codes; no addresses, no content."""

    def __init__(self, logger: logging.Logger, metrics: Metrics) -> None:
        self._log = logger
        self._metrics = metrics

    def started(self, smtp: str, review: str) -> None:
        self._log.info("started smtp=%s review=%s", smtp, review)

    def nobody_yet(self, file: Path) -> None:
        """Nobody has ever signed in. The links themselves stand in the file only."""
        self._log.warning("nobody-yet the links with which the first can sign in are in %s", file)

    def stopping(self) -> None:
        self._log.info("stopping")

    def reloading(self) -> None:
        """Told to by SIGHUP. Policies, directories, words and pupil lists need no such word."""
        self._log.info("reloading")

    def certificate_read(self) -> None:
        self._log.info("certificate-read")

    def certificate_refused(self) -> None:
        self._metrics.faults.labels("certificate").inc()
        self._log.error("certificate-refused the old one stays; see `schoolgate doctor`")

    def part_late(self, room: str) -> None:
        """It does not answer; if it goes on like that, the service manager ends the gateway."""
        self._metrics.faults.labels(room).inc()
        self._log.error("not-answering room=%s", room)

    def message(self, message_id: str, verdict: Verdict, answer: str, seconds: float) -> None:
        self._metrics.messages.labels(str(verdict.disposition), answer[:1] + "xx").inc()
        self._metrics.seconds.observe(seconds)
        for rule in {each.rule for each in verdict.excepted}:
            self._metrics.exceptions.labels(rule).inc()
        for each in verdict.unchecked:
            self._metrics.unchecked.labels(each.rule).inc()
            self._log.warning("unchecked-passed id=%s rule=%s until=%s", message_id, each.rule, each.last_day)
        rules = ",".join(match.id for match in verdict.rules if match.mode is Mode.ENFORCE)
        self._log.info(
            "message id=%s disposition=%s recipients=%d rules=%s answer=%s ms=%d",
            message_id,
            verdict.disposition,
            len(verdict.recipients),
            rules or "-",
            answer[:3],
            seconds * 1000,
        )

    def committed(self, message_id: str, *, repeated: bool) -> None:
        self._log.info("committed id=%s repeated=%s", message_id, "yes" if repeated else "no")

    def case_expired(self, case: str) -> None:
        self._log.info("expired id=%s", case)

    def cases_waiting(self, count: int) -> None:
        """Those who decide were reminded."""
        self._log.info("waiting cases=%d", count)

    def others_asked(self, count: int) -> None:
        """Nobody had looked at so many cases."""
        self._log.info("unseen cases=%d", count)

    def digest_sent(self) -> None:
        self._log.info("digest-sent")

    def digests_failed(self, error: str) -> None:
        self._metrics.faults.labels("digests").inc()
        self._log.error("digests-failed error=%s", error)

    def delivered(self, job: int, message_id: str, sent: int, waiting: int, failed: int) -> None:
        for fate, count in (("sent", sent), ("waiting", waiting), ("failed", failed)):
            self._metrics.deliveries.labels(fate).inc(count)
        self._log.info(
            "delivery job=%d id=%s sent=%d waiting=%d failed=%d", job, message_id, sent, waiting, failed
        )

    def outbox_failed(self, error: str) -> None:
        self._metrics.faults.labels("outbox").inc()
        self._log.error("outbox-failed error=%s", error)

    def deadlines_failed(self, error: str) -> None:
        self._metrics.faults.labels("deadlines").inc()
        self._log.error("deadlines-failed error=%s", error)

    def store_failed(self, error: str) -> None:
        self._metrics.faults.labels("store").inc()
        self._log.error("store-failed error=%s", error)

    def relay_failed(self, error: str) -> None:
        self._metrics.faults.labels("relay").inc()
        self._log.error("relay-failed error=%s", error)

    def web_failed(self, error: str) -> None:
        self._metrics.faults.labels("web").inc()
        self._log.error("web-failed error=%s", error)

    def task_ended(self, room: str, error: str) -> None:
        """A task that should run for ever has ended; the gateway stops, to be started again."""
        self._metrics.faults.labels(room).inc()
        self._log.critical("task-ended room=%s error=%s", room, error)

    def confined(self, fences: Iterable[str], missing: Iterable[str], *, sufficient: bool) -> None:
        """What the workers are confined by. `doctor` explains what is missing."""
        level = logging.INFO if sufficient else logging.WARNING
        self._log.log(level, "confined by=%s missing=%s", ",".join(fences) or "-", ",".join(missing) or "-")

    def workers_unavailable(self) -> None:
        self._metrics.faults.labels("workers").inc()
        self._log.error("workers-unavailable")

    def login(self, *, accepted: bool, client: str) -> None:
        self._log.info("login accepted=%s client=%s", "yes" if accepted else "no", client)

    def turned_away(self, why: str, client: str, *, tell: bool) -> None:
        """A client of the relay; counted each time, and told when it is news."""
        self._metrics.turned_away.labels(why).inc()
        if tell:
            self._log.warning("turned-away why=%s client=%s", why, client)

    def roster_read(self, school: str, pupils: int) -> None:
        self._log.info('roster-read school="%s" pupils=%d', school, pupils)

    def rules_read(self, school: str) -> None:
        self._log.info('rules-read school="%s"', school)

    def rules_refused(self, school: str) -> None:
        """Why is said by the status page and `doctor`: a directory has addresses in it."""
        self._log.error('rules-refused school="%s" the old ones stay; see `schoolgate doctor`', school)

    def roster_refused(self, school: str, reason: str) -> None:
        """`reason` is the roster room's own sentence: files and counts, never a name."""
        self._log.warning('roster-refused school="%s" reason="%s"', school, reason)


def make_events(metrics: Metrics, log_file: Path | None = None) -> Events:
    """Events on standard error, or in a file; what libraries log stays silent below WARNING.

    aiosmtpd's `mail.log` writes every line of a message at DEBUG, and commands at INFO. Django writes the
    address of a page that was refused, and the links of invitations and senders' pages open them.
    """
    handler = logging.FileHandler(log_file) if log_file else logging.StreamHandler(sys.stderr)
    if not log_file and is_journal(sys.stderr, os.environ):
        handler.setFormatter(JournalFormatter())
    logging.basicConfig(
        handlers=[handler], level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s"
    )
    for name in ("mail", "mail.log", "mail.debug", "django"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logger = logging.getLogger("schoolgate")
    logger.setLevel(logging.INFO)
    return Events(logger, metrics)
