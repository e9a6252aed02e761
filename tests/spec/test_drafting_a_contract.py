"""Draft a contract from a file

`schakel contract draft` writes down what a file shows: its format, types, keys, dates, codes and what looks personal.

What only people know is left blank, nothing is used until somebody says so, and `check` refuses the blanks.
"""

import gzip
import json
from zipfile import ZipFile

import pytest
from broken import edit, faults_of, template
from command_line import schakel
from written_files import WRITERS

from schakel.alliance import read
from schakel.verbs import draft_contract
from schakel_base.errors import DeliveryError

HEADER = "case;filed on;kind;kind;suspect name;days;desk"
LINES = [
    f"A{number};{1 + number % 28:02d}-{1 + number % 12:02d}-2021;{('debts', 'Exploitation')[number % 2]};"
    f"{'yn'[number % 2]};Jansen, Piet;{number / 4};{number % 7} of {number}"
    for number in range(40)
]
CONTRACT = """\
# Drafted from cases.csv: 40 rows, 7 columns.
# Fill in each ___. Take `unused` away from what you use, and say what for.
name: court
status: draft
encoding: cp1252
delimiter: ";"
format: {name: delimited, header: 2}
# Other keys that hold: desk.
units: [{unit: ___, key: [case]}]
columns:
  - {name: case, required: true, unique: true}  # 40 different
"""


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "cases.csv"
    place.write_text("\n".join(["Court of Orléans", HEADER, *LINES]) + "\n", "cp1252")
    return place


def line_of(text, name):
    return next(line.strip() for line in text.splitlines() if f"name: {name}," in line)


def test_a_line_of_totals_below_the_rows_is_told_and_kept_out(file, tmp_path):
    whole = draft_contract(file, tmp_path / "court").contract
    file.write_text(file.read_text("cp1252") + "Total:;;;;;195,5;\n", "cp1252")
    with_totals = draft_contract(file, tmp_path / "again").contract.replace("again", "court")
    told = [line for line in with_totals.splitlines() if line not in whole.splitlines()]
    assert told == [
        '# Its last row begins with "Total:": it looks like totals, and is left out here. A delivery',
        "# takes it for a row like all others: remove it from the file.",
    ]


def test_notes_below_the_totals_are_kept_out_as_well(file, tmp_path):
    whole = draft_contract(file, tmp_path / "court")
    file.write_text(file.read_text("cp1252") + "Total:;;;;;195,5;\n;;;;;;\nAs of 15-01-2022;;;;;;\n", "cp1252")
    found = draft_contract(file, tmp_path / "again")
    assert '# Its last 3 rows begin with "Total:": they look like totals and notes, and are left\n' in found.contract
    assert found.columns == whole.columns


def test_a_draft_says_what_the_file_shows(file, tmp_path):
    found = draft_contract(file, tmp_path / "court").contract
    assert found.startswith(CONTRACT)
    assert line_of(found, '"filed on"') == (
        '- {name: "filed on", logicalType: date, logicalTypeOptions: {format: "%d-%m-%Y"}, '
        "unused: Not used yet.}  # 40 different; 2021-01-01 to 2021-12-24"
    )
    assert line_of(found, '"kind (2)"').endswith("# 2 different")
    assert "classification: personal" in line_of(found, '"suspect name"')
    assert "logicalType: number" in line_of(found, "days")


def test_a_packed_file_gives_the_draft_of_what_is_in_it(file, tmp_path):
    plain = draft_contract(file, tmp_path / "court").contract
    packed = tmp_path / "cases.csv.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert draft_contract(packed, tmp_path / "a" / "court").contract == plain.replace("cases.csv", "cases.csv.gz")


