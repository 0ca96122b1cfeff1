"""Every target that is fuzzed, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detectors.extract import mediatypes as kinds
from tests.fuzz.checks import (
    files,
    frames,
    mail,
    mailboxes,
    mime,
    notices,
    policy,
    rewriting,
    rosters,
    signing,
    web,
    wire,
    words,
)
from tests.fuzz.mutators import in_lines, in_stream, in_zip
from tests.fuzz.target import Mutator, Target

_MAIL_LINES = in_lines(
    b"Content-Type: multipart/mixed; boundary=b\r",
    b'Content-Type: multipart/alternative; boundary="bb"\r',
    b"Content-Type: message/rfc822\r",
    b"Content-Type: text/html; charset=utf-8\r",
    b"Content-Type: text/plain; charset=utf-16\r",
    b"Content-Transfer-Encoding: base64\r",
    b"Content-Transfer-Encoding: quoted-printable\r",
    b"Content-Disposition: attachment; filename*0*=utf-8''Grace; filename*1=\" Bishop.txt\"\r",
    b"Subject: =?utf-8?q?Grace_Bishop?=\r",
    b"To: Grace Bishop <a@family.example>, zoe@oakfield.sch.uk (Zoe), b@home.example\r",
    b"--b\r",
    b"--bb\r",
    b"--b--\r",
    b"\r",
    b" \r",
    b"Grace Bishop and Henry Tudor were late.\r",
    b"R3JhY2UgQmlzaG9w\r",
    b"Gra=\r",
    b"<p>Zo&euml; O&#39;Neill</p>\r",
    b"begin 644 marks.csv\r",
    b"=ybegin line=128 size=3 name=a.zip\r",
)
_RULE_LINES = in_lines(
    b"[[rule]]",
    b'id = "a-rule"',
    b'title = "A rule"',
    b'action = "hold"',
    b'action = "rewrite"',
    b'rewrite = { names = "initials", subject_tag = "[External]" }',
    b'when = { finding = "pupil-name" }',
    b'when = { all = [{ finding = "pupil-name" }, { not = { severity = 3 } }] }',
    b'to = { any_of = ["external"] }',
    b'from = { groups = ["office"] }',
    b'when = { sent = { at_least = 3, of = "messages", within = "day" } }',
    b'when = { attachment = { protection = ["none"], types = ["image/"] } }',
    b'when = { any = [{ larger_than = "10 MB" }, { recipients = { at_least = 2 } }, { time = "outside" }] }',
    b'otherwise = "return"',
    b"[office_hours]",
    b'fast_lane = ["mash"]',
    b'mode = "monitor"',
)
_LIST_LINES = in_lines(
    b"id,forename,surname,date_of_birth,upn",
    b"Surname;Forename;DOB;Year",
    b"1,Grace,Bishop,2014-02-03,A000000000001",
    b'2,"Tudor, Henry",,30/09/2013',
    b"sourcedId,status,givenName,familyName,role",
    b"<Pupil><UPN>A000000000001</UPN><Surname>Bishop</Surname><Forename>Grace</Forename></Pupil>",
    b'{"data": [{"id": "1", "forename": "Grace", "surname": "Bishop"}]}',
    b"users.csv",
)

# Which readers of files each target feeds; none may be missing (test_targets.py).
READING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": (
            kinds.PLAIN,
            kinds.PGP_SIGNATURE,
            kinds.CALENDAR,
            kinds.VCARD,
            kinds.INI,
            kinds.CSV,
            kinds.TSV,
        ),
        "markup": (kinds.HTML, kinds.XML, kinds.JSON),
        "rtf": (kinds.RTF,),
        "ooxml": (kinds.DOCX, kinds.XLSX, kinds.XLSB, kinds.PPTX),
        "opendocument": (
            kinds.ODT,
            kinds.ODS,
            kinds.ODP,
            kinds.ODG,
            kinds.ODF_FORMULA,
            kinds.ODF_CHART,
            kinds.ODF_IMAGE,
            kinds.ODF_DATABASE,
        ),
        "flat-opendocument": (kinds.FLAT_ODF,),
        "office97": (kinds.DOC, kinds.XLS, kinds.PPT, kinds.OLE, kinds.SEALED_OFFICE),
        "pdf": (kinds.PDF,),
        "mail-files": (kinds.MAIL, kinds.MBOX),
        "outlook": (kinds.OUTLOOK,),
        "tnef": (kinds.TNEF,),
        "sealed-mail": (kinds.CMS, kinds.CMS_SIGNATURE, kinds.PGP_MESSAGE),
        "zip": (kinds.ZIP, kinds.EPUB),
        "7z": (kinds.SEVEN_ZIP,),
        "rar": (kinds.RAR,),
        "tar": (kinds.TAR,),
        "streams": (kinds.GZIP, kinds.BZIP2, kinds.XZ, kinds.LZMA, kinds.ZSTD),
        "cab": (kinds.CAB,),
        "iso": (kinds.ISO,),
        "vaults": (kinds.RIGHTS_MANAGED, kinds.KEEPASS, kinds.DISK_IMAGE, kinds.MAIL_STORE),
        "metafiles": (kinds.EMF, kinds.WMF),
        "pictures": ("image/*",),
    }
)
_MUTATORS: Mapping[str, Mutator] = MappingProxyType(
    {"ooxml": in_zip, "opendocument": in_zip, "zip": in_zip, "streams": in_stream, "mail-files": _MAIL_LINES}
)
_LONGEST: Mapping[str, int] = MappingProxyType(
    {
        "office97": 12_288,
        "outlook": 12_288,
        "ooxml": 8_192,
        "opendocument": 8_192,
        "iso": 65_536,
        "pdf": 4_096,
    }
)

TARGETS: tuple[Target, ...] = (
    Target("mime", mime.check_message, mutate=_MAIL_LINES),
    Target("header-values", mime.check_header_values, longest=512),
    Target("transfer", mime.check_transfer),
    Target("inspection", mail.check_inspection, mutate=_MAIL_LINES),
    Target("names", words.check_names, longest=512),
    Target("rewriting-names", rewriting.check_names, mutate=_MAIL_LINES),
    Target("rewriting-marks", rewriting.check_marks, mutate=_MAIL_LINES),
    Target("rewriting-recipients", rewriting.check_hiding, mutate=_MAIL_LINES),
    Target("addresses", rewriting.check_addresses, longest=512),
    Target("signing", signing.check_signing, mutate=_MAIL_LINES),
    *(
        Target(name, files.reads_as(*read), _LONGEST.get(name, 2_048), _MUTATORS.get(name))
        for name, read in READING.items()
    ),
    Target("policy", policy.check_policy, mutate=_RULE_LINES),
    Target("directory", policy.check_directory),
    Target("words", policy.check_words),
    Target("settings", policy.check_settings),
    Target("rosters", rosters.check_roster, mutate=_LIST_LINES),
    Target("smtp-data", wire.check_data, longest=4_096),
    Target("smtp-path", wire.check_path, longest=512),
    Target("smtp-replies", wire.check_replies, longest=512),
    Target("trace", wire.check_trace, longest=512),
    Target("frames", frames.check_frames),
    Target("delivery-status", notices.check_status, longest=512),
    Target("notice-fields", notices.check_fields, longest=512),
    Target("links", notices.check_link, longest=512),
    Target("page", web.check_page),
    Target("queries", web.check_queries, longest=512),
    Target("mbox", mailboxes.check_mbox, mutate=_MAIL_LINES),
)
BY_NAME: Mapping[str, Target] = MappingProxyType({target.name: target for target in TARGETS})
