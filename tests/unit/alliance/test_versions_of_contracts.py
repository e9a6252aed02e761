"""A contract that comes with Schakel and checks something else has another version: whoever has deliveries goes on."""

from pathlib import Path

import pytest
import yaml

from schakel.alliance import read
from schakel.intake.checks_in_force import checks_digest

ALLIANCES = Path(__file__).parents[3] / "alliances"
RECORDED = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


@pytest.mark.parametrize("alliance", sorted(RECORDED))
def test_each_version_checks_what_it_checked_when_it_was_recorded(alliance):
    contracts = [partner.contract for partner in read(ALLIANCES / alliance).partners.values()]
    now = {contract.partner: {contract.version: checks_digest(contract)} for contract in contracts}
    assert now == RECORDED[alliance], "Raise the `version` of what differs, and record it here."


def test_each_alliance_is_recorded():
    assert {folder.parent.name for folder in ALLIANCES.glob("*/alliance.yaml")} == RECORDED.keys()