def test_the_files_of_an_archive_are_one_table(tmp_path):
    archive = tmp_path / "cases.zip"
    with ZipFile(archive, "w") as opened:
        opened.writestr("1.csv", "Case,kind\n1,a\n2,b\n")
        opened.writestr("2.csv", "kind,case,desk\na,3,x\nb,4,x\n")
    found = draft_contract(archive, tmp_path / "court").contract
    assert found.startswith("# Drafted from cases.zip: 4 rows, 3 columns.\n")
    assert line_of(found, "Case").endswith("# 4 different")


def test_what_is_packed_twice_or_in_files_that_share_nothing_is_refused(tmp_path):
    twice, apart = tmp_path / "twice.gz", tmp_path / "apart.zip"
    twice.write_bytes(gzip.compress(gzip.compress(b"a,b\n1,2\n")))
    with pytest.raises(DeliveryError, match=r"twice\.gz is packed twice; unpack it once"):
        draft_contract(twice, tmp_path / "court")
    with ZipFile(apart, "w") as opened:
        opened.writestr("1.csv", "case,kind\n1,a\n")
        opened.writestr("2.csv", "person,sex\n1,a\n")
    with pytest.raises(DeliveryError, match=r"apart\.zip \(2\.csv\) has none of the columns of .*\(1\.csv\)"):
        draft_contract(apart, tmp_path / "court")


@pytest.mark.parametrize("name", ["given", "firstname", "roepnaam", "Rufname", "bsn", "Geb.-Datum"])
def test_a_name_in_one_word_looks_personal(name, tmp_path):
    file = tmp_path / "persons.csv"
    file.write_text(f"person,{name}\n1,Anna\n2,Anna\n3,Piet\n", "utf-8")
    assert "classification: personal" in line_of(
        draft_contract(file, tmp_path / "court").contract, json.dumps(name) if "." in name else name
    )


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        pytest.param("worker", ["Jansen", "Bakker", "Öztürk"], id="surnames, in a column of persons"),
        pytest.param("judges", ["Jansen; Smit", "Bakker", "Smit"], id="several in a cell"),
        pytest.param("team", ["Jansen", "Bakker", "de Vries"], id="surnames of which one has a particle"),
        pytest.param("handled", ["J. de Vries", "mr. A.B. Smit", "P. Jansen"], id="initials and surnames"),
        pytest.param("handled", ["de Vries J.", "Smit, A.B."], id="surnames and initials"),
        pytest.param("handled", ["J.P.", "A.B.C."], id="initials"),
        pytest.param("handled", ["Dr. Anna Müller", "Prof. dr. Kern", "Fr. Alt"], id="titles and names"),
        pytest.param("desk", ["Piet <piet@example.org>", "noor@example.org"], id="addresses of e-mail"),
        pytest.param("desk", ["06-12345678", "020-1234567"], id="telephone numbers"),
        pytest.param("changed_by", ["abc", "xyz"], id="names of users"),
    ],
)
def test_the_few_persons_who_recur_in_a_column_are_no_codes(column, cells, tmp_path):
    found = persons_in(column, cells, tmp_path)
    assert "classification: personal" in line_of(found.contract, column)
    assert not [line for line in found.mapping.splitlines() if line.startswith(f"{column},")]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        pytest.param("judge", ["single", "panel"], id="in small letters"),
        pytest.param("judge", ["Judge 1", "Judge 2"], id="numbered"),
        pytest.param("town", ["Ede", "Assen", "Zwolle"], id="towns"),
        pytest.param("court", ["St. Gallen", "Bad Ems", "Fr"], id="places with an abbreviation"),
        pytest.param("article", ["Art. 310", "Art. 311"], id="articles"),
        pytest.param("case", ["05-123456", "05-123457"], id="numbers of cases"),
    ],
)
def test_what_is_no_name_of_a_person_is_a_code(column, cells, tmp_path):
    assert persons_in(column, cells, tmp_path).mapping.count(f"\n{column},") == len(cells)


def persons_in(column, cells, tmp_path):
    file = tmp_path / "cases.csv"
    rows = (f'{number},"{cells[number % len(cells)]}"\n' for number in range(40))
    file.write_text(f"number,{column}\n" + "".join(rows), "utf-8")
    return draft_contract(file, tmp_path / "court")


