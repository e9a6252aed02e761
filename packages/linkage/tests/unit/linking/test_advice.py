"""What training decides where a model declares nothing: on what to block, and whether a frequent date weighs less.

And that a sample of very many records teaches what all of them teach.
"""

import random
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from schakel_linkage import LinkModel, StandardisedRecords, link, read_model, standardise, train, write_weights
from schakel_linkage.linking import training
from schakel_linkage.linking.advised_blocking import advised_blocking
from schakel_linkage.linking.variants import rarities

DAY = date(2026, 1, 1)
DECLARED = "attributes:\n  name: {kind: name}\n  city: {kind: text}\n  born: {kind: date}\n"


def records_of(model: LinkModel, born: tuple[str, ...] = ("1980-05-17",), size: int = 1200) -> StandardisedRecords:
    """Two surnames, two cities, and as many dates as are given."""
    names, cities = ("bakker", "visser"), ("delft", "gouda")
    table = {
        "name": [names[n % 2] for n in range(size)],
        "city": [cities[n // 2 % 2] for n in range(size)],
        "born": [born[n % len(born)] for n in range(size)],
    }
    return standardise(pa.table(table), model, DAY)


def model_in(folder: Path, more: str = "") -> LinkModel:
    (folder / "model.yaml").write_text(DECLARED + more, encoding="utf-8")
    return read_model(folder / "model.yaml")


def days(size: int) -> tuple[str, ...]:
    return tuple(f"{1950 + n % 50}-{n // 50 % 12 + 1:02}-{n // 600 + 2:02}" for n in range(size))


def test_a_rule_of_too_many_pairs_makes_room_for_rules_of_two_values(tmp_path: Path) -> None:
    model = model_in(tmp_path)
    rules = advised_blocking(records_of(model, days(600)), model)
    assert (("born", "value"),) in rules
    assert (("name", "sound"),) not in rules
    assert (("name", "sound"), ("city", "value")) in rules
    assert (("born", "month"), ("born", "day"), ("name", "sound")) in rules


def test_where_every_rule_gives_few_pairs_each_attribute_stays_one(tmp_path: Path) -> None:
    model = model_in(tmp_path)
    assert advised_blocking(records_of(model, days(200), size=200), model) == model.blocking


def test_what_training_decided_is_written_with_the_weights_and_read_again(tmp_path: Path) -> None:
    model = model_in(tmp_path)
    trained = train(records_of(model, days(600)), model, DAY)
    write_weights(tmp_path / "model.yaml", trained)
    again = read_model(tmp_path / "model.yaml")
    assert again.blocking == trained.blocking != model.blocking
    assert again.comparison("born").frequency == trained.comparison("born").frequency


def test_what_is_declared_stays(tmp_path: Path) -> None:
    model = model_in(tmp_path, "blocking: [[name]]\ncomparisons: {born: {frequency: false}}\n")
    trained = train(records_of(model, days(600)), model, DAY)
    assert trained.blocking == model.blocking
    assert not trained.comparison("born").frequency


def test_a_frequent_date_weighs_less_and_none_weighs_more_than_a_date_does(tmp_path: Path) -> None:
    model = model_in(tmp_path, "comparisons: {born: {frequency: true}}\n")
    records = records_of(model, (*days(400), *["1990-01-02"] * 200))
    trained = train(records, model, DAY)
    rarity = rarities(records.parts, trained)["born_rarity"]
    frequent = records.parts["born_value"] == 19900102
    assert rarity[frequent].max() < rarity[~frequent].min() <= 0
    assert np.isfinite(rarity).all()


def test_a_sample_of_very_many_records_teaches_what_all_of_them_teach(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pairs that a sample is in are counted for all: here a third of the records, and five in nine of the pairs."""
    luck, rows = random.Random(4), list[dict[str, str]]()
    for day in days(600):
        name, city = ("".join(luck.choices(("ba", "de", "fi", "go", "hu", "ka", "le"), k=4)) for _ in range(2))
        rows += [{"name": name, "city": city, "born": day}, {"name": f"{name}s", "city": city, "born": day}]
    model = read_model({"attributes": {"name": {"kind": "name"}, "city": {"kind": "text"}, "born": {"kind": "date"}}})
    records = standardise(pa.Table.from_pylist(rows), model, DAY)
    by_all = train(records, model, DAY)
    monkeypatch.setattr(training, "VARIANTS_TAUGHT", 400)
    by_some = train(records, model, DAY)
    assert by_all.trained is not None
    assert by_some.trained is not None
    assert by_some.trained.matches == pytest.approx(by_all.trained.matches, rel=0.15)
    assert by_some.trained.join == by_all.trained.join
    assert link(records, by_some).persons == pytest.approx(600, abs=6)
