"""The words in which a case is told: what was found, how sure it is, what kind of file something is."""

from __future__ import annotations

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from detectors.finding import DetectorId, Protection
from detectors.names.sense import Form
from detectors.roster import Pupil
from gateway.actions.notices.phrasefile import english, load_phrases
from gateway.actions.notices.phrases import Phrases
from gateway.actions.quoting import one_line
from gateway.settings.languages import ENGLISH, NOTICES, languages

KINDS: dict[DetectorId, str | Promise] = {
    DetectorId.PUPIL_NAME: _("a pupil’s name"),
    DetectorId.UNENCRYPTED_ATTACHMENT: _("a file without a password"),
    DetectorId.WEAK_PROTECTION: _("a file with a weak password"),
    DetectorId.PASSWORD_DISCLOSED: _("the password of a file"),
    DetectorId.UNINSPECTABLE: _("something that could not be read"),
    DetectorId.MALFORMED_MESSAGE: _("something that mail programs may read differently"),
    DetectorId.AUTO_FORWARD: _("a sign of mail that is forwarded automatically"),
    DetectorId.FORWARD: _("a forwarded message"),
    DetectorId.BULK_FORWARD: _("many messages in one"),
    DetectorId.IDENTIFIER: _("a number or date that belongs to a pupil"),
    DetectorId.SENSITIVE_TERM: _("a sensitive word near a pupil’s name"),
    DetectorId.PUPIL_RECORDS: _("a list of pupils"),
    DetectorId.VISIBLE_RECIPIENTS: _("addresses that everybody can see"),
    DetectorId.NO_COLLEAGUE_COPIED: _("mail to a pupil without a colleague in copy"),
    DetectorId.STAFF_CONTACT_DETAILS: _("private contact details of staff"),
    DetectorId.NO_SUBJECT: _("an empty subject line"),
    DetectorId.MARKED_PRIVATE: _("a mark that it is private"),
    DetectorId.LOOK_ALIKE_DOMAIN: _("an address that looks like another"),
    DetectorId.SIMILAR_RECIPIENTS: _("two addresses that are much alike"),
    DetectorId.COLLEAGUE_NAMESAKE: _("an outside address with a colleague’s name"),
    DetectorId.OTHER_GREETING: _("a greeting to somebody else"),
    DetectorId.FIRST_CONTACT: _("an address that is new to the sender"),
    DetectorId.PERSONAL_REPLY_ADDRESS: _("a private address for answers"),
    DetectorId.SENDER_MISMATCH: _("another sender than it says"),
    DetectorId.FILE_SHARING_LINK: _("a link to shared files"),
    DetectorId.DISGUISED_FILE: _("a file that is not what its name says"),
}
_FORMS: dict[str, str | Promise] = {
    Form.FULL: _("the full name"),
    Form.SURNAME_FIRST: _("the full name, surname first"),
    Form.SPELLING: _("another spelling of the name"),
    Form.SHORT: _("a short form of the first name"),
    Form.HALF: _("one half of a double name"),
    Form.SLIP: _("the name with a typing error"),
    Form.MIDDLE: _("with a middle name that is not on the pupil list"),
    Form.JOINED: _("first name and surname written as one word"),
    Form.SHARED: _("a first name before a shared surname"),
    Form.CELLS: _("first name and surname in two cells of a row"),
    Form.RECORD: _("first name and surname in two fields of a record"),
}
_SEVERITIES: dict[int, str | Promise] = {
    1: _("A pupil can be told from it."),
    2: _("A pupil is named together with a date of birth or a number that belongs to them."),
    3: _("A pupil is named together with something sensitive."),
    4: _("It has the records of many pupils in it."),
    5: _("Sensitive facts or many records would go to a private account, or to somebody unknown."),
}
_ALMOST_CERTAIN, _LIKELY = 0.9, 0.7
PROTECTION: dict[Protection, str | Promise] = {
    Protection.NONE: _("no password"),
    Protection.ENCRYPTED: _("locked with a password"),
    Protection.WEAK: _("its password is easy to get past"),
    Protection.UNKNOWN: _("could not be read"),
}
_FILES: dict[str, str | Promise] = {
    "csv": _("table"),
    "doc": _("Word document"),
    "docm": _("Word document with macros"),
    "docx": _("Word document"),
    "eml": _("message"),
    "htm": _("web page"),
    "html": _("web page"),
    "ics": _("appointment"),
    "msg": _("message"),
    "odp": _("presentation"),
    "ods": _("spreadsheet"),
    "odt": _("text document"),
    "pdf": _("PDF document"),
    "ppt": _("PowerPoint presentation"),
    "pptx": _("PowerPoint presentation"),
    "rar": _("archive of files"),
    "rtf": _("text document"),
    "txt": _("plain text"),
    "vcf": _("contact details"),
    "xls": _("Excel workbook"),
    "xlsb": _("Excel workbook"),
    "xlsm": _("Excel workbook with macros"),
    "xlsx": _("Excel workbook"),
    "xml": _("data file"),
    "zip": _("archive of files"),
    "7z": _("archive of files"),
}
_FAMILIES: dict[str, str | Promise] = {
    "audio": _("sound"),
    "image": _("picture"),
    "text": _("text"),
    "video": _("film"),
    "message": _("message"),
}


def phrases() -> Phrases:
    """The phrases of notices in the language of the page: they have words for places and rules."""
    return _phrases(get_language() or ENGLISH)


@cache
def _phrases(language: str) -> Phrases:
    if language == ENGLISH or language not in languages():
        return english()
    return load_phrases(NOTICES / language, english())[0]


def kind_in_words(detector: DetectorId) -> str:
    return str(KINDS.get(detector, detector.value.replace("-", " ")))


def severity_in_words(severity: int) -> str:
    """Empty where no pupil can be told from it."""
    return str(_SEVERITIES.get(severity, ""))


def how_in_words(matched: str) -> str:
    """How a name was recognised."""
    return str(_FORMS.get(matched, ""))


def sure_in_words(confidence: float) -> str:
    if confidence >= _ALMOST_CERTAIN:
        return gettext("almost certain")
    return gettext("likely") if confidence >= _LIKELY else gettext("not certain")


def pupil_in_words(pupil: Pupil) -> str:
    """ "Grace Bishop (Year 8)"."""
    name = one_line(f"{pupil.forename} {pupil.surname}")
    year = one_line(pupil.year_group, 30)
    if pupil.left:
        told = gettext("has left the school")
    elif year.isdigit():
        told = gettext("Year %(year)s") % {"year": year}
    else:
        told = year
    return f"{name} ({told})" if told else name


def file_in_words(name: str, media_type: str) -> str:
    """What kind of file it is, by its name; by its type where the name does not tell."""
    ending = name.rpartition(".")[2].lower()
    family = media_type.partition("/")[0]
    known = _FILES.get(ending) or _FAMILIES.get(family)
    return str(known or pgettext_lazy("a kind of attachment", "file"))