def test_of_several_sheets_one_is_asked_for(tmp_path):
    file = tmp_path / "cases.xlsx"
    file.write_bytes(WRITERS["xlsx"]([{"case": "C1"}]))
    with pytest.raises(DeliveryError, match=r"2 sheets \(.*\); say which one, with --sheet\.$"):
        draft_contract(file, tmp_path / "court")


def test_codes_are_listed_with_their_rows_and_proposals_lack_a_reviewer(file, tmp_path):
    scheme = template(tmp_path) / "vocabulary" / "subject.ttl"
    assert draft_contract(file, tmp_path / "court", [scheme]).mapping.splitlines() == [
        "column,source value,concept,match,valid from,valid until,reviewer,note",
        "kind,Exploitation,exploitation,exact,,,,20 rows; proposed by label",
        "kind,debts,,,,,,20 rows",
        "kind (2),n,,,,,,20 rows",
        "kind (2),y,,,,,,20 rows",
    ]


def test_a_draft_is_sound_once_its_blanks_are_filled(file, tmp_path):
    alliance = template(tmp_path)
    draft_contract(file, alliance / "partners" / "court")
    contract = "partners/court/contract.yaml"
    assert faults_of(alliance) == [
        f"{contract}:9: `___.unit` is `___`; it must be a name of small letters, digits and hyphens."
    ]
    edit(alliance, contract, "unit: ___", "unit: report")
    assert read(alliance).partners["court"].contract.version == "1.0.0"


def test_codes_of_a_column_that_is_part_of_the_key_need_no_reviewer(tmp_path):
    alliance = template(tmp_path)
    file = tmp_path / "counts.csv"
    file.write_text("region,kind\n" + "".join(f"{region},{kind}\n" for region in "ABCD" for kind in "wxyz"))
    found = draft_contract(file, alliance / "partners" / "court")
    assert (found.keys, "region,A" in found.mapping) == ((("region", "kind"),), True)
    edit(alliance, "partners/court/contract.yaml", "unit: ___", "unit: report")
    assert read(alliance).partners["court"].mapping == ()


def test_what_is_drafted_counts_once_it_is_reviewed(file, tmp_path):
    alliance = template(tmp_path)
    draft_contract(file, alliance / "partners" / "court", [alliance / "vocabulary" / "subject.ttl"])
    contract, mapping = "partners/court/contract.yaml", "partners/court/mapping.csv"
    edit(alliance, contract, "unit: ___", "unit: report")
    unused = "{name: kind, unused: Not used yet.}"
    claim = unused.replace("unused: Not used yet.", "claim: {unit: report, attribute: subject}")
    edit(alliance, contract, unused, claim)
    assert faults_of(alliance) == [
        f"{mapping}:2: A line of a mapping must name its reviewer.",
        f"{mapping}:3: The line has no match; it must be one of exact, broad, narrow, none.",
    ]
    edit(alliance, mapping, "exploitation,exact,,,", "exploitation,exact,,,us")
    edit(alliance, mapping, "kind,debts,,,,,", "kind,debts,,none,,,us")
    assert [line.source_value for line in read(alliance).partners["court"].mapping] == ["Exploitation", "debts"]


@pytest.mark.parametrize("name", sorted({*WRITERS} - {"fixed-width"}))
def test_a_draft_reads_every_format_that_tells_its_columns(name, tmp_path):
    rows = [
        {"number": f"P{number}", "day": f"2021-01-{number + 1:02d}", "kind": "ab"[number % 2]} for number in range(10)
    ]
    file = tmp_path / "places"
    file.write_bytes(WRITERS[name](rows))
    found = draft_contract(
        file, tmp_path / "shelter", sheet="Places" * (name in ("xlsx", "ods")), rows="places" * (name == "json")
    )
    assert [(one.name, one.type) for one in found.columns] == [
        ("number", "string"),
        ("day", "date"),
        ("kind", "string"),
    ]
    assert found.keys == (("number",), ("day",)) or found.keys == (("number",),)


