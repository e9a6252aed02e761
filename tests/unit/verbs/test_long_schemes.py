"""A scheme that takes two words gives the same traces, extracts and editions as a short one about the same reports."""

from datetime import date
from pathlib import Path

import pytest
from broken import edit, template
from decrypted import content_of_edition

from schakel import verbs
from schakel.store import ENVIRONMENT
from schakel.verbs import changed_units

CONCEPT = """
:other-{0}
    a skos:Concept ;
    skos:notation "other-{0}" ;
    skos:inScheme <https://example.org/id/template/subject> ;
    skos:prefLabel "other {0}"@en ;
    skos:definition "Not in use."@en .
"""
HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
ROWS = {
    1: ("H1,2023-01-04,exploitation,,,,Eastbridge,", "H2,2023-01-06,bad housing or underpayment,,,,Northtown,"),
    2: ("H2,2023-01-06,question about the law,,,,Northtown,", "H3,2023-02-06,unclear,police,2023-02-07,no,Northtown,"),
}


@pytest.fixture(scope="module")
def alliances(tmp_path_factory):
    """The template with its own short scheme, and with 62 concepts before those that are in use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changed_units, "MOST_CHANGED", 0)
        patch.setenv(ENVIRONMENT, str(tmp_path_factory.mktemp("keys") / "root"))
        short, long = (template(tmp_path_factory.mktemp(name)) for name in ("short", "long"))
        concepts = "".join(CONCEPT.format(number) for number in range(62))
        edit(long, "vocabulary/subject.ttl", ":exploitation\n", f"{concepts}\n:exploitation\n")
        for folder in (short, long):
            _build(folder)
        yield short, long


def _build(folder: Path) -> None:
    for number, rows in ROWS.items():
        file = folder.parent / f"{number}.csv"
        file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        verbs.deliver(folder, "helpline", file, date(2023, 3, number), synthetic=True)
        how = verbs.build(folder).how
    assert "worked out again" in how


@pytest.mark.parametrize("subject", ["sexual-exploitation", "labour-exploitation", "other", "exploitation"])
def test_the_same_claims_are_behind_a_cell(alliances, subject):
    short, long = (verbs.trace(one, "latest", "reports-by-subject", {"subject": subject}) for one in alliances)
    assert (long.bounds, long.units, long.rows) == (short.bounds, short.units, short.rows)
    all_of_them = next((one.concepts for one in long.claims if one.source_value == "unclear"), ())
    assert [one.concepts for one in short.claims] == [
        one.concepts[-3:] if one.concepts == all_of_them else one.concepts for one in long.claims
    ]
    assert len(all_of_them) in (0, 65)


def test_the_same_is_in_an_extract(alliances):
    short, long = (verbs.extract(one, "monitor").folder for one in alliances)
    for name in ("units-report.csv", "events.csv"):
        assert (long / name).read_text("utf-8") == (short / name).read_text("utf-8")


def test_what_is_built_from_the_edition_before_is_what_is_built_in_full(alliances):
    long = alliances[1]
    found = content_of_edition(verbs.build(long).folder)
    assert content_of_edition(verbs.build(long, full=True).folder) == found
