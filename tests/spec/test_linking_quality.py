"""Linkage quality without the truth

The records alone show how well they are linked.
"""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from command_line import schakel
from linkage_sets import SETS

from schakel_base.errors import RequestError
from schakel_linkage import agreement, link, read_model, read_records, standardise, without_the_number
from schakel_linkage.link_model.levels import UNKNOWN
from schakel_linkage.linking.quality import EVERYBODY, shares_linked


def test_which_share_of_the_persons_of_one_source_is_at_another() -> None:
    person = np.array([0, 0, 1, 2, 2, 3])
    source = ["police", "court", "police", "court", "police", "police"]
    assert shares_linked(person, source) == pytest.approx({("police", "court"): 0.5, ("court", "police"): 1.0})


def febrl_with_a_unique_number(folder: Path) -> Path:
    """FEBRL's social security number as if nobody ever mistyped it."""
    declared = (SETS / "febrl.yaml").read_text("utf-8").replace("soc_sec_id}", "soc_sec_id, unique: true}")
    (folder / "model.yaml").write_text(declared, encoding="utf-8")
    return folder / "model.yaml"


def test_hiding_the_number_measures_the_recall_of_linking_by_names(tmp_path: Path) -> None:
    model = read_model(febrl_with_a_unique_number(tmp_path))
    table = read_records(SETS / "febrl_1.csv", model)
    records = standardise(table, model, date(2026, 1, 1))
    found = without_the_number(records, model, table["state"].to_pylist())
    hidden = {**records.parts, "social_security_number_value": np.full(len(records), UNKNOWN, dtype=np.int32)}
    truth = table["entity"].combine_chunks().dictionary_encode().indices.to_numpy()
    true = agreement(link(replace(records, parts=hidden), model).person, truth)
    assert found[EVERYBODY].by_names.recall == pytest.approx(true.recall, abs=0.005)
    assert found[EVERYBODY].records == 1000
    assert sum(one.records for name, one in found.items() if name != EVERYBODY) == 1000


def test_without_a_unique_number_there_is_nothing_to_hide() -> None:
    model = read_model(SETS / "febrl.yaml")
    table = read_records(SETS / "febrl_1.csv", model)
    with pytest.raises(RequestError, match="needs an attribute that is a unique number"):
        without_the_number(standardise(table, model, date(2026, 1, 1)), model, table["state"].to_pylist())


def test_the_command_reports_both(tmp_path: Path) -> None:
    model = str(febrl_with_a_unique_number(tmp_path))
    arguments = [str(SETS / "febrl_1.csv"), "--model", model, "--source", "state", "--group", "state"]
    done = schakel("link", *arguments, "--json")
    found = json.loads(done.stdout)
    assert found["by_names_alone"]["everybody"]["recall"] > 0.99
    assert {"source", "also", "share"} == set(found["shares_linked"][0])
    assert "Linking by names alone finds" in schakel("link", *arguments).stderr