@pytest.mark.parametrize(
    ("first", "above", "below", "header"),
    [
        pytest.param(
            ("Cases of 2021", "", " "), [("The case", "", "")], [("Total", "", "")], 3, id="lines above are passed over"
        ),
        pytest.param(("The case", "", "The court"), [], [], 2, id="of two headers the second names the columns"),
    ],
)
def test_the_header_of_a_sheet_is_found(tmp_path, first, above, below, header):
    cases = [("case", "filed", "court"), *((f"C{number}", f"2021-01-0{number}", "North") for number in range(1, 6))]
    rows = [dict(zip(first, row, strict=True)) for row in (*above, *cases, *below)]
    file = tmp_path / "cases.xlsx"
    file.write_bytes(WRITERS["xlsx"](rows))
    found = draft_contract(file, tmp_path / "court", sheet="Places")
    assert [one.name for one in found.columns] == ["case", "filed", "court"]
    assert f"format: {{name: xlsx, sheet: Places, header: {header}}}" in found.contract


def test_columns_without_a_name_are_told(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text("case,,court,\nC1,x,North,\nC2,,South,\n", "utf-8")
    found = draft_contract(file, tmp_path / "court")
    assert "# Columns that have values and no name, left out: 1. Ask for their names in the file.\n" in found.contract


def test_what_would_be_a_key_but_for_rows_that_come_twice_is_told(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text("\n".join(["case,court", *(f"C{number % 39},North" for number in range(40))]) + "\n")
    found = draft_contract(file, tmp_path / "court")
    assert not found.keys
    assert "# Nearly a key: case; rows that repeat another: 1." in found.contract


def test_what_identifies_persons_is_a_key_only_where_nothing_else_is(tmp_path):
    file = tmp_path / "persons.csv"
    file.write_text("name,desk,number\n" + "".join(f"Jansen {n},{n % 2},P{n}\n" for n in range(40)))
    assert draft_contract(file, tmp_path / "persons").keys == (("number",), ("name",))


def test_a_column_without_a_type_of_its_own_says_what_its_rows_can_be_read_as(tmp_path):
    file = tmp_path / "cases.csv"
    days = [*(f"{n + 1}.{n % 12 + 1}.2021" for n in range(28)), *(f"2021-02-{n:02d}" for n in range(1, 11)), "unknown"]
    file.write_text("case,filed\n" + "".join(f"C{n},{day}\n" for n, day in enumerate(days)))
    assert line_of(draft_contract(file, tmp_path / "court").contract, "filed").endswith(
        'rows can be read as 28 date "%d.%m.%Y", 10 date, 1 as text alone: look'
    )


def test_a_word_that_means_unknown_among_dates_comes_with_how_it_is_read_as_a_blank(tmp_path):
    file = tmp_path / "cases.csv"
    days = [*(f"{n + 1:02d}.01.2021" for n in range(28)), "unbekannt", "-"]
    file.write_text("case,filed,geboren\n" + "".join(f"C{n},{day},{day}\n" for n, day in enumerate(days)))
    text = draft_contract(file, tmp_path / "court").contract
    assert line_of(text, "filed").endswith(
        '; a column that reads "-" and "unbekannt" as blank has '
        '`derived: {from: filed, values: {"-": "", "unbekannt": ""}}`'
    )
    assert line_of(text, "geboren").endswith(
        '; where persons are linked by it, linking/persons.yaml has `missing: ["-", "unbekannt"]`'
    )


def test_whole_numbers_of_few_values_are_taken_for_codes_and_the_draft_says_what_to_do_if_they_count_something(
    tmp_path,
):
    file = tmp_path / "homes.csv"
    file.write_text("home,children,letter\n" + "".join(f"H{n},{n % 4},{'ab'[n % 2]}\n" for n in range(40)))
    found = draft_contract(file, tmp_path / "homes")
    assert line_of(found.contract, "children").endswith(
        "# 4 different; taken for codes; what they count is an `integer` with a `magnitude`: look"
    )
    assert line_of(found.contract, "letter").endswith("# 2 different")
    assert "children,3,,,,,,10 rows" in found.mapping


def test_whole_numbers_in_a_column_whose_name_says_that_it_counts_are_no_codes(tmp_path):
    file = tmp_path / "homes.csv"
    file.write_text("home,prior_count,Leeftijd\n" + "".join(f"H{n},{n % 4},{20 + n % 9}\n" for n in range(40)))
    found = draft_contract(file, tmp_path / "homes")
    for name in ("prior_count", "Leeftijd"):
        assert "logicalType: integer" in line_of(found.contract, name)
        assert line_of(found.contract, name).endswith(
            "taken for numbers by its name; codes are a `string` with a `claim`: look"
        )
    assert found.mapping.count("\n") == 1  # no more than its header


def test_columns_called_first_and_last_hold_names(tmp_path):
    file = tmp_path / "persons.csv"
    file.write_text("first,last,last_hearing\n" + "".join(f"kevin,jansen {n},2021-01-{n}\n" for n in range(10, 30)))
    found = draft_contract(file, tmp_path / "persons")
    assert [one.name for one in found.columns if one.personal] == ["first", "last"]


def test_a_code_with_a_slash_in_it_is_one_code(tmp_path):
    file = tmp_path / "scores.csv"
    file.write_text("person,score\n" + "".join(f"P{n},{('Low', 'High', 'Medium', 'N/A')[n % 4]}\n" for n in range(40)))
    assert "score,N/A,,,,,,10 rows" in draft_contract(file, tmp_path / "scores").mapping


def test_codes_of_which_a_cell_has_several_are_listed_one_by_one(tmp_path):
    file = tmp_path / "cases.csv"
    cells = ["theft / fraud", "theft", "fraud", "fraud/assault", "assault"]
    written = (f"C{number};{cells[number % 5]};Jansen, Piet and {number}" for number in range(40))
    file.write_text("\n".join(["case;offence;who", *written]) + "\n")
    found = draft_contract(file, tmp_path / "court")
    assert line_of(found.contract, "offence").endswith('# 5 different; several in a cell: a claim has `split: "/"`')
    assert [line.split(",")[:2] for line in found.mapping.splitlines()[1:]] == [
        ["offence", one] for one in ("fraud", "assault", "theft")
    ]
    assert not [one for one in found.columns if one.name == "who" and one.split]


def test_days_that_are_partly_numbers_are_told(tmp_path):
    rows = [{"case": f"C{number}", "filed": f"2021-02-0{number}"} for number in range(1, 5)]
    rows += [{"case": f"C{number}", "filed": f"{44225 + number}"} for number in range(5, 9)]
    file = tmp_path / "cases.xlsx"
    file.write_bytes(WRITERS["xlsx"](rows))
    found = draft_contract(file, tmp_path / "court", sheet="Places")
    assert "format: {name: xlsx, sheet: Places, day_numbers: true}" in found.contract
    assert line_of(found.contract, "filed").startswith("- {name: filed, logicalType: date,")
    assert line_of(found.contract, "filed").endswith("# 6 different; 2021-02-01 to 2021-02-06")


def test_cells_of_a_sheet_that_are_dates_need_no_format_beside_texts_that_do(tmp_path):
    days = ["2021-02-01", "2021-02-02", "44233", "07.02.2021", "08.02.2021"]
    file = tmp_path / "cases.xlsx"
    file.write_bytes(WRITERS["xlsx"]([{"case": f"C{number}", "filed": day} for number, day in enumerate(days)]))
    found = draft_contract(file, tmp_path / "court", sheet="Places").contract
    assert "day_numbers: true" in found
    assert 'logicalType: date, logicalTypeOptions: {format: "%d.%m.%Y"}' in line_of(found, "filed")
    assert line_of(found, "filed").endswith('rows can be read as 3 date, 2 date "%d.%m.%Y": look')


def test_rows_that_do_not_fit_are_told(file, tmp_path):
    file.write_text(file.read_text("cp1252") + "A99;one too many;;;;;;\n", "cp1252")
    found = draft_contract(file, tmp_path / "court")
    assert "# Rows that do not fit these columns, and that a delivery refuses: 1." in found.contract
    assert found.rows == 40


def test_rows_of_json_are_the_longest_list_of_objects_nearest_the_root(tmp_path):
    file = tmp_path / "cases.json"
    labels = ['["a"]', '["a", "b"]', "[]"]
    cases = ", ".join(f'{{"case": "C{n}", "labels": {labels[n % 3]}, "acts": [{{"n": 1}}]}}' for n in range(12))
    file.write_text(f'{{"made": "2024", "data": {{"courts": [{{"name": "North"}}], "cases":\n [{cases}]}}}}')
    found = draft_contract(file, tmp_path / "court")
    assert '{name: json, rows: "data.cases"}' in found.contract
    # An empty list is a text like any other, and no reason to take whole lists for codes.
    assert line_of(found.contract, "labels").endswith(
        "; 4 empty lists say nothing, unless a `derived` column has a value for `[]`"
    )
    assert "labels,a,,,,,,8 rows" in found.mapping


def test_two_columns_may_be_a_key_together(tmp_path):
    file = tmp_path / "counts.csv"
    file.write_text("docket,count\nD1,1\nD1,2\nD2,1\n")
    assert draft_contract(file, tmp_path / "court").keys == (("docket", "count"),)


def test_a_date_that_can_be_read_in_two_ways_is_told(tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("day,number\n01/02/2021,1\n03/04/2021,2\n")
    assert "can also be read as %m/%d/%Y: look" in draft_contract(file, tmp_path / "court").contract


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["1.250,50", "3,25"], 'written: "1.234,56"'),
        (["0.5", "1250.25"], "logicalType: number, unused: "),
        (["1.250", "3.500"], "can also be read as 1.234,56: look"),
    ],
)
def test_numbers_are_told_with_how_they_are_written(tmp_path, numbers, said):
    file = tmp_path / "fines.csv"
    file.write_text("\n".join(["case;fine", *(f"C{at};{number}" for at, number in enumerate(numbers))]) + "\n")
    line = line_of(draft_contract(file, tmp_path / "court").contract, "fine")
    assert said in line


