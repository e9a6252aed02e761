"""What becomes of written names, numbers and dates."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkage_sets import SETS
from stdnum.nl import bsn

from schakel_base.errors import SchakelError
from schakel_linkage import read_model, read_records, standardise
from schakel_linkage.records import dates, names
from schakel_linkage.records.standardising import passes_eleven_test


@pytest.mark.parametrize(
    "written",
    [
        ("Mohammed", "Muhammad", "MOHAMED", "Mehmed", "Muhamet"),
        ("Youssef", "Yusuf", "Joesoef"),
        ("Khadija", "Chadidja"),
        ("Oussama", "Usama"),
        ("van der Berg", "Berg", "Bergh", "Van den Bergh"),
        ("El-Haddaoui", "Haddaoui", "al Hadaoui"),
        ("Yılmaz", "Yilmaz", "YILMAZ"),
        ("\u200fAli\u200e", "Ali", "ALI"),
    ],
)
def test_transliterations_of_one_name_sound_alike(written: tuple[str, ...]) -> None:
    text = names.without_prefixes(names.standard_text(pa.array(written)))
    assert len(set(names.sound(text).to_pylist())) == 1


def test_names_that_differ_do_not_sound_alike() -> None:
    sounds = names.sound(pa.array(["jansen", "jones", "mohammed", "ahmed", "fatima", "bakker", "visser"])).to_pylist()
    assert len(set(sounds)) == len(sounds)


def test_a_birth_of_the_future_is_noted_and_compared_where_it_may_be_of_the_century_before() -> None:
    model = read_model({"attributes": {"born": {"kind": "date"}}})
    records = standardise(pa.table({"born": ["1968-04-30", "2068-04-30", "2199-01-01"]}), model, date(2026, 1, 1))
    assert records.parts["born_value"].tolist() == [19680430, 20680430, -1]
    assert [str(note) for note in records.notes] == ["born: 2 records hold a date in the future (line 3, 4)."]


def test_nothing_is_left_of_a_name_of_marks() -> None:
    assert names.standard_text(pa.array(["", " ", "\u202e", "...", None])).to_pylist() == [None] * 5


@given(st.lists(st.one_of(st.none(), st.from_regex("[0-9]{6,10}", fullmatch=True)), min_size=1))
def test_the_test_of_eleven_is_that_of_stdnum(numbers: list[str | None]) -> None:
    expected = [None if one is None else len(one) in (8, 9) and bsn.is_valid(one.zfill(9)) for one in numbers]
    assert passes_eleven_test(pa.array(numbers, pa.string())).to_pylist() == expected


@pytest.mark.parametrize(
    ("written", "order", "number"),
    [
        ("1980-05-17", "", 19800517),
        ("17-5-1980", "", 19800517),
        ("5/7/1980", "mdy", 19800507),
        ("5/17/1980", "", 19800517),
        ("19800517", "", 19800517),
        ("1980-00-00", "", 19800000),
        ("1980", "", 19800000),
        ("05-1980", "", 19800500),
        ("1980-05-17T00:00:00", "", 19800517),
        ("1980-13-40", "", 19801340),
    ],
)
def test_a_date_is_read_in_parts(written: str, order: str, number: int) -> None:
    assert dates.parse(written, order) == number


@pytest.mark.parametrize("written", ["", "never", "17", "0000-01-01", "12345678901"])
def test_what_has_no_year_is_no_date(written: str) -> None:
    with pytest.raises(dates.NoDateError):
        dates.parse(written)


def test_a_known_text_keeps_its_code_and_a_new_one_gets_the_next() -> None:
    sets, day = SETS, date(2026, 1, 1)
    model = read_model(sets / "febrl.yaml")
    table = read_records(sets / "febrl_1.csv", model)
    before = standardise(table.slice(0, 200), model, day)
    after = standardise(table.slice(150, 300), model, day, known=before.lexicon)
    alone = standardise(table.slice(150, 300), model, day)
    listed = after.texts.to_pylist()
    assert listed[: len(before.texts)] == before.texts.to_pylist()
    assert len(set(listed)) == len(listed) > len(before.texts)
    for name, said in (("surname_value", "texts"), ("surname_sound", "sounds")):
        written = [[*getattr(one.lexicon, said).to_pylist(), None] for one in (after, alone)]
        codes = [one.parts[name].tolist() for one in (after, alone)]
        assert [written[0][code] for code in codes[0]] == [written[1][code] for code in codes[1]]
    for part in ("given_name_initial", "given_name_short", "birth_date_year", "birth_date_vague"):
        assert after.parts[part].tolist() == alone.parts[part].tolist()


def test_a_column_that_the_records_lack_is_refused() -> None:
    model = read_model({"attributes": {"given": {"kind": "name"}, "born": {"kind": "date"}}})
    with pytest.raises(SchakelError, match="the model reads the column born; the records have given"):
        standardise(pa.table({"given": ["Anna"]}), model, date(2026, 1, 1))
