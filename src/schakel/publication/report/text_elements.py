"""The elements of an OpenDocument text: headings, paragraphs, lists, tables and pictures, in named styles."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from odfdo import Element, Frame, Header, List, Paragraph, Span

from schakel.publication.report.printed import Described

_NARROW = 7
"""From so many columns on, the text of a table is smaller."""
_DEEPEST = 3
"""Rows deeper than this are indented no further."""
_WIDTH, _HEIGHT, _NARROWEST, _TALLEST = 8.1, 7.5, 5.0, 19.0
"""The most that a picture takes, in cm: half of the page, and so high that three are under each other; higher, as far
as it can be read."""
_SMALL = 3.0
"""The height of a picture on the first page, in cm."""
_GAP = "\u2003"
"""What is between two pictures, and lets the line break there."""


def tag(name: str, *children: Element, **attributes: str) -> Element:
    """Return an element with its children; an attribute `text__name` is `text:name`."""
    made = Element.from_tag(name)
    for key, value in attributes.items():
        made.set_attribute(key.replace("__", ":").replace("_", "-"), value)
    for child in children:
        made.append(child)
    return made


def heading(level: int, said: str) -> Header:
    """Return a heading."""
    return Header(level, said, style=f"Heading_20_{level}")


def paragraph(style: str, *parts: str | Element) -> Paragraph:
    """Return a paragraph of text and spans."""
    made = Paragraph(style=style)
    for part in parts:
        if isinstance(part, str):
            made.append_plain_text(part)
        else:
            made.append(part)
    return made


def captioned(described: Described, title: str, style: str = "Caption") -> Paragraph:
    """Return the number and the title of a figure or a table, to which its line in a list points."""
    made = paragraph(style, span("Number", f"{described['label']}. "), title)
    made.append(tag("text:bookmark", text__name=described["anchor"]))
    return made


def listed(anchor: str, said: str, style: str = "Contents_20_2") -> Paragraph:
    """Return a line of a list: a link to something, and its page."""
    page = tag("text:bookmark-ref", text__reference_format="page", text__ref_name=anchor)
    link = tag("text:a", span("Link", said), tag("text:tab"), page, xlink__type="simple", xlink__href=f"#{anchor}")
    link.set_attribute("text:style-name", "Link")
    link.set_attribute("text:visited-style-name", "Link")
    return paragraph(style, link)


def paragraphs(style: str, said: Iterable[str]) -> Iterator[Paragraph]:
    """Return a paragraph for each text that is not empty."""
    return (paragraph(style, one) for one in said if one)


def span(style: str, said: str) -> Span:
    """Return words in a style of their own."""
    return Span(said, style=style)


def bullets(items: Iterable[Paragraph]) -> List:
    """Return a list without an order."""
    return List(items, style="Bullets")


def numbers(items: Iterable[Paragraph]) -> List:
    """Return a list of what charts and maps show by number."""
    return List(items, style="Numbers")


def place_of(svg: str) -> str:
    """Return where in the file a drawing lies: under its own hash."""
    return f"Pictures/{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"


def picture(drawing: Described, title: str, is_small: bool = False) -> Frame:
    """Return a drawing, with its title and the text for readers who do not see it."""
    ratio = drawing["ratio"]
    width = min(_WIDTH, _SMALL / ratio if is_small else max(_HEIGHT / ratio, min(_NARROWEST, _TALLEST / ratio)))
    size = (f"{width:.2f}cm", f"{width * ratio:.2f}cm")
    frame = Frame.image_frame(place_of(drawing["svg"]), size=size, anchor_type="as-char", style="Drawing")
    frame.svg_title = title
    frame.svg_description = drawing["alternative"]
    return frame


def boxed(*words: Paragraph) -> Frame:
    """Return paragraphs, of pictures too, that stay together wherever lines and pages break."""
    frame = Frame.text_frame(list(words), size=(f"{_WIDTH}cm", "1cm"), anchor_type="as-char", style="Drawing")
    frame.del_attribute("svg:height")  # as high as what is in it, but at least
    frame.children[0].set_attribute("fo:min-height", "1cm")
    return frame


def side_by_side(shown: Iterable[Frame]) -> Paragraph:
    """Return pictures, two to a line."""
    return paragraph("Picture", *(part for one in shown for part in (one, _GAP)))


def plain_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Element:
    """Return a table of texts."""
    style = _narrowed("Cell", len(header))
    lines = [_row([_cell("Depth0", paragraph(style, one)) for one in row]) for row in rows]
    return _table(title, header, style, style, lines)


def figure_table(described: Described) -> Element:
    """Return a table of figures, as it is read: row by row, in groups."""
    count = len(described["header"])
    label, figure = _narrowed("Cell", count), _narrowed("Figure", count)
    lines = []
    for group in described["groups"]:
        if group["header"]:
            lines.append(_row(_across(paragraph(label, span("Strong", group["header"])), count)))
        lines += [_row(_figures(row, label, figure)) for row in group["rows"]]
    return _table(described["caption"], described["header"], label, figure, lines)


def _narrowed(style: str, count: int) -> str:
    return f"{style}_20_narrow" if count > _NARROW else style


def _figures(row: Described, label: str, figure: str) -> Iterator[Element]:
    """A row of figures: in bold what is a total, indented what is below something else."""
    weight = "Strong" if row["level"] == 0 else "Usual"
    depth = min(max(row["level"] - 1, 0), _DEEPEST)
    yield _cell(f"Depth{depth}", paragraph(label, span(weight, row["header"])))
    for text, share in row["cells"]:
        shares = [paragraph(figure, span("Share", share))] if share else []
        yield _cell("Depth0", paragraph(figure, span(weight, text)), *shares)


def _table(title: str, header: Sequence[str], first: str, other: str, rows: Iterable[Element]) -> Element:
    styles = [first, *[other] * (len(header) - 1)]
    head = [_cell("Head", paragraph(style, span("Strong", one))) for style, one in zip(styles, header, strict=True)]
    others = tag("table:table-column", table__style_name="Other", table__number_columns_repeated=str(len(header) - 1))
    table = tag("table:table", table__style_name="Wide")
    name = tag("table:title")
    name.text = title
    for part in (
        name,
        tag("table:table-column", table__style_name="First"),
        others,
        tag("table:table-header-rows", _row(head)),
        *rows,
    ):
        table.append(part)
    return table


def _row(cells: Iterable[Element]) -> Element:
    return tag("table:table-row", *cells, table__style_name="Whole")


def _cell(style: str, *said: Element) -> Element:
    return tag("table:table-cell", *said, table__style_name=style, office__value_type="string")


def _across(said: Element, count: int) -> Iterator[Element]:
    """One cell as wide as the table."""
    yield tag(
        "table:table-cell",
        said,
        table__style_name="Group",
        office__value_type="string",
        table__number_columns_spanned=str(count),
    )
    yield tag("table:covered-table-cell", table__number_columns_repeated=str(count - 1))
