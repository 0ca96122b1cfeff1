"""Names in HTML: seen only when it is drawn, or never shown at all."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from functools import partial

from tests.evasion.letters import NAME, SENTENCE, page, text, whole_page
from tests.evasion.way import BODY, Caught, Fate, Limit, Way

HIDDEN = "<p>See you on Monday.</p>"
ATTRIBUTES = Caught("body#attributes")
COMMENTS = Caught("body#comments")
CODE = Caught("body#code")
DRAWN = Limit("Only who draws the page, as a browser does, sees in which order its letters stand.")
_DATA = base64.b64encode(f"<p>{SENTENCE}</p>".encode()).decode()


def _cells(*cells: str) -> str:
    return f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"


def _entities(pattern: str) -> str:
    return "".join(pattern.format(ord(letter)) for letter in NAME)


def _with_between(tag: str) -> str:
    """With letters in elements of this kind between those of the name."""
    return f"Gra{tag}xx</span>ce Bis{tag}yy</span>hop"


_STYLED = (
    ("display", "does not display it", '<div style="display:none">Grace Bishop</div>'),
    ("visibility", "makes it invisible", '<p style="visibility:hidden">Grace Bishop</p>'),
    ("white", "writes white on white", '<font color="#ffffff">Grace Bishop</font>'),
    ("size", "writes letters of no size", '<span style="font-size:0">Grace Bishop</span>'),
    ("transparent", "makes it transparent", '<span style="opacity:0">Grace Bishop</span>'),
    ("off-screen", "moves it out of the window",
     '<p style="position:absolute;left:-9999px">Grace Bishop</p>'),
    ("clipped", "cuts it off by a box of no height", '<p style="height:0;overflow:hidden">Grace Bishop</p>'),
    ("outlook-only", "hides it from all programs but Outlook", '<p style="mso-hide:all">Grace Bishop</p>'),
    ("hidden-attribute", "uses the attribute hidden", "<p hidden>Grace Bishop</p>"),
    ("preheader", "writes it where lists of mail show a preview",
     '<div style="display:none;max-height:0">Grace Bishop&zwnj;&nbsp;&zwnj;</div>'),
)  # fmt: skip

_TAGGED = (
    ("tags-in-word", "changes the style within the words", "<b>Gra</b>ce <i>Bis</i>hop"),
    ("tags-each-letter", "gives each letter a tag of its own",
     "".join(f"<span>{letter}</span>" for letter in NAME)),
    ("tags-hidden-between", "puts letters between that are not displayed",
     _with_between('<span style="display:none">')),
    ("tiny-between", "puts letters between that are too small to be seen",
     _with_between('<span style="font-size:1px">')),
    ("narrow-between", "puts letters between that have no room",
     _with_between('<span style="display:inline-block;width:0;overflow:hidden">')),
    ("outside-between", "puts letters between that stand outside the window",
     _with_between('<span style="position:absolute;left:-999em">')),
    ("white-between", "puts letters between that are white",
     _with_between('<span style="color:#fff">')),
    ("white-font-between", "puts letters between in a white font of old",
     "Gra<font color=white>xx</font>ce Bis<font color=white>yy</font>hop"),
    ("class-between", "hides letters between by a style sheet",
     "<style>.a{display:none}</style>Gra<i class=a>xx</i>ce Bis<i class=a>yy</i>hop"),
    ("element-between", "hides an element between by a style sheet at the end",
     "Gra<i>xx</i>ce Bis<i>yy</i>hop<style>@media screen{p>i{font-size:0}}</style>"),
    ("tags-empty-between", "puts empty elements between the letters", "G<b></b>r<i></i>ace Bi<u></u>shop"),
    ("comments-between", "puts comments between the letters", "Gra<!-- x -->ce Bis<!-- y -->hop"),
    ("unknown-tags", "makes up tags", "<pupil>Gra<x>ce</x> Bis<y/>hop</pupil>"),
    ("breaks-allowed", "allows the word to be broken", "Gra<wbr>ce Bis<wbr>hop"),
    ("soft-hyphens", "puts soft hyphens into the words", "Gra&shy;ce Bis&shy;hop"),
    ("no-break-space", "puts a no-break space between the names", "Grace&nbsp;Bishop"),
    ("line-break", "breaks the line between the names", "Grace<br>Bishop"),
    ("blocks", "makes a block of each of the names", "<div>Grace</div><div>Bishop</div>"),
    ("list-items", "makes an item of a list of each", "<ul><li>Grace<li>Bishop</ul>"),
    ("inline-blocks", "displays blocks beside one another",
     '<div style="display:inline">Gra</div><div style="display:inline">ce Bishop</div>'),
    ("block-each-letter", "makes a block of each letter and lets them float",
     "".join(f'<div style="float:left">{letter}</div>' for letter in NAME)),
    ("struck-out", "strikes it out", "<del>Grace Bishop</del>"),
    ("ruby", "writes it as a pronunciation", "<ruby>the pupil<rt>Grace Bishop</rt></ruby>"),
    ("bidi", "turns it round with an element", '<bdo dir="rtl">pohsiB ecarG</bdo>'),
    ("bidi-style", "turns it round with style",
     '<span style="unicode-bidi:bidi-override;direction:rtl">pohsiB ecarG</span>'),
    ("table-letters", "puts each letter into a cell", _cells(*NAME)),
    ("table-names", "puts each name into a cell", _cells("Grace", "8K", "Bishop")),
    ("table-columns", "writes the name down a column",
     "<table>" + "".join(f"<tr><td>{c}</td></tr>" for c in NAME) + "</table>"),
    ("select", "hides it in a list to choose from", "<select><option>Trip<option>Grace Bishop</select>"),
    ("text-area", "writes it into a field of a form", "<textarea>Grace Bishop</textarea>"),
    ("details", "hides it in a part that opens", "<details><summary>More</summary>Grace Bishop</details>"),
    ("template", "writes it into a template, which is not shown", "<template>Grace Bishop</template>"),
    ("noscript", "writes it for programs without scripts", "<noscript>Grace Bishop</noscript>"),
    ("noframes", "writes it for programs without frames", "<noframes>Grace Bishop</noframes>"),
    ("iframe", "writes it into a frame", "<iframe>Grace Bishop</iframe>"),
    ("object", "writes it where an object is missing", "<object data=x>Grace Bishop</object>"),
    ("video", "writes it where a film is missing", "<video>Grace Bishop</video>"),
    ("plaintext", "ends the page's markup", "<plaintext>Grace <b>Bishop"),
    ("svg-text", "draws it as a picture of lines and text",
     '<svg><text x="1" y="9">Grace <tspan>Bis</tspan>hop</text></svg>'),
    ("svg-letters", "draws each letter of it by itself",
     "<svg>" + "".join(f'<text x="{9 * n}">{c}</text>' for n, c in enumerate(NAME)) + "</svg>"),
    ("svg-title", "writes it as the title of a drawing",
     "<svg><title>Grace Bishop</title><desc>x</desc></svg>"),
    ("mathml", "writes it as a formula", "<math><mtext>Grace</mtext><mtext> Bishop</mtext></math>"),
    ("mathml-letters", "writes each letter as a variable",
     "<math>" + "".join(f"<mi>{c}</mi>" for c in "GraceBishop") + "</math>"),
    ("entities-decimal", "writes letters as numbers", _entities("&#{};")),
    ("entities-hexadecimal", "writes letters as hexadecimal numbers", _entities("&#x{:x};")),
    ("entities-bare", "leaves the semicolons away", _entities("&#{} ").replace(" ", "")),
    ("entities-padded", "puts noughts before the numbers", _entities("&#{:012};")),
    ("entities-named", "uses names of letters", "Gr&aacute;ce B&iacute;shop"),
    ("entities-twice", "writes entities of entities", "&amp;#71;race &amp;#66;ishop"),
    ("tag-unclosed", "leaves a tag open", "Grace Bishop <b"),
)  # fmt: skip

_LEFT_OUT = (
    ("cdata", "writes it as XML does", "<![CDATA[Grace Bishop]]>"),
    ("instruction", "writes it as an instruction to a program", "<?note Grace Bishop?>"),
    ("end-tag", "writes it into an end tag", "</p Grace Bishop>"),
    ("comment", "writes a comment", "<!-- Grace Bishop -->"),
    ("comment-unclosed", "leaves a comment open", "<!-- Grace Bishop"),
    ("outlook", "writes for Outlook only", "<!--[if mso]><p>Gra<b>ce</b> Bishop</p><![endif]-->"),
)  # fmt: skip

_ATTRIBUTED = (
    ("alt", "writes it as the text of a picture", '<img src="x" alt="Grace Bishop">'),
    ("title", "writes it as a tip", '<a href="x" title="Grace Bishop">here</a>'),
    ("aria-label", "writes it for those who hear the page", '<p aria-label="Grace Bishop">x</p>'),
    ("aria-description", "describes an element by it", '<p aria-description="Grace Bishop">x</p>'),
    ("data", "uses an attribute of the page's own", '<p data-pupil="Grace Bishop">x</p>'),
    ("class", "makes classes of it", '<p class="grace bishop">x</p>'),
    ("id", "makes it an element's id", '<p id="grace-bishop">x</p>'),
    ("attribute-name", "makes it the name of an attribute", "<p grace-bishop>x</p>"),
    ("href-path", "writes it into a link's address", '<a href="https://example.org/grace-bishop">here</a>'),
    ("href-percent", "writes it so, with percent signs",
     '<a href="https://example.org/Grace%20Bishop">here</a>'),
    ("href-letters", "writes each letter of it so",
     '<a href="https://example.org/' + "".join(f"%{ord(c):02x}" for c in NAME) + '">here</a>'),
    ("mailto-body", "writes it into the text that a link would write",
     '<a href="mailto:a@b.example?body=Grace%20Bishop">x</a>'),
    ("img-source", "sends it to a server as the address of a picture",
     '<img src="https://example.org/?n=Grace+Bishop">'),
    ("form-action", "sends it to a server by a form",
     '<form action="https://example.org/grace-bishop"></form>'),
    ("form-value", "hides it in a form", '<input type="hidden" value="Grace Bishop">'),
    ("srcdoc", "writes it into a page in the page",
     '<iframe srcdoc="&lt;p&gt;Grace Bishop&lt;/p&gt;"></iframe>'),
    ("background", "writes it into the address of a background",
     '<table background="https://example.org/grace-bishop"><tr><td>x</table>'),
    ("style-url", "writes it into an address in a style",
     '<p style="background:url(https://example.org/Grace-Bishop)">x</p>'),
    ("style-content", "writes it into an element's style", '<p style="--n:\'Grace Bishop\'">x</p>'),
    ("event", "writes it into a script of an element", "<p onclick=\"alert('Grace Bishop')\">x</p>"),
    ("microdata", "marks it up for machines", '<meta itemprop="name" content="Grace Bishop">'),
    ("cite", "names it as a source", '<q cite="urn:Grace Bishop">x</q>'),
    ("abbr", "shortens the head of a table", '<table><tr><th abbr="Grace Bishop">x</table>'),
    ("summary", "sums up a table by it", '<table summary="Grace Bishop"><tr><td>x</table>'),
)  # fmt: skip

_CODED = (
    ("style-after", "lets style add it", "<style>p::after{content:'Grace Bishop'}</style><p></p>"),
    ("style-escaped", "lets style add it, letters as numbers",
     r"<style>p::after{content:'\47 race \42 ishop'}</style><p></p>"),
    ("style-comment", "comments a style", "<style>/* Grace Bishop */</style>"),
    ("style-class", "names a class after the pupil", "<style>.Grace-Bishop{color:red}</style>"),
    ("script-text", "writes it in a script", "<script>document.write('Grace Bishop')</script>"),
    ("script-comment", "comments a script", "<script>// Grace Bishop\n</script>"),
    ("script-json", "adds data for machines",
     '<script type="application/ld+json">{"givenName":"Grace","familyName":"Bishop"}</script>'),
    ("script-escaped", "writes it in a script, letters as numbers",
     r"<script>var a='\x47race \u0042ishop'</script>"),
)  # fmt: skip

_OTHERS = (
    Way("page-title", "makes it the title of the page",
        lambda: whole_page(f"<html><head><title>{NAME}</title></head><body>{HIDDEN}</body></html>"), BODY),
    Way("page-meta", "describes the page by it",
        lambda: whole_page(
            f'<html><head><meta name="description" content="{NAME}"></head><body>x</body></html>'
        ), ATTRIBUTES),
    Way("page-doctype", "writes it into the declaration of the page's kind",
        lambda: whole_page(f'<!DOCTYPE html SYSTEM "{NAME}"><p>x'), COMMENTS),
    Way("page-behind-end", "writes behind the end of the page",
        lambda: whole_page(f"<html><body><p>x</p></body></html>{NAME}"), BODY),
    Way("page-in-text", "writes tags into a plain text", lambda: text("About <b>Gra</b>ce Bis<i>hop</i>"),
        BODY),
    Way("page-tag-in-text", "writes a tag into a plain text", lambda: text(f'See you. <img alt="{NAME}">'),
        BODY),
    Way("page-data-frame", "hides a page in an address",
        lambda: page(f'<iframe src="data:text/html;base64,{_DATA}"></iframe>'),
        Caught("attachment:attachment-1.html")),
    Way("page-data-style", "hides a text in an address in a style",
        lambda: page(f"<style>p{{background:url(data:text/html;base64,{_DATA})}}</style>"),
        Caught("attachment:attachment-1.html")),
    Way("page-flex-order", "lets style change the order of the letters",
        lambda: page(
            '<div style="display:flex;flex-direction:row-reverse">'
            + "".join(f"<b>{c}</b>" for c in NAME[::-1])
            + "</div>"
        ), DRAWN),
    Way("page-positions", "places each letter by itself, in another order",
        lambda: page(
            "".join(
                f'<b style="position:absolute;left:{9 * n}px">{NAME[n]}</b>'
                for n in (3, 1, 8, 0, 10, 2, 6, 4, 9, 7, 11, 5)
            )
        ), DRAWN),
    Way("page-font", "brings a font that draws other letters",
        lambda: page(
            "<style>@font-face{font-family:x;src:url(x.woff)}</style>"
            "<p style='font-family:x'>Tenpr Ovfubc</p>"
        ), DRAWN),
    Way("page-art", "draws the name with signs",
        lambda: page("<pre>###  #\n#    #\n# ## #\n#  #  \n###  #</pre>"), DRAWN),
    Way("page-coloured-cells", "paints the letters with coloured cells of a table",
        lambda: page("<table><tr><td bgcolor=black><td><td bgcolor=black></table>"), DRAWN),
)  # fmt: skip


def _inside(prefix: str, rows: Sequence[tuple[str, str, str]], fate: Fate) -> Iterator[Way]:
    return (
        Way(f"page-{prefix}{name}", does, partial(page, HIDDEN + inner), fate) for name, does, inner in rows
    )


WAYS = (
    *_inside("hidden-", _STYLED, BODY),
    *_inside("", _TAGGED, BODY),
    *_inside("", _LEFT_OUT, COMMENTS),
    *_inside("attribute-", _ATTRIBUTED, ATTRIBUTES),
    *_inside("code-", _CODED, CODE),
    *_OTHERS,
)
