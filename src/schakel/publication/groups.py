"""The list of tables in a release, under the headings of the product, if it has any."""

from collections.abc import Sequence
from dataclasses import dataclass

from schakel.model.product import Heading
from schakel.publication.addresses import topic_page
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.views.tables import TableView
from schakel_base.text import NOTHING


@dataclass(frozen=True)
class TableGroup:
    """Tables under one title; `number` counts the groups from 1, `heading` is the level of the titles of its tables.

    `page` is the name of its own page, if it has one, which opens with what it is `about`.
    """

    number: int
    title: str
    views: tuple[TableView, ...]
    page: str = ""
    about: str = ""

    @property
    def path(self) -> str:
        """The path of its page, in the folder of a language; empty if it has none."""
        return topic_page(self.page) if self.page else ""

    @property
    def heading(self) -> str:
        """The element of the title of a table: below that of the group, if it has one."""
        return "h3" if self.title else "h2"


def groups_of(content: ReleaseContent, views: Sequence[TableView], language: Localisation) -> tuple[TableGroup, ...]:
    """Return the groups of tables: first those that no heading names, without a title."""
    headed = {name for heading in content.product.headings for name in heading.tables}
    loose = Heading(NOTHING, tuple(view.name for view in views if view.name not in headed))
    found = [
        (heading, tuple(view for view in views if view.name in heading.tables))
        for heading in (loose, *content.product.headings)
    ]
    text = language.text
    return tuple(
        TableGroup(number, text(heading.title), group, heading.page, text(heading.about))
        for number, (heading, group) in enumerate(((one, group) for one, group in found if group), start=1)
    )
