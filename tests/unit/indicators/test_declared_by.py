"""Which declarations a table is counted by: those of other tables, products and targets are none of them."""

from broken import template

from schakel.alliance import read
from schakel.indicators.declared_by import declared_by


def test_a_table_is_counted_by_the_declarations_that_it_rests_on(tmp_path):
    alliance = read(template(tmp_path))
    table = alliance.indicators["reports-by-subject"]
    assert list(declared_by(table, alliance)) == [
        "alliance.yaml",
        "indicators/reports-by-subject.yaml",
        "partners/helpline/contract.yaml",
        "partners/helpline/mapping.csv",
        "vocabulary/subject.ttl",
    ]