def test_nothing_is_written_over(file, tmp_path):
    assert schakel("contract", "draft", file, "--out", tmp_path / "court").exit_code == 0
    again = schakel("contract", "draft", file, "--out", tmp_path / "court")
    assert (again.exit_code, again.stderr.strip()) == (
        1,
        f"{tmp_path}/court/contract.yaml stands already; nothing is written over",
    )


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_document_of_json_on_one_line_is_no_row_but_has_rows(tmp_path, end):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"made": 1, "data": {"cases": [{"case": f"C{n}"} for n in range(12)]}}) + end)
    found = draft_contract(file, tmp_path / "court").contract
    assert '{name: json, rows: "data.cases"}' in found


def test_the_number_of_an_identity_card_looks_personal(tmp_path):
    file = tmp_path / "cases.csv"
    file.write_text("DNI,Fecha nac.,kind\n" + "".join(f"{20_000_000 + n},2001-01-{n + 1:02},a\n" for n in range(12)))
    found = draft_contract(file, tmp_path / "court").contract
    assert "classification: personal" in line_of(found, "DNI")
    assert "classification: personal" in line_of(found, '"Fecha nac."')


ELEMENTS = """<e:export xmlns:e="urn:court"><e:header><e:made>2024-01-01</e:made></e:header><e:cases>{}</e:cases>
</e:export>"""


