"""What a partner's data are used for, in the answer to a person who asks."""

from conftest import ALLIANCES

from schakel.alliance import read
from schakel.verbs.access_requests import purposes_of


def test_data_are_used_for_what_counts_their_units_and_for_what_counts_units_that_belong_to_these() -> None:
    """Cases and signals are not in the rows of the police, but have the form of the file that is."""
    alliance = read(ALLIANCES / "nl-mensenhandel")
    assert {one.product for one in purposes_of(alliance, "politie")} == {
        "dadermonitor", "signaaloverzicht", "veiligheidsagenda",
    }  # fmt: skip
    assert [one.product for one in purposes_of(alliance, "gemeenten")] == ["gemeenteprofiel"]
