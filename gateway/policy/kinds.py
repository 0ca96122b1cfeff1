"""The kinds of finding that each detector tells apart: a rule on a kind that never comes is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detectors.finding import DetectorId
from detectors.identifiers.mark import Kind as IdentifierKind
from detectors.people.imitation import Likeness
from detectors.pupil_records import Kind as RecordsKind
from detectors.words.vocabulary import Category

# A detector that is not here tells no kinds apart.
KINDS: Mapping[DetectorId, frozenset[str]] = MappingProxyType(
    {
        DetectorId.AUTO_FORWARD: frozenset({"rule", "setting", "marked", "rewritten-sender"}),
        DetectorId.FORWARD: frozenset({"subject", "quoted", "attached", "marked", "resent"}),
        DetectorId.BULK_FORWARD: frozenset({"mailbox-file", "archive-of-messages", "attached-messages"}),
        DetectorId.IDENTIFIER: frozenset(IdentifierKind),
        DetectorId.SENSITIVE_TERM: frozenset(Category),
        DetectorId.PUPIL_RECORDS: frozenset(RecordsKind),
        DetectorId.VISIBLE_RECIPIENTS: frozenset({"families", "outside"}),
        DetectorId.STAFF_CONTACT_DETAILS: frozenset({"mobile", "private-address", "social"}),
        DetectorId.NO_SUBJECT: frozenset({"missing"}),
        DetectorId.MARKED_PRIVATE: frozenset({"sensitivity", "subject"}),
        DetectorId.LOOK_ALIKE_DOMAIN: frozenset(Likeness),
        DetectorId.SIMILAR_RECIPIENTS: frozenset({"one-letter-off", "other-provider"}),
        DetectorId.COLLEAGUE_NAMESAKE: frozenset({"display-name", "address"}),
        DetectorId.SENDER_MISMATCH: frozenset({"outside", "colleague"}),
        DetectorId.FILE_SHARING_LINK: frozenset(
            """
            wetransfer dropbox google-drive google-photos onedrive icloud mega box sendspace mediafire
            hightail filemail transfernow smash swisstransfer transferxl pcloud gofile file.io 4shared
            send-anywhere terabox workupload wormhole mailbigfile jumpshare pixeldrain transfer.sh bittorrent
            """.split()  # noqa: SIM905 (a list of them would be thirty lines)
        ),
        DetectorId.DISGUISED_FILE: frozenset({"renamed"}),
    }
)

# Those whose findings say which pupils they are about.
ABOUT_PUPILS = frozenset(
    {
        DetectorId.PUPIL_NAME,
        DetectorId.IDENTIFIER,
        DetectorId.SENSITIVE_TERM,
        DetectorId.PUPIL_RECORDS,
    }
)
