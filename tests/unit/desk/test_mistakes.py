"""What people at the desk are told of a mistake is said in the language that they read: nothing is raised that is not.

The sources are walked: every error of the desk, and of whatever else of the engine it calls, is raised with a sentence
as catalogues have it, and its values beside it.
"""

from pathlib import Path

from raised_sentences import NOT_SAID_HERE, called, raised, said_at_the_desk

from schakel.desk.jobs import failure, success
from schakel.desk.languages import LANGUAGES, LOCALE
from schakel.desk.web import mistakes
from schakel.publication.localisation import localise
from schakel_base.errors import Fault, RequestError

MANY = 120


def test_whatever_is_raised_on_the_way_of_a_form_is_translated() -> None:
    said = said_at_the_desk()
    assert len(said) > MANY
    for language in set(LANGUAGES) - {"en"}:
        catalogue = localise(language, LOCALE).messages
        assert [(place, one) for place, one in said if one not in catalogue] == []


def test_none_is_left_out_that_is_not_there() -> None:
    places = {place for module, file in called().items() for place, _ in raised(module, file)}
    assert [name for name in NOT_SAID_HERE if not any(place.startswith(name) for place in places)] == []


def test_a_sentence_that_is_put_together_is_found(tmp_path: Path) -> None:
    file = tmp_path / "desk.py"
    file.write_text('def do(x):\n    raise RequestError(f"no {x}")\n', "utf-8")
    assert list(raised("desk", file)) == [("desk.do", None)]


def test_a_mistake_is_said_in_each_language_with_its_numbers() -> None:
    error = RequestError("an answer has at most {number} characters", number=4000)
    assert str(error) == "an answer has at most 4,000 characters"
    assert [mistakes.said(error, localise(one, LOCALE)) for one in LANGUAGES] == [
        ["Een antwoord heeft ten hoogste 4.000 tekens."],
        ["An answer has at most 4,000 characters."],
        ["Una respuesta tiene como máximo 4.000 caracteres."],
    ]


def test_a_sentence_in_parts_has_capitals_and_a_fault_in_a_file_its_place() -> None:
    english, dutch = localise("en", LOCALE), localise("nl", LOCALE)
    parted = Fault("choose a file; {x} is none", fields={"x": "a; b"})
    assert mistakes.fault(parted, english) == "Choose a file. a; b is none."
    assert mistakes.fault(Fault("give a reason", "a.csv", 3), dutch) == "A.csv:3: Geef een reden."


def test_what_a_value_holds_is_never_read_as_a_place() -> None:
    error = RequestError("{text} is not a number", text="{text.__class__}")
    assert mistakes.said(error, localise("nl", LOCALE)) == ["{text.__class__} is geen getal."]
    assert str(RequestError("{unknown} stays")) == "{unknown} stays"


def test_how_a_job_ended_is_kept_with_its_parts() -> None:
    told, result = success("{units} units were written.", {"research": True}, units=1200)
    assert (told, result["research"]) == ("1,200 units were written.", True)
    assert failure([Fault("give a reason"), Fault("wrong", "a.csv", 3)])[0] == "give a reason\na.csv:3: wrong"
