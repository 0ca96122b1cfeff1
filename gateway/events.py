"""What is logged: one method for each event, so that no free text can carry a name or a message."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from logging import CRITICAL, ERROR, INFO, WARNING
from pathlib import Path

from detectors.finding import Completion, Report
from gateway.actions.plan import Judged
from gateway.metrics import Metrics
from gateway.policy.verdict import Mode
from gateway.service.journal import JournalFormatter, is_journal
from gateway.service.lines import TEXT, JsonFormatter, Line, Value


class Events:
    """Writes one line for each event: ids, counts and reply codes; no addresses, no content."""

    def __init__(self, logger: logging.Logger, metrics: Metrics) -> None:
        self._log = logger
        self._metrics = metrics

    def started(self, smtp: str, review: str) -> None:
        self._say(INFO, "started", smtp=smtp, review=review)

    def nobody_yet(self, file: Path) -> None:
        """Nobody has ever signed in. The links themselves stand in the file only."""
        advice = f"the links with which the first can sign in are in {file}"
        self._say(WARNING, "nobody-yet", advice)

    def stopping(self) -> None:
        self._say(INFO, "stopping")

    def reloading(self) -> None:
        """Told to by SIGHUP. Policies, directories, words and pupil lists need no such word."""
        self._say(INFO, "reloading")

    def certificate_read(self) -> None:
        self._say(INFO, "certificate-read")

    def certificate_refused(self) -> None:
        self._metrics.faults.labels("certificate").inc()
        self._say(ERROR, "certificate-refused", "the old one stays; see `schoolgate doctor`")

    def part_late(self, room: str) -> None:
        """It does not answer; if it goes on like that, the service manager ends the gateway."""
        self._metrics.faults.labels(room).inc()
        self._say(ERROR, "not-answering", room=room)

    def message(self, message_id: str, judged: Judged, answer: str, seconds: float, trace: str = "") -> None:
        """`trace`: the id under which a collector of traces has it, where there is one."""
        verdict = judged.verdict
        self._metrics.messages.labels(str(verdict.disposition), answer[:1] + "xx").inc()
        self._metrics.seconds.observe(seconds)
        self._count_findings(judged.report)
        for rule in {each.rule for each in verdict.excepted}:
            self._metrics.exceptions.labels(rule).inc()
        for each in verdict.unchecked:
            self._metrics.unchecked.labels(each.rule).inc()
            until = each.last_day.isoformat()
            self._say(WARNING, "unchecked-passed", id=message_id, rule=each.rule, until=until)
        self._say(
            INFO,
            "message",
            id=message_id,
            disposition=str(verdict.disposition),
            recipients=len(verdict.recipients),
            rules=tuple(match.id for match in verdict.rules if match.mode is Mode.ENFORCE),
            answer=int(answer[:3]),
            ms=int(seconds * 1000),
            **({"trace": trace} if trace else {}),
        )

    def _count_findings(self, report: Report) -> None:
        """Messages, not findings: a class list with thirty names counts once."""
        for detector in {each.detector for each in report.findings}:
            self._metrics.findings.labels(detector).inc()
        for detector, completion in report.completion:
            if completion is Completion.FAILED:
                self._metrics.failed_detectors.labels(detector).inc()

    def committed(self, message_id: str, *, repeated: bool) -> None:
        self._say(INFO, "committed", id=message_id, repeated=repeated)

    def case_expired(self, case: str) -> None:
        self._say(INFO, "expired", id=case)

    def cases_waiting(self, count: int) -> None:
        """Those who decide were reminded."""
        self._say(INFO, "waiting", cases=count)

    def others_asked(self, count: int) -> None:
        """Nobody had looked at so many cases."""
        self._say(INFO, "unseen", cases=count)

    def digest_sent(self) -> None:
        self._say(INFO, "digest-sent")

    def digests_failed(self, error: str) -> None:
        self._metrics.faults.labels("digests").inc()
        self._say(ERROR, "digests-failed", error=error)

    def delivered(self, job: int, message_id: str, sent: int, waiting: int, failed: int) -> None:
        for fate, count in (("sent", sent), ("waiting", waiting), ("failed", failed)):
            self._metrics.deliveries.labels(fate).inc(count)
        self._say(INFO, "delivery", job=job, id=message_id, sent=sent, waiting=waiting, failed=failed)

    def outbox_failed(self, error: str) -> None:
        self._metrics.faults.labels("outbox").inc()
        self._say(ERROR, "outbox-failed", error=error)

    def deadlines_failed(self, error: str) -> None:
        self._metrics.faults.labels("deadlines").inc()
        self._say(ERROR, "deadlines-failed", error=error)

    def store_failed(self, error: str) -> None:
        self._metrics.faults.labels("store").inc()
        self._say(ERROR, "store-failed", error=error)

    def relay_failed(self, error: str) -> None:
        self._metrics.faults.labels("relay").inc()
        self._say(ERROR, "relay-failed", error=error)

    def web_failed(self, error: str) -> None:
        self._metrics.faults.labels("web").inc()
        self._say(ERROR, "web-failed", error=error)

    def task_ended(self, room: str, error: str) -> None:
        """A task that should run for ever has ended; the gateway stops, to be started again."""
        self._metrics.faults.labels(room).inc()
        self._say(CRITICAL, "task-ended", room=room, error=error)

    def confined(self, fences: Iterable[str], missing: Iterable[str], *, sufficient: bool) -> None:
        """What the workers are confined by. `doctor` explains what is missing."""
        level = INFO if sufficient else WARNING
        self._say(level, "confined", by=tuple(fences), missing=tuple(missing))

    def tracing_failed(self) -> None:
        """The collector of traces does not take them; told when it begins. No mail waits for it."""
        self._metrics.faults.labels("tracing").inc()
        self._say(WARNING, "tracing-failed", "no mail waits for it; see `schoolgate doctor`")

    def workers_unavailable(self) -> None:
        self._metrics.faults.labels("workers").inc()
        self._say(ERROR, "workers-unavailable")

    def login(self, *, accepted: bool, client: str) -> None:
        self._say(INFO, "login", accepted=accepted, client=client)

    def turned_away(self, why: str, client: str, *, tell: bool) -> None:
        """A client of the relay; counted each time, and told when it is news."""
        self._metrics.turned_away.labels(why).inc()
        if tell:
            self._say(WARNING, "turned-away", why=why, client=client)

    def roster_read(self, school: str, pupils: int) -> None:
        self._say(INFO, "roster-read", school=school, pupils=pupils)

    def rules_read(self, school: str) -> None:
        self._say(INFO, "rules-read", school=school)

    def rules_refused(self, school: str) -> None:
        """Why is said by the status page and `doctor`: a directory has addresses in it."""
        self._say(ERROR, "rules-refused", "the old ones stay; see `schoolgate doctor`", school=school)

    def roster_refused(self, school: str, reason: str) -> None:
        """`reason` is the roster room's own sentence: files and counts, never a name."""
        self._say(WARNING, "roster-refused", school=school, reason=reason)

    def _say(self, level: int, word: str, advice: str = "", /, **fields: Value) -> None:
        if self._log.isEnabledFor(level):  # and nobody looks for the line of code that says it
            line = Line(word, tuple(fields.items()), advice)
            self._log.handle(self._log.makeRecord(self._log.name, level, "", 0, line, (), None))


def make_events(metrics: Metrics, log_file: Path | None = None, *, as_json: bool = False) -> Events:
    """Events on standard error, or in a file; what libraries log stays silent below WARNING.

    aiosmtpd's `mail.log` writes every line of a message at DEBUG, and commands at INFO. Django writes the
    address of a page that was refused, and the links of invitations and senders' pages open them.
    OpenTelemetry writes what a collector has answered.
    """
    # No line says so.
    logging.logThreads = logging.logMultiprocessing = logging.logProcesses = False
    handler = logging.FileHandler(log_file) if log_file else logging.StreamHandler(sys.stderr)
    lines = JsonFormatter() if as_json else None
    if not log_file and is_journal(sys.stderr, os.environ):
        handler.setFormatter(JournalFormatter(lines))
    else:
        handler.setFormatter(lines or logging.Formatter(TEXT))
    logging.basicConfig(handlers=[handler], level=WARNING)
    for name in ("mail", "mail.log", "mail.debug", "django", "opentelemetry"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logger = logging.getLogger("schoolgate")
    logger.setLevel(INFO)
    return Events(logger, metrics)
