"""What the detectors saw, laid out so that it can be asked for each of ten thousand recipients."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from detectors.finding import AttachmentReport, Completion, DetectorId, Finding, Place, Report
from gateway.policy.verdict import Truth


@dataclass(frozen=True)
class Seen:
    """One report. A finding concerns a recipient where it names none, or names that one."""

    report: Report

    def findings(self, detector: DetectorId, address: str) -> Sequence[Finding]:
        """Those that concern the recipient; those that concern everybody come first."""
        common = self._common.get(detector, ())
        if address not in self._directed:
            return common
        own = [self.report.findings[place] for place in self.directed(address, (detector,))]
        return [*common, *own] if own else common

    def inside(self, attachment: AttachmentReport, address: str) -> Iterable[Finding]:
        """Those in an attachment, or in a file in it, that concern the recipient."""
        return (
            each
            for each in self._inside.get(attachment.path, ())
            if not each.recipients or address in each.recipients
        )

    def missed(self, detector: DetectorId) -> Truth:
        """NO, or UNKNOWN: a detector that did not finish may have missed what it looks for."""
        done = self.completion_of(detector) in (Completion.FINISHED, Completion.WAIVED)
        return Truth.NO if done else Truth.UNKNOWN

    def completion_of(self, detector: DetectorId) -> Completion:
        return self._completion.get(detector, Completion.FAILED)

    @cached_property
    def is_whole(self) -> bool:
        """Whether all of the message could be read, and in one way only."""
        done = (Completion.FINISHED, Completion.WAIVED)
        unread = (DetectorId.UNINSPECTABLE, DetectorId.MALFORMED_MESSAGE)
        return all(each in done for each in self._completion.values()) and not any(
            finding.detector in unread for finding in self.report.findings
        )

    def directed(self, address: str, detectors: Collection[DetectorId]) -> tuple[int, ...]:
        """The places in the report of those findings of these detectors that name the recipient."""
        places = self._directed.get(address, ())
        return tuple(each for each in places if self.report.findings[each].detector in detectors)

    @cached_property
    def named(self) -> frozenset[str]:
        """The ids of all pupils whom a finding may be about."""
        return frozenset(pupil for finding in self.report.findings for pupil in finding.pupils)

    @cached_property
    def _common(self) -> Mapping[DetectorId, list[Finding]]:
        common: dict[DetectorId, list[Finding]] = {}
        for finding in self.report.findings:
            if not finding.recipients:
                common.setdefault(finding.detector, []).append(finding)
        return common

    @cached_property
    def _directed(self) -> Mapping[str, tuple[int, ...]]:
        directed: dict[str, list[int]] = {}
        for place, finding in enumerate(self.report.findings):
            for address in dict.fromkeys(finding.recipients):
                directed.setdefault(address, []).append(place)
        return {address: tuple(places) for address, places in directed.items()}

    @cached_property
    def _inside(self) -> Mapping[str, list[Finding]]:
        """By the path of each attachment; a file's path begins with those of the files that it is in."""
        inside: dict[str, list[Finding]] = {each.path: [] for each in self.report.attachments}
        above: dict[str, list[str]] = {}
        for finding in self.report.findings:
            path = finding.location.path
            if finding.location.place is not Place.ATTACHMENT:
                continue
            if path not in above:
                above[path] = [each for each in _with_parents(path) if each in inside]
            for each in above[path]:
                inside[each].append(finding)
        return inside

    @cached_property
    def _completion(self) -> Mapping[DetectorId, Completion]:
        return dict(self.report.completion)


def _with_parents(path: str) -> Iterable[str]:
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)
    yield path
