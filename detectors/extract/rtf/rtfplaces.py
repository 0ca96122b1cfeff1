"""What the groups of an RTF document hold: running text, and where it stands; data; or only looks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# RTF 1.9.1: the destinations that hold words, and what we call the place. Destinations that are marked to
# be ignored by programs that do not know them (\*) and are not listed anywhere here are "data".
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
        "footer": "header", "footerl": "header", "footerr": "header", "footerf": "header",
        "footnote": "footnotes",
        "annotation": "comments", "atnauthor": "comments", "atnid": "comments",
        "info": "metadata", "userprops": "metadata", "docvar": "metadata", "template": "metadata",
        "title": "metadata", "subject": "metadata", "author": "metadata", "manager": "metadata",
        "company": "metadata", "operator": "metadata", "category": "metadata", "keywords": "metadata",
        "comment": "metadata", "doccomm": "metadata", "hlinkbase": "metadata", "generator": "metadata",
        "propname": "metadata", "staticval": "metadata", "linkval": "metadata",
        "revtbl": "attributes", "sv": "attributes",
        "fldinst": "fields", "xe": "fields", "tc": "fields", "tcn": "fields",
        "formfield": "form", "ffname": "form", "ffdeftext": "form", "ffformat": "form",
        "ffhelptext": "form", "ffstattext": "form", "ffentrymcr": "form", "ffexitmcr": "form", "ffl": "form",
        "bkmkstart": "names", "bkmkend": "names", "objclass": "names", "objname": "names",
        "nextfile": "links", "filetbl": "links",
        "shptxt": "", "dptxbxtext": "",
    }
)  # fmt: skip
# A name and a value, each in a group.
OF_PARTS = frozenset({"docvar"})
# Marked to be ignored, and yet part of the text round them.
INLINE = frozenset({"shppict", "shpinst", "fldrslt", "result", "picprop", "sp", "moMath", "moMathPara", "do"})
# Names of styles and fonts, colours, numbers of lists, and text that is there a second time.
LOOKS = frozenset(
    {
        "colortbl", "stylesheet", "listtable", "listoverridetable", "listpicture", "rsidtbl", "latentstyles",
        "themedata", "colorschememapping", "xmlnstbl", "panose", "falt", "pnseclvl", "pgptbl", "blipuid",
        "nonshppict", "nesttableprops", "wgrffmtfilter", "passwordhash", "password", "mhtmltag", "sn",
        "defchp", "defpap", "atnref", "atrfstart", "atrfend", "atndate", "objtime", "keycode", "mmathPr",
    }
)  # fmt: skip
# Binary data in hexadecimal, and what is in it: a picture, an object (a file, mostly), anything.
PICTURE, OBJECT, DATA = "pict", "objdata", "hex"
HEXADECIMAL: Mapping[str, str] = MappingProxyType(
    {
        "pict": PICTURE,
        "objdata": OBJECT,
        "datafield": DATA,
        "datastore": DATA,
        "objalias": DATA,
        "objsect": DATA,
    }
)
# The kinds of picture (RTF 1.9.1, "Pictures").
PICTURES = frozenset(
    {"pngblip", "jpegblip", "emfblip", "macpict", "pmmetafile", "wmetafile", "dibitmap", "wbitmap"}
)
# Words that stand for text (RTF 1.9.1, "Special Characters").
CHARACTERS: Mapping[str, str] = MappingProxyType(
    {
        "tab": "\t", "line": "\n", "lbr": "\n", "page": "\n", "column": "\n", "bullet": "\u2022",
        "emdash": "\u2014", "endash": "\u2013", "emspace": " ", "enspace": " ", "qmspace": " ",
        "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d",
    }
)  # fmt: skip
PARAGRAPH_ENDS = frozenset({"par", "sect"})
# Symbols that stand for text: a hard space, a hard hyphen, braces; a line end is \par.
SYMBOLS: Mapping[str, str] = MappingProxyType(
    {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
)
