"""When the attack blocks a release

The methods that a profile declares are tried next, only for the tables concerned.

Reports by form can be published under their profile. An answer about persons is published with them, and its share
gives small counts away: 8% of 12 persons, to the nearest 10%, or 1% of 100.
"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import small
from small import BY_FORM, FORM

from schakel.disclosure import (
    ReleasedTable,
    StatedCount,
    StatedShare,
    Statement,
    equations_of,
    protect_together,
)
from schakel.indicators import tabulate
from schakel.model import Asked, Mark
from schakel_base.errors import DeclarationError, DisclosureError
from schakel_protection import protect_data
from schakel_protection.attack import Knowledge
from schakel_protection.profiles import WHY
from schakel_protection.releases.next_methods import hanging_together
from schakel_protection.suppression import attacked

USUAL = "round-5-additive"
PERSONS, AGAIN = Asked("person", frozenset(["cohort"])), Asked("person", frozenset(["cohort", "again"]))


@pytest.fixture(scope="module")
def table():
    masks = [FORM.leaves_of(code).mask for code in ("domestic", "cross-border", "labour")]
    base = pa.table({"form": masks, "n": [12, 9, 31]})
    return ReleasedTable(tabulate(small.indicator(BY_FORM), small.alliance(), base))


def answer(persons, again, base):
    """So many persons, and the share of them again, in steps of `base` persons at least."""
    share = StatedShare(StatedCount(AGAIN, again, again), 0, again / persons, base)
    return Statement("answer", (StatedCount(PERSONS, persons, persons),), (share,))


def test_what_hangs_together_is_protected_together(table):
    labour = Statement("step", (StatedCount(Asked("report", frozenset(["form labour"])), 31, 31),))
    tables = equations_of(table, statements=[labour, answer(20, 2, base=1)])
    assert hanging_together(tables, tables.proposed()) == [[table.name, "step"], ["answer"]]


def test_only_what_is_exposed_is_rounded_more_coarsely(table):
    """5 to 15% of 4 to 16 persons are 1 or 2. Of 0 to 22 persons no share leaves."""
    alone = protect_together([table], USUAL)
    together = protect_together([table], USUAL, statements=[answer(12, 1, base=0.4)])
    assert together.tables[table.name].cells == alone.tables[table.name].cells
    assert together.tables[table.name].profile == alone.tables[table.name].profile
    stated = together.stated["answer"]
    assert stated.profile.name == "round-10-additive"
    assert WHY.in_language("nl") in stated.profile.sentence.in_language("nl")
    assert (stated.figures[0].lower, stated.figures[0].mark) == (10, None)


def test_what_no_rounding_protects_is_left_out_and_the_ledger_knows_nothing_of_it(table):
    together = protect_together([table], USUAL, statements=[answer(100, 1, base=0)])
    assert together.stated["answer"].profile.name == "withheld"
    assert [one.mark for one in together.stated["answer"].figures] == [Mark.PROTECTED]
    assert together.tables[table.name].profile.name == USUAL
    release = together.all_released
    persons = [place for place, key in enumerate(release.equations.keys) if dict(key).get("unit") == "person"]
    assert np.isnan(release.shown[persons]).all() and (release.known.lower[persons] == 0).all()


def test_a_table_that_nothing_protects_is_refused_by_its_name_and_without_its_counts():
    """What left before gave a count of 2 away, although it promised not to."""
    base = pa.table({"form": [FORM.leaves_of("labour").mask], "n": [2]})
    late = ReleasedTable(tabulate(small.indicator(BY_FORM, name="late"), small.alliance(), base))
    left = protect_together([late], USUAL).release("monitor", "2021", ["late"])
    told = Knowledge(left.equations.values.copy(), left.equations.values.copy())
    with pytest.raises(DisclosureError) as refused:
        protect_together([late], USUAL, [replace(left, known=told)])
    sentence = str(refused.value)
    assert sentence.startswith("the table late may not leave: no way to protect it passed the test before release")
    assert "round-10-additive or alliance or withheld" in sentence
    assert not any(word in sentence for word in ("small", "count", "2"))


def test_what_takes_more_work_than_is_allowed_is_left_out_the_largest_first(table, monkeypatch):
    monkeypatch.setattr(attacked, "SUPPRESSION", replace(attacked.SUPPRESSION, steps=1.0))
    few = Statement("few", (StatedCount(Asked("report", frozenset(["form labour", "few"])), 2, 2),))
    together = protect_together([table], "alliance", statements=[few])
    left_out = together.tables[table.name]
    assert {cell.count.mark for cell in left_out.cells} == {Mark.PROTECTED}
    assert WHY.in_language("en") in left_out.profile.sentence.in_language("en")


ROWS = {"region": ["A", "A", "B", "B"], "year": ["1", "2", "1", "2"], "n": [2, 9, 7, 8]}
SPECIFICATION = {
    "dimensions": {"region": {}, "year": {}},
    "count": "n",
    "profile": "alliance",
    "keep": [{"region": "A"}, {"year": "1"}, {"region": "B", "year": "1"}],
}


def test_a_table_by_itself_is_merged_as_its_specification_declares():
    merge = {"name": "both years", "dimension": "year", "merge": {"1-2": ["1", "2"]}}
    protected = protect_data(ROWS, SPECIFICATION | {"coarser": [merge]})
    assert protected.suppressed == 0
    assert dict(protected.cells)["A", "1-2"] == 11
    assert "Categories are merged (both years)" in protected.sentence


def test_a_table_by_itself_goes_on_with_other_profiles_or_is_refused():
    rounded = protect_data(ROWS, SPECIFICATION | {"next": [USUAL]})
    assert (rounded.profile, dict(rounded.cells)["A", "1"] % 5) == (USUAL, 0)
    with pytest.raises(DisclosureError, match=r"^the table may not leave: no way .* \(alliance\)$"):
        protect_data(ROWS, SPECIFICATION)
    with pytest.raises(DeclarationError, match="no disclosure profile is called round-7"):
        protect_data(ROWS, SPECIFICATION | {"next": ["round-7"]})
