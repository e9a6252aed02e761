"""Whatever is in a declaration, reading it gives an alliance or faults with their lines, and nothing else."""

import copy
from pathlib import Path

import pytest
import yaml
from broken import template
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from schakel.alliance import read
from schakel.alliance.template import template_folder
from schakel_base.errors import DeclarationError

YAML_FILES = sorted(path.relative_to(template_folder()).as_posix() for path in template_folder().rglob("*.yaml"))
TEXT_FILES = [*YAML_FILES, "partners/helpline/mapping.csv", "vocabulary/subject.ttl"]

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(-1, 1)
    | st.sampled_from(["", "report", "ö", "2024-01-31"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["en", "name", "value"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@pytest.fixture
def alliance(tmp_path):
    return template(tmp_path)


def places(value, place=()):
    """Every place in nested maps and lists."""
    yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from places(part, (*place, key))


def replaced(value, place, new):
    """A copy of nested maps and lists with another value at one place."""
    if not place:
        return new
    result = copy.deepcopy(value)
    here = result
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = new
    return result


def read_or_faults(alliance: Path) -> None:
    try:
        read(alliance)
    except DeclarationError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.sentence.endswith((".", "?")) and "\n" not in fault.sentence
            assert fault.line or not (alliance / fault.file).is_file() or fault.file.startswith("deliveries/help"), (
                fault
            )


@pytest.mark.parametrize("file", YAML_FILES)
@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_at_any_place_of_a_yaml_file(alliance, file, data):
    original = yaml.load((template_folder() / file).read_text("utf-8"), yaml.BaseLoader)
    place = data.draw(st.sampled_from(list(places(original))))
    changed = replaced(original, place, data.draw(anything))
    (alliance / file).write_text(yaml.safe_dump(changed, allow_unicode=True), "utf-8")
    read_or_faults(alliance)


@pytest.mark.parametrize("file", TEXT_FILES)
@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_text_anywhere_in_a_file(alliance, file, data):
    text = (template_folder() / file).read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    written = data.draw(st.text(max_size=5) | st.sampled_from(["\x00", "'", '"', "{", "- ", ": ", ".\n", "\r", ","]))
    (alliance / file).write_text(text[:start] + written + text[end:], "utf-8")
    read_or_faults(alliance)
