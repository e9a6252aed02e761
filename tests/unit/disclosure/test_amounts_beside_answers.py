"""A sum that is shown says that ten contribute at least, so it does not leave beside answers, nor they beside it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import small
from counting import counted
from fines import alliance, protected, rows, sums

from schakel.disclosure.amounts import units_told
from schakel.disclosure.epochs import leaves_of
from schakel.indicators.askable import askable
from schakel.model.product import Product
from schakel_protection.epochs import Epoch

DELIVERED = [*rows("lab", *range(50, 60)), *rows("dom", *range(50, 70))]


def asked(folder):
    """An epoch of the reports by form and class of fine, as something that left."""
    folder.mkdir()
    table = counted(alliance(), {"hotline": DELIVERED}, folder)["reports"]
    counts = np.array(table.base, float)
    leaves = leaves_of([(table, np.arange(len(counts)))], counts)
    return Epoch(leaves, counts).record("monitor", "2024")


def test_no_sum_is_shown_of_what_could_be_asked_before(tmp_path):
    """Of an answer that shows 1, with 0 to 10 possible, a sum that is shown says that it is ten."""
    assert sums(protected(DELIVERED, tmp_path / "alone"))["labour"] == sum(range(50, 60))
    beside = sums(protected(DELIVERED, tmp_path / "beside", before=[asked(tmp_path / "asked")]))
    assert set(beside.values()) <= {None}


def test_nothing_can_be_asked_of_units_of_which_sums_are_shown():
    """That follows from what is declared, so it tells nothing of what was counted."""
    said, declared = small.text("monitor"), alliance()
    product = Product("monitor", said, said, said, said, (), date(2030, 1, 1), ("reports",), "alliance")
    bare = replace(declared, indicators={"reports": replace(declared.indicators["reports"], statistics=())})
    assert set(askable(bare, product)) == {"report"} and not askable(declared, product)


def test_nor_of_units_of_which_another_product_shows_sums():
    """Either product was published before the other was asked: whoever reads both does not mind which."""
    said, declared = small.text("monitor"), alliance()
    counts = replace(declared.indicators["reports"], name="counts", statistics=())
    sums_of, asked = (
        Product(name, said, said, said, said, (), date(2030, 1, 1), (table,), "alliance")
        for name, table in (("sums", "reports"), ("asked", "counts"))
    )
    both = replace(declared, indicators={**declared.indicators, "counts": counts})
    assert set(askable(replace(both, products={"asked": asked}), asked)) == {"report"}
    assert not askable(replace(both, products={"sums": sums_of, "asked": asked}), asked)


@pytest.mark.parametrize(("per", "units"), [("", {"report"}), ("firm", {"report", "firm"})])
def test_a_release_tells_of_which_units_it_showed_sums(tmp_path, per, units):
    release = protected(DELIVERED, tmp_path / "shown", per).release("monitor", "2024", ["reports"])
    assert units_told([release]) == units
    hidden = protected(rows("lab", 5, 6), tmp_path / "hidden", per).release("monitor", "2024", ["reports"])
    assert not units_told([hidden])
