"""Cases with several numbers

A case is counted once, whatever numbers it has: appeals, joinder, one verdict under several numbers, double
registration.

Cases and verdicts are counted apart: a verdict in which three joined cases are decided is one verdict, and three cases
are judged by it. Every example is counted by the engine and by the referee.
"""

from pathlib import Path

import pytest
from joined_cases import counted, counted_by_the_referee, judged, prosecuted

from schakel.identity import CYCLE, RELATIONS, SEVERAL, related

EXAMPLES = {
    "an appeal under another number is an instance of its case": (
        [prosecuted("13/1-20")],
        [judged("13/1-20"), judged("23-7-21", first_number="13/1-20")],
        {"decided": 1, "judged": 1, "verdicts": 2},
    ),
    "an appeal is known before the verdict of first instance": (
        [prosecuted("13/1-20")],
        [judged("23-7-21", first_number="13/1-20")],
        {"decided": 1, "judged": 1, "verdicts": 1},
    ),
    "a number that names itself as that of first instance says nothing": (
        [prosecuted("13/1-20")],
        [judged("13/1-20", first_number="13/1-20")],
        {"decided": 1, "judged": 1, "verdicts": 1},
    ),
    "a verdict in which three joined cases are decided is one verdict": (
        [prosecuted("13/1-20"), prosecuted("13/2-20", "J", "13/1-20"), prosecuted("13/3-20", "J", "13/1-20")],
        [judged("13/1-20")],
        {"decided": 3, "judged": 3, "verdicts": 1},
    ),
    "the same, as one judgment that the court writes under each number": (
        [prosecuted("13/1-20"), prosecuted("13/2-20"), prosecuted("13/3-20")],
        [judged(f"13/{number}-20", ecli="ECLI:NL:RBAMS:2021:1") for number in (1, 2, 3)],
        {"decided": 3, "judged": 3, "verdicts": 1},
    ),
    "what is joined to a joined case goes with it, in appeal as well": (
        [prosecuted("13/1-20"), prosecuted("13/2-20", "J", "13/1-20"), prosecuted("13/3-20", "J", "13/2-20")],
        [judged("23-7-21", first_number="13/1-20")],
        {"decided": 3, "judged": 3, "verdicts": 1},
    ),
    "a case that was registered twice is written off and not counted": (
        [prosecuted("13/1-20"), prosecuted("13/9-20", "A")],
        [judged("13/1-20")],
        {"decided": 1, "judged": 1, "verdicts": 1},
    ),
    "cases joined to each other are both judged by the verdict in either": (
        [prosecuted("13/1-20", "J", "13/2-20"), prosecuted("13/2-20", "J", "13/1-20")],
        [judged("13/1-20")],
        {"decided": 2, "judged": 2, "verdicts": 1},
    ),
    "a case joined to two that are judged apart is judged once": (
        [prosecuted("13/1-20"), prosecuted("13/2-20"), prosecuted("13/3-20", "J", "13/1-20")],
        [judged("13/1-20"), judged("13/2-20")],
        {"decided": 3, "judged": 3, "verdicts": 2},
    ),
    "one number in appeal of two cases makes no one case of them": (
        [prosecuted("13/1-20"), prosecuted("13/2-20")],
        [judged("23-7-21", first_number="13/1-20"), judged("23-7-21", first_number="13/2-20")],
        {"decided": 2, "judged": 1, "verdicts": 1},
    ),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_cases_and_verdicts_are_counted_apart(example: str, tmp_path: Path) -> None:
    prosecution, court, expected = EXAMPLES[example]
    exact = {name: (number, number) for name, number in expected.items()}
    assert counted(prosecution, court, tmp_path) == exact
    assert counted_by_the_referee(prosecution, court, tmp_path) == exact


def id_of(number: str) -> int:
    """An id for a number; any will do, if each number has its own."""
    return int.from_bytes(number.encode()[:7], "big")


def edges(*said: str):
    """Edges of the kind `a joined-to b`, one a row."""
    table = []
    for row, (one, kind, other) in enumerate((text.split() for text in said), start=1):
        names = {"partner": "court", "delivery": 1, "unit": "case"}
        table.append({**names, "row": row, "unit_id": id_of(one), "kind": kind, "other_id": id_of(other)})
    return RELATIONS.empty_table().from_pylist(table, RELATIONS)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (["a joined-to b", "b joined-to c"], {}),
        (["a joined-to b", "b joined-to a", "c joined-to a"], {0: CYCLE, 1: CYCLE}),
        (["a joined-to b", "a joined-to c"], {0: SEVERAL, 1: SEVERAL}),
        (["a joined-to b", "a joined-to c", "c appeal-of b"], {}),
        (["a appeal-of b", "b appeal-of a"], {0: CYCLE, 1: CYCLE}),
        (["x appeal-of a", "x appeal-of b"], {0: SEVERAL, 1: SEVERAL}),
        (["a joined-to b", "a same-as b"], {0: CYCLE}),
    ],
)
def test_edges_that_contradict_each_other_are_counted_and_followed_with_care(
    said: list[str], wrong: dict[int, str]
) -> None:
    assert related(edges(*said)).wrong == wrong


def test_a_case_goes_by_its_number_of_first_instance_whichever_row_came_first() -> None:
    said = ["hof appeal-of first", "hoge-raad appeal-of hof"]
    assert related(edges(*said)).unit_of == related(edges(*reversed(said))).unit_of
    assert related(edges(*said)).unit_of == {
        id_of("hof"): id_of("first"),
        id_of("hoge-raad"): id_of("first"),
    }
