"""Public sources

Counts of records that anyone can read one by one are published as they are. A product says which of its sources are
public. If it uses any other source, it may not be published like this.
"""

import csv
from datetime import date

import pytest
from broken import edit, template

from schakel import verbs
from schakel_base.errors import DisclosureError

PRODUCT = "products/monitor.yaml"


@pytest.fixture
def alliance(tmp_path):
    folder = template(tmp_path)
    verbs.deliver(folder, "helpline", folder / "partners/helpline/sample.csv", date(2025, 1, 15), synthetic=True)
    edit(folder, PRODUCT, "profile: round-5-additive", "profile: public\npublic_sources: [helpline]")
    return folder


def test_a_product_that_rests_on_another_source_may_not_be_published_unprotected(alliance, tmp_path):
    edit(alliance, PRODUCT, "public_sources: [helpline]", "")
    verbs.build(alliance)
    with pytest.raises(DisclosureError, match="uses data of helpline, which it does not declare among its"):
        verbs.publish(alliance, "monitor", tmp_path / "release")


def test_counts_of_public_sources_are_published_as_they_are(alliance, tmp_path):
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", tmp_path / "release")
    with (tmp_path / "release/data/reports-by-subject.csv").open(encoding="utf-8", newline="") as file:
        total = next(csv.DictReader(file))
    rows = len((alliance / "partners/helpline/sample.csv").read_text("utf-8").splitlines()) - 1
    assert (total["lower"], total["upper"]) == (str(rows), str(rows)) and rows % 5