def test_rows_of_xml_are_the_elements_that_are_there_most_often(tmp_path):
    file = tmp_path / "cases.xml"
    offences = ['<offence code="a"/>', '<offence code="a"/><offence code="b"/>']
    file.write_text(ELEMENTS.format("".join(f'<case id="C{n}">{offences[n % 2]}</case>' for n in range(12))))
    found = draft_contract(file, tmp_path / "court")
    assert '{name: xml, rows: "/export/cases/case"}' in found.contract
    assert '"../../header/made"' in found.contract
    # What stands several times is a JSON list in a cell: its codes are told one by one, and how to declare them.
    assert line_of(found.contract, '"offence/@code"').endswith(
        """# 2 different; several in a cell: a claim has `each: '(?:^|")([^"\\[\\]]+)(?:"|$)'`"""
    )
    inside = "# A row has several offence. To make each of these a row, draft again with --rows"
    assert f'{inside} "/export/cases/case/offence".' in found.contract
    codes = [line.split(",") for line in found.mapping.splitlines()[1:]]
    assert [(column, code, note) for column, code, *_, note in codes] == [
        ("offence/@code", "a", "12 rows"),
        ("offence/@code", "b", "6 rows"),
    ]


@pytest.mark.parametrize("case", ["<case><id>C{n}</id></case>", '<case id="C{n}"/>'])
def test_of_elements_that_hold_many_others_those_others_are_the_rows(tmp_path, case):
    file = tmp_path / "cases.xml"
    court = '<court code="K{k}">{cases}</court>'
    cases = "".join(case.format(n=n) for n in range(40))
    file.write_text(ELEMENTS.format("".join(court.format(k=k, cases=cases) for k in range(3))))
    found = draft_contract(file, tmp_path / "court").contract
    assert '{name: xml, rows: "/export/cases/court/case"}' in found
    assert '"../@code"' in found


