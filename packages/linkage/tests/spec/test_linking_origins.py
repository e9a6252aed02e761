"""Name frequencies by origin

A name is as rare as it is among people of one origin.
"""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from schakel_base.errors import DeclarationError
from schakel_linkage import LinkModel, read_model, standardise
from schakel_linkage.linking import KnownRecords

Written = tuple[str, str, str]
BOUND = {"same": {"m": 0.9, "u": 0.1}, "otherwise": {"m": 0.1, "u": 0.9}}


LEARNT = {"dated": date(2026, 1, 1), "by": "hand", "records": 1, "matches": 1}


def model(**more: Any) -> LinkModel:
    attributes = {"given": {"kind": "name"}, "surname": {"kind": "name"}, "country": {"kind": "code"}}
    return read_model(
        {
            "attributes": attributes,
            "comparisons": {name: {"levels": ["same"], "frequency": True} for name in attributes},
            "blocking": [["surname"]],
            "thresholds": {"join": 100, "review": -100},
            "weights": {**LEARNT, "levels": dict.fromkeys(attributes, BOUND)},
            **more,
        }
    )


def people(*more: Written) -> pa.Table:
    """Nine in ten people of one country, and a few of another with few names, behind some more."""
    names = ["jan", "piet", "klaas", "kees", "gerrit", "henk", "wim", "dirk", "arie", "bas"]
    many = [(names[n % 10], f"van {names[n // 10 % 10]} {n // 100}", "nl") for n in range(1800)]
    few = [(("ali", "omar")[n % 2], ("kaya", "demir")[n // 2 % 2], "tr") for n in range(200)]
    rows = [*more, *many, *few]
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(("given", "surname", "country"))})


def weight(one: Written, other: Written, declared: LinkModel) -> float:
    """Weigh two records among the others, and see that what each attribute says adds up to it."""
    records = standardise(people(one, other), declared, date(2026, 1, 1))
    known = KnownRecords(records, declared)
    evidence, found = known.evidence(0, 1), known.weights([(0, 1)])[0]
    assert evidence.prior + sum(one.bits for one in evidence.attributes.values()) == pytest.approx(found, abs=0.05)
    return found


def test_names_that_are_frequent_in_a_small_country_weigh_less() -> None:
    turkish = ("ali", "kaya", "tr"), ("ali", "kaya", "tr")
    assert weight(*turkish, model(origin="country")) < weight(*turkish, model()) - 4
    dutch = ("jan", "van piet 3", "nl"), ("jan", "van piet 3", "nl")
    assert weight(*dutch, model(origin="country")) == pytest.approx(weight(*dutch, model()), abs=1)


def test_an_origin_that_is_not_written_is_presumed_by_the_names() -> None:
    written = weight(("ali", "kaya", "tr"), ("ali", "kaya", "tr"), model(origin="country"))
    assert weight(("ali", "kaya", "tr"), ("ali", "kaya", ""), model(origin="country")) == pytest.approx(
        written, abs=0.1
    )
    assert weight(("ali", "kaya", ""), ("ali", "kaya", ""), model(origin="country")) == pytest.approx(written, abs=0.1)


def test_a_rare_origin_adds_nothing_where_no_name_is_the_same() -> None:
    named = {"levels": ["same", "similar 0.85"], "frequency": True}
    comparisons = {"given": named, "surname": named, "country": {"levels": ["same"], "frequency": True}}
    near = {"same": {"m": 0.8, "u": 0.05}, "similar 0.85": {"m": 0.1, "u": 0.05}, "otherwise": {"m": 0.1, "u": 0.9}}
    shared = {"same": {"m": 0.98, "u": 0.82}, "otherwise": {"m": 0.02, "u": 0.18}}
    weights = {**LEARNT, "levels": {"given": near, "surname": near, "country": shared}}
    declared = model(origin="country", comparisons=comparisons, weights=weights)
    nearly_alike = weight(("pieter", "van gent", "nl"), ("pieters", "van gents", "nl"), declared)
    rare = weight(("omar", "demir", "tr"), ("omars", "demirs", "tr"), declared)
    assert rare == pytest.approx(nearly_alike, abs=0.3)
    different = weight(("jan", "van dirk 2", "nl"), ("kees", "van gerrit 11", ""), declared)
    presumed = weight(("omar", "demir", "tr"), ("ali", "kaya", ""), declared)
    assert presumed == pytest.approx(different, abs=0.3)


def test_another_presumed_origin_says_nothing_and_another_written_one_speaks_against() -> None:
    declared = model(origin="country", comparisons={"given": {"levels": ["same"]}, "surname": {"levels": ["same"]}})
    unwritten = weight(("ali", "kaya", "nl"), ("ali", "kaya", ""), declared)
    assert weight(("ali", "kaya", "nl"), ("ali", "kaya", "tr"), declared) == pytest.approx(
        unwritten + np.log2(0.1 / 0.9), abs=0.1
    )


def test_an_origin_is_an_attribute_of_the_kind_code() -> None:
    with pytest.raises(DeclarationError, match="`surname` is of the kind name; only a code is an `origin`"):
        model(origin="surname")
