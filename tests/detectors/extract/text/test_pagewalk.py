"""Both walks through a page gather the same, whatever the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.extract.text.page import Page
from detectors.extract.text.pagewalk import UnclearError, parsed, read_nodes, read_page, read_written
from detectors.extract.text.style import hiding

TAGS = (
    "p",
    "div",
    "b",
    "td",
    "th",
    "tr",
    "table",
    "style",
    "script",
    "svg",
    "math",
    "template",
    "pre",
    "textarea",
    "br",
    "img",
    "li",
    "bdo dir=rtl",
    "span hidden",
    "div style='display:none'",
    "a title='x  y' href='mailto:q'",
    "title",
    "style class=x",
    "noscript",
    "xmp",
    "plaintext",
    "select",
    "option",
    "td style='float:left'",
    "font color=white",
    "iframe srcdoc='<b>x'",
    "p class=note",
    'a x"="a>b',
    "a title='<!--'",
    "a title='-->'",
    "b a'b=c",
    "o:p",
    "x_y",
)
ENDS = ("p", "div", "td", "table", "style", "script", "svg", "pre", "xmp", "a", "b", "x")
WORDS = (
    "Grace",
    "  Bishop ",
    "\n",
    "&nbsp;",
    "&amp;lt;",
    "<!-- c <b> -->",
    "<!-- <!-- x -->",
    "<!-->",
    "<!x-->",
    "<!x>",
    "<![CDATA[zz]]>",
    "]]>",
    "<",
    ">",
    "\0",
    "a\tb",
    "</>",
    ".note{display:none}",
    "é\u202e",
    "<!-- <style> -->",
    "<style><!-- .note{display:none} --></style>",
    '"',
    "='",
)
PAGES = st.lists(
    st.one_of(
        st.builds(
            lambda tag, end: f"<{tag}{end}", st.sampled_from(TAGS), st.sampled_from((">", ">", "/>", ""))
        ),
        st.sampled_from(ENDS).map(lambda tag: f"</{tag}>"),
        st.sampled_from(WORDS),
    ),
    max_size=25,
).map("".join)


def gathered(page: Page) -> tuple[object, ...]:
    unspoken = list(page.unspoken)
    return page.text, page.styled_lines, page.comments, page.attributes, page.tables, unspoken, page.code


@given(PAGES)
def test_the_quick_walk_gathers_what_the_long_one_does(source: str) -> None:
    parser = parsed(source)
    if parser.root is None:
        return
    hidden = hiding(sheet.text(deep=True) for sheet in parser.css("style"))
    long = read_nodes(parser.root, hidden)
    try:
        quick = read_written(parser.root.html or "", hidden)
    except UnclearError:
        return
    assert gathered(quick) == gathered(long)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Dear <b>all</b>,<br>the <i title=x>trip</i> &amp; so</p><!-- x --><table><tr><td>a<td>b</table>",
        "<style>.a{display:none}</style><div class=a>hidden</div><p style='float:left'>in line</p>",
    ],
)
def test_ordinary_pages_are_walked_quickly(source: str) -> None:
    root = parsed(source).root
    assert root is not None
    assert read_written(root.html or "", frozenset()).text


@pytest.mark.parametrize(
    "source",
    ["<xmp>a<b</xmp>", "<a b'c=d>x</a>", "<script>1 < 2</script>", "<svg><b>x</b></svg>", "<p><?x y?>a"],
)
def test_others_are_walked_node_by_node(source: str) -> None:
    root = parsed(source).root
    assert root is not None
    with pytest.raises(UnclearError):
        read_written(root.html or "", frozenset())


def test_an_instruction_to_a_program_hides_nothing() -> None:
    page = read_page("<div style='display:none'><?x y?>gone</div><b>Grace</b><br>")
    assert page.styled_lines == []
    assert "Grace" in "".join(page.styled)