def test_texts_of_which_a_row_of_xml_has_several_are_a_column_and_no_rows(tmp_path):
    file = tmp_path / "cases.xml"
    cases = ["<kind>a</kind>", "<kind>a</kind><kind>b</kind>"]
    file.write_text(ELEMENTS.format("".join(f'<case id="C{n}">{cases[n % 2]}</case>' for n in range(12))))
    found = draft_contract(file, tmp_path / "court", rows="/export/cases/case").contract
    assert "several in a cell" in line_of(found, "kind")
    assert "A row has several" not in found


@pytest.mark.parametrize("kind", ['["a \\"b\\""]', '["[a]", "b"]', "[1, 2]"])
def test_lists_of_which_the_texts_cannot_be_told_apart_are_not_split(tmp_path, kind):
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(f'{{"case": "C{n}", "kind": {kind}}}\n' for n in range(12)))
    assert "several in a cell" not in draft_contract(file, tmp_path / "court").contract


def test_of_a_file_of_fixed_width_no_row_becomes_a_header(tmp_path):
    file = tmp_path / "fines.txt"
    file.write_text("".join(f"F{n:05d}20240101{n * 375:07d}A\n" for n in range(12)))
    with pytest.raises(DeliveryError) as error:
        draft_contract(file, tmp_path / "fines")
    assert str(error.value) == (
        f"{file} has lines of one length without a delimiter, and no header: it may be of fixed width; nothing in it "
        "says where a column begins, so declare its `places`"
    )


def test_a_file_of_one_column_may_be_fixed_width_and_that_is_said(file, tmp_path):
    said = schakel("contract", "draft", file, "--out", tmp_path / "court").stdout
    assert "Rows: 40, columns: 7." in said and "only one column" not in said
    places = tmp_path / "places.txt"
    lines = ["NUMBER DAY         N", *(f"A{number:04}  2021-03-01  12" for number in range(9))]
    places.write_text("\n".join(lines) + "\n", "utf-8")
    assert "There is only one column." in schakel("contract", "draft", places, "--out", tmp_path / "fixed").stdout
