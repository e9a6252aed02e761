"""The quality of deliveries as tables: rows accepted and refused, and what the checks noticed."""

from datetime import date

import small

from schakel.indicators.quality import quality_tables
from schakel.model.delivery import Delivery, Note, Receipt


def receipt(number, accepted, refused, *notes):
    day = date(2021, 1, 1)
    delivery = Delivery(number, "hotline", "1.0.0", "file.csv", "0" * 64, day, day)
    return Receipt(delivery, accepted + refused, accepted, refused, notes=notes)


def bounds(table):
    return {"/".join(cell.coordinates): table.bounds(cell)[0] for cell in table.cells}


def test_the_rows_of_each_file_and_of_all_are_accepted_or_refused():
    delivered, *_ = quality_tables(small.alliance(), [receipt(1, 90, 10), receipt(2, 5, 0)])
    assert bounds(delivered) == {
        "total/accepted": 95,
        "total/refused": 10,
        "1/accepted": 90,
        "1/refused": 10,
        "2/accepted": 5,
        "2/refused": 0,
    }


def test_a_note_says_who_delivered_which_column_and_what_was_noticed():
    note = Note("missing", "kind", "column kind: blank", 7, kind="missing")
    _, noticed = quality_tables(small.alliance(), [receipt(1, 90, 10, note)])
    (category,) = noticed.dimensions[0].categories
    assert category.label.in_language("en") == "hotline – kind: blank"
    assert bounds(noticed) == {category.code: 7}


def test_how_a_column_is_kept_is_no_public_news():
    kept = Note("quasi-identifier", "age", "", 90, kind="quasi-identifier")
    assert len(quality_tables(small.alliance(), [receipt(1, 90, 10, kept)])) == 1
    blank = Note("missing", "kind", "column kind: blank", 7, kind="missing")
    _, noticed = quality_tables(small.alliance(), [receipt(1, 90, 10, kept, blank)])
    assert bounds(noticed) == {"1-1": 7}


def test_where_nothing_was_noticed_there_is_no_such_table():
    assert len(quality_tables(small.alliance(), [receipt(1, 90, 10)])) == 1


def test_what_rows_tell_of_relations_is_a_table_of_its_own():
    relations = {("report", "joined-to"): 14, ("report", "cycle"): 2}
    _, related = quality_tables(small.alliance(), [receipt(1, 90, 10)], relations=relations)
    labels = [category.label.in_language("en") for category in related.dimensions[0].categories]
    assert labels == ["reports – joined to another one", "reports – contradiction: refers to itself, by way of others"]
    assert bounds(related) == {"report-joined-to": 14, "report-cycle": 2}
