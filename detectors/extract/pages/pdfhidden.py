"""What is in a PDF but on none of its pages: stamps and notes as they look, pages that were removed.

PDFium reads pages, so all of it is put onto pages of a new document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pikepdf

from detectors.protection.pdf.qpdf import without_encryption

_ON_ONE_PAGE = 100  # forms
_APART = 1_000  # points
_MOST_LEVELS = 50  # of the tree of pages


def hidden_pages(pdf: pikepdf.Pdf) -> bytes | None:
    """A document of what the pages do not show; None where there is nothing. Changes `pdf`."""
    forms, pages = _unused_forms(pdf), _removed_pages(pdf)
    for start in range(0, len(forms), _ON_ONE_PAGE):
        pages.append(_page_of(pdf, forms[start : start + _ON_ONE_PAGE]))
    return document_of(pdf, pages) if pages else None


def document_of(pdf: pikepdf.Pdf, pages: Sequence[pikepdf.Object]) -> bytes:
    """A document of nothing but these pages of `pdf`, which is changed by it."""
    tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=len(pages)))
    for page in pages:
        resources = _inherited(page)
        if resources is not None:
            page.Resources = resources
        page.Parent = tree
    tree.Kids = pikepdf.Array(pages)
    pdf.trailer.Root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Catalog, Pages=tree))
    return without_encryption(pdf)


def _inherited(page: pikepdf.Object) -> pikepdf.Object | None:
    """A page's resources, which it may share with others (ISO 32000-1 §7.7.3.4)."""
    node: object = page
    for _ in range(_MOST_LEVELS):
        if not isinstance(node, pikepdf.Dictionary):
            break
        if "/Resources" in node:
            return node["/Resources"]
        node = node.get("/Parent")
    return None


def _unused_forms(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Forms and tiling patterns that no content can draw by name: appearances of annotations, leftovers.

    PDFium draws patterns, but takes what they are made of for no text, so they always count.
    """
    forms: dict[tuple[int, int], pikepdf.Object] = {}
    used: set[tuple[int, int]] = set()
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            if each.get("/Subtype") == "/Form":
                forms[each.objgen] = each
            elif each.get("/PatternType") == 1:
                each.stream_dict["/Subtype"] = pikepdf.Name.Form
                each.stream_dict["/Type"] = pikepdf.Name.XObject
                forms[each.objgen] = each
        for resources in _resources(each):
            used.update(_objects_of(resources))
    return [form for number, form in forms.items() if number not in used]


def _resources(each: object) -> Iterable[pikepdf.Object]:
    """An object's resources, or the object itself, as it may be somebody's."""
    if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
        yield each
        inner = each.get("/Resources")
        if isinstance(inner, pikepdf.Dictionary):
            yield inner


def _objects_of(resources: pikepdf.Object) -> set[tuple[int, int]]:
    objects = resources.get("/XObject")
    if not isinstance(objects, pikepdf.Dictionary):
        return set()
    return {each.objgen for each in objects.values() if isinstance(each, pikepdf.Stream)}


def _removed_pages(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Programs that take a page out of a document may leave it in the file."""
    shown = {page.obj.objgen for page in pdf.pages}
    found = (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
    return [each for each in found if each.get("/Type") == "/Page" and each.objgen not in shown]


def _page_of(pdf: pikepdf.Pdf, forms: list[pikepdf.Object]) -> pikepdf.Object:
    """Forms one above the other, far enough apart for their words not to mingle."""
    drawing = (f"q 1 0 0 1 0 {number * _APART} cm /F{number} Do Q" for number in range(len(forms)))
    named = {f"/F{number}": form for number, form in enumerate(forms)}
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, _APART, _APART * len(forms)],
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(named)),
            Contents=pdf.make_stream("\n".join(drawing).encode("ascii")),
        )
    )
