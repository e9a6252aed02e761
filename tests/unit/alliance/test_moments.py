"""Which earlier moments an edition counts: those that comparisons ask for, and none that came after it."""

from dataclasses import replace
from datetime import date

import small

from schakel.alliance.moments import Moment, comparisons_by, moments_asked
from schakel.model.product import DeclaredComparison, Product
from schakel.model.written_figure import WrittenFigure, read_written

NOTHING = small.text("")
PRODUCT = Product(
    "monitor", NOTHING, NOTHING, NOTHING, NOTHING, (), date(2030, 1, 1), ("reports", "persons"), "round-5",
    comparisons=(
        DeclaredComparison("then-and-now", NOTHING, "reports@2020-01-31", "reports:form=labour"),
        DeclaredComparison("others", NOTHING, "persons/hotline@2020-01-31", "reports@2021-01-31"),
        DeclaredComparison("published", NOTHING, "figure-2019", "reports"),
    ),
)  # fmt: skip


def alliance():
    whole = small.alliance(small.indicator(), small.indicator(name="persons"))
    return replace(whole, products={"monitor": PRODUCT})


def test_every_moment_is_counted_once_with_all_tables_set_beside_it():
    assert moments_asked(alliance(), date(2022, 1, 1)) == (
        Moment(date(2020, 1, 31), ("persons", "reports")),
        Moment(date(2021, 1, 31), ("persons", "reports")),
    )


def test_an_edition_compares_nothing_with_what_became_known_after_it():
    early = date(2020, 6, 30)
    assert [one.name for one in comparisons_by(alliance(), PRODUCT, early)] == ["then-and-now", "published"]
    assert moments_asked(alliance(), early) == (Moment(date(2020, 1, 31), ("reports",)),)
    assert moments_asked(alliance(), date(2020, 1, 31)) == ()  # that moment is the edition itself


def test_a_line_is_taken_apart():
    found = read_written("reports:form=labour,year=2019/hotline@2020-01-31", ["reports"])
    assert found == WrittenFigure("reports", "form=labour,year=2019", "hotline", "2020-01-31")
    assert found.categories == {"form": "labour", "year": "2019"}
    assert read_written("reports@2020-01-31-0a1b2c3d", ["reports"]).moment is None
    assert read_written("figure-2019", ["reports"]) is None
