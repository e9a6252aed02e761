"""The gate in any order of steps by anybody: a slow referee says what may leave, and the database agrees with it."""

from collections.abc import Iterator

import pytest
from databases import server
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from schakel.desk import gate
from schakel.desk.database import open_database
from schakel.desk.gate_case import GateStage, TableDecision, Verdict
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError

__all__ = ["server"]

PEOPLE = ("maker", "anna", "bert", "carla")
Step = Verdict | TableDecision | str
STEPS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from([*Verdict, *TableDecision, "release"])), max_size=14
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.of(tmp_path_factory.mktemp("gate"), "gate")


@pytest.fixture(scope="module")
def sqlite(workspace: Workspace) -> Iterator[Engine]:
    yield from opened(workspace)


@pytest.fixture(scope="module")
def on_postgresql(workspace: Workspace, server: str) -> Iterator[Engine]:
    yield from opened(workspace, server)


def opened(workspace: Workspace, address: str = "") -> Iterator[Engine]:
    engine = open_database(workspace, address)
    yield engine
    engine.dispose()


def is_accepted(said: list[tuple[str, Step]]) -> bool:
    """Whether somebody accepts the one table and nobody returns it, read slowly."""
    last = {somebody: one for somebody, one in said if isinstance(one, TableDecision)}
    return set(last.values()) == {TableDecision.ACCEPT}


def may_release(said: list[tuple[str, Step]], who: str) -> bool:
    """What the rule says, read slowly: of each person the last word counts."""
    last = {somebody: one for somebody, one in said if isinstance(one, Verdict)}
    if not is_accepted(said):
        return False
    others = [somebody for somebody, verdict in last.items() if verdict is Verdict.APPROVE and somebody != who]
    return who != "maker" and bool(others) and Verdict.REFUSE not in last.values()


def tried(connection: Connection, number: int, who: str, step: Step) -> bool:
    """Take a step, and say whether it was allowed."""
    try:
        if isinstance(step, Verdict):
            gate.vote(connection, number, who, step, "a reason")
        elif isinstance(step, TableDecision):
            gate.judge_table(connection, number, who, "reports", step, "a reason")
        else:
            gate.release(connection, number, who)
    except RequestError:
        return False
    return True


@examples(20, deadline=None)
@given(steps=STEPS)
def test_nothing_leaves_but_by_two_others(sqlite: Engine, steps: list[tuple[str, Step]]) -> None:
    check(sqlite, steps)


@examples(5, deadline=None)
@given(steps=STEPS)
def test_nor_does_it_by_the_other_database(on_postgresql: Engine, steps: list[tuple[str, Step]]) -> None:
    check(on_postgresql, steps)


def check(database: Engine, steps: list[tuple[str, Step]]) -> None:
    """Take all steps, and hold what each does against the rule."""
    with database.begin() as connection:
        number = gate.take_up(connection, "monitor", "2025", f"{len(gate.cases(connection)):064}", "maker", ["reports"])
        said: list[tuple[str, Step]] = []
        has_left = False
        for who, step in steps:
            allowed = tried(connection, number, who, step)
            if isinstance(step, Verdict | TableDecision):
                rests = step is not Verdict.APPROVE or is_accepted(said)
                assert allowed == (not has_left and who != "maker" and rests)
                said += [(who, step)] if allowed else []
            else:
                assert allowed == (has_left or may_release(said, who))
                has_left = has_left or allowed
        case = gate.find_case(connection, number)
        assert (case.departure is not None) == has_left == (case.stage is GateStage.LEAVING)
        assert all(vote.by != "maker" for vote in case.votes)
        if case.departure:
            approvers = {vote.by for vote in case.votes if vote.verdict is Verdict.APPROVE}
            assert case.departure.by != "maker" and approvers - {case.departure.by}
