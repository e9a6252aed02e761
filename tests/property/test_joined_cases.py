"""Whatever numbers rows put beside each other, the engine and the referee find the same cases and verdicts."""

import tempfile
from pathlib import Path

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from joined_cases import counted, counted_by_the_referee, judged, prosecuted

NUMBERS = st.sampled_from("123456")
OTHERS = st.sampled_from(["", *"123456"])
CASES = st.lists(st.builds(prosecuted, NUMBERS, st.sampled_from("DJA"), OTHERS), min_size=1, max_size=8)
VERDICTS = st.lists(st.builds(judged, NUMBERS, OTHERS, st.sampled_from(["", "E1", "E2"])), min_size=1, max_size=6)


@examples(3)
@given(prosecution=CASES, court=VERDICTS)
def test_engine_and_referee_follow_the_same_graph(
    prosecution: list[dict[str, str]], court: list[dict[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assert counted(prosecution, court, folder) == counted_by_the_referee(prosecution, court, folder)
