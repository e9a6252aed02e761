"""The list of tables in a release, under the headings of the product, if it has any."""

from collections.abc import Sequence
from dataclasses import dataclass

from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.views.tables import TableView


@dataclass(frozen=True)
class TableGroup:
    """Tables under one title; `number` counts the groups from 1, `heading` is the level of the titles of its tables."""

    number: int
    title: str
    views: tuple[TableView, ...]

    @property
    def heading(self) -> str:
        """The element of the title of a table: below that of the group, if it has one."""
        return "h3" if self.title else "h2"


def groups_of(content: ReleaseContent, views: Sequence[TableView], language: Localisation) -> tuple[TableGroup, ...]:
    """Return the groups of tables: first those that no heading names, without a title."""
    headed = {name for heading in content.product.headings for name in heading.tables}
    loose = tuple(view for view in views if view.name not in headed)
    named = [
        (language.text(heading.title), tuple(view for view in views if view.name in heading.tables))
        for heading in content.product.headings
    ]
    found = [(title, group) for title, group in [("", loose), *named] if group]
    return tuple(TableGroup(number, title, group) for number, (title, group) in enumerate(found, start=1))
