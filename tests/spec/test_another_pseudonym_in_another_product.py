"""Pseudonyms by product

The same person has another pseudonym in each product. Keys are rotated with a map, and destroyed to forget.
"""

import csv
import json
from collections import Counter

import pyarrow.parquet as pq
import pytest
from broken import edit, template
from command_line import schakel
from made_once import made_and_copied
from zones import kept

from schakel import verbs
from schakel.identity import destroy, keys, rotate
from schakel_base import clock
from schakel_base.errors import DeclarationError, RequestError

OTHER = "products/board.yaml"


def make(place):
    """The template with a second product that counts the same, built under keys of its own."""
    folder = template(place)
    text = (folder / "products/monitor.yaml").read_text("utf-8")
    (folder / OTHER).write_text(text.replace("name: monitor", "name: board"), "utf-8")
    verbs.deliver_shipped(folder)
    verbs.build(folder)


made, alliance = made_and_copied(clock.today(), make)


def rows(extract, table):
    with (extract.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pseudonyms(extract):
    return [row["pseudonym"] for row in rows(extract, "units-report")]


def permit(folder, product, other):
    edit(folder, f"products/{product}.yaml", "profile:", f"joins: {{{other}: {{en: Agreed on 1 May.}}}}\nprofile:")


def test_an_extract_holds_the_units_of_a_product_under_its_own_label(alliance):
    found = verbs.extract(alliance, "monitor")
    own = pseudonyms(found)
    assert len(own) == found.units > 0 and all(one.startswith(found.label) for one in own)
    assert {row["pseudonym"] for row in rows(found, "events")} <= set(own)
    inside = [str(one) for one in kept(alliance, "wide_report.parquet")["unit_id"].to_pylist()]
    written = "".join(path.read_text("utf-8") for path in found.folder.iterdir())
    assert not [one for one in inside if one in written], "the pseudonyms inside the edition stay inside"


def test_the_same_extract_again_is_the_same_to_the_byte(alliance):
    first = {path.name: path.read_bytes() for path in verbs.extract(alliance, "monitor").folder.iterdir()}
    again = {path.name: path.read_bytes() for path in verbs.extract(alliance, "monitor").folder.iterdir()}
    assert first == again


def test_two_products_have_nothing_in_common(alliance):
    one, two = (verbs.extract(alliance, product) for product in ("monitor", "board"))
    assert len(pseudonyms(one)) == len(pseudonyms(two))
    assert not _bodies(pseudonyms(one)) & _bodies(pseudonyms(two))
    assert [_facts(row) for row in rows(one, "units-report")] != [_facts(row) for row in rows(two, "units-report")], (
        "the order of the rows gives no unit away either"
    )


def test_a_pseudonym_does_not_hide_who_is_alone_in_what_both_extracts_say(alliance):
    """So one person works under one of two products, unless both declare that they may be joined."""
    one, two = (verbs.extract(alliance, product) for product in ("monitor", "board"))
    said = [Counter(_said(extract).values()) for extract in (one, two)]
    alone = [facts for facts, count in said[0].items() if count == said[1][facts] == 1]
    assert alone


def _said(extract):
    """All that is said of each unit: its attributes, and the days of its events."""
    found = {row["pseudonym"]: [str(_facts(row))] for row in rows(extract, "units-report")}
    for row in rows(extract, "events"):
        found[row["pseudonym"]].append(str(_facts(row)))
    return {unit: tuple(sorted(facts)) for unit, facts in found.items()}


def _bodies(pseudonyms):
    return {one.rpartition(".")[2] for one in pseudonyms}


def _facts(row):
    return {name: value for name, value in row.items() if name != "pseudonym"}


def test_a_join_needs_the_permission_of_both(alliance):
    with pytest.raises(RequestError, match="monitor does not declare under `joins`"):
        verbs.extract(alliance, "monitor", join="board")
    permit(alliance, "monitor", "board")
    with pytest.raises(RequestError, match="board does not declare under `joins`"):
        verbs.extract(alliance, "monitor", join="board")
    permit(alliance, "board", "monitor")
    verbs.build(alliance)
    found = verbs.extract(alliance, "monitor", join="board")
    pairs = rows(found, "join")
    assert sorted(pair["monitor"] for pair in pairs) == sorted(pseudonyms(found))
    assert sorted(pair["board"] for pair in pairs) == sorted(pseudonyms(verbs.extract(alliance, "board")))
    log = [entry for entry in verbs.accesses(alliance) if entry["action"] == "extract"]
    assert [(entry["product"], entry.get("join")) for entry in log] == [("monitor", "board"), ("board", None)]


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ("bord", "There is no product `bord`; did you mean `board`?"),
        ("monitor", "no permission to be joined to itself"),
    ],
)
def test_a_permission_names_another_product(alliance, other, sentence):
    permit(alliance, "monitor", other)
    with pytest.raises(DeclarationError, match=sentence):
        verbs.extract(alliance, "monitor")


def test_a_key_is_rotated_with_a_map_from_old_to_new(alliance):
    before = pseudonyms(verbs.extract(alliance, "monitor"))
    found = rotate(alliance, "monitor")
    after = pseudonyms(verbs.extract(alliance, "monitor"))
    table = pq.read_table(found.map)
    assert sorted(table["before"].to_pylist()) == sorted(before)
    assert sorted(table["after"].to_pylist()) == sorted(after)
    assert (found.before[:3], found.after[:3]) == ("p1.", "p2.")


def test_a_destroyed_key_is_forgotten_and_its_maps_with_it(alliance):
    before = verbs.extract(alliance, "monitor").label
    found = rotate(alliance, "monitor")
    root = alliance.parent / "keys"
    destroy(alliance, "monitor", 1, "the agreement has ended")
    assert not found.map.exists()
    register = next(root.glob("*.domains.json")).read_text("utf-8")
    assert [entry["salt"] == "" for entry in json.loads(register)] == [True, False]
    assert [key.reason for key in keys(alliance)] == ["the agreement has ended", ""]
    with pytest.raises(RequestError, match="version 1 of the key of monitor was destroyed on"):
        destroy(alliance, "monitor", 1, "again")
    destroy(alliance, "monitor", 2, "the agreement has ended")
    with pytest.raises(RequestError, match="can no longer be joined"):
        verbs.extract(alliance, "monitor")
    anew = rotate(alliance, "monitor")
    assert anew.map is None and anew.after.startswith("p3.") and anew.after[3:] != before[3:]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["destroy", "monitor", "7", "--reason", "x"], "there never was a version 7 of the key of monitor"),
        (["destroy", "monitor", "1", "--reason", " "], "state a reason"),
        (["rotate", "nothing"], "no product is called nothing"),
    ],
)
def test_what_cannot_be_done_with_keys_is_reported(alliance, words, sentence):
    found = schakel("keys", words[0], str(alliance), *words[1:])
    assert found.exit_code == 1 and sentence in found.output.replace("\n", " ")


def test_keys_are_listed_without_what_makes_them_keys(alliance):
    assert "No product has a key yet." in schakel("keys", "list", str(alliance)).output
    verbs.extract(alliance, "monitor")
    found = json.loads(schakel("keys", "list", str(alliance), "--json").output)
    assert [(key["product"], key["version"]) for key in found["keys"]] == [("monitor", 1)]
    assert "salt" not in found["keys"][0]
