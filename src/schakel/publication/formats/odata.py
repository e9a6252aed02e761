"""The shape of the OData v4 of Statistics Netherlands (CBS), as static files of JSON, one catalogue per language.

`odata/Datasets` lists the tables; below `odata/<language>/<table>/` stand `Properties`, `Dimensions`, `MeasureCodes`,
`<dimension>Codes` and `Observations`; `index.json` lists them. The files have the names that clients ask for, without
an ending. A `Measure` is a bound; the `ValueAttribute` of a value says why it is absent, and is `None` where it is not.
Periods are written as `2018JJ00`, `2018KW02` and `2018MM10`, all of them together as `2018X000` after the first.
"""

import json
from collections.abc import Mapping
from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.model.indicator import IN_TIME, PERCENTAGES, Status
from schakel.model.table import Dimension
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, localise
from schakel.publication.open_data import facts, measures, to_json

_PRESENT = "None"  # the word of the source for a value that is there


def odata_files(table: ProtectedTable, content: ReleaseContent) -> dict[str, bytes]:
    """Return the entity sets of a table in every language of the release."""
    found: dict[str, bytes] = {}
    for tag in content.languages:
        sets = _entity_sets(table, content, localise(tag))
        listed = {"value": [{"name": name, "kind": "EntitySet", "url": name} for name in sets]}
        folder = f"odata/{tag}/{table.indicator.name}"
        found |= {f"{folder}/{name}": _written(one, table) for name, one in {"index.json": listed, **sets}.items()}
    return found


def data_sets(content: ReleaseContent) -> dict[str, bytes]:
    """Return the list of the tables of a release in all its languages."""
    listed = [_properties(one, content, localise(tag)) for tag in content.languages for one in content.all_tables]
    return {"odata/Datasets": to_json({"value": listed})}


def _written(value: Mapping[str, Any], table: ProtectedTable) -> bytes:
    """An annotation says in every file of a synthetic table that it is."""
    marked = {"@schakel.synthetic": True, **value} if table.synthetic else value
    return json.dumps(marked, ensure_ascii=False, allow_nan=False).encode()


def _entity_sets(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> dict[str, dict[str, Any]]:
    sides = range(len(table.dimensions))
    codes = {f"{_name(table.dimensions[side])}Codes": {"value": _codes(table, side, language)} for side in sides}
    return {
        "Properties": _properties(table, content, language),
        "Dimensions": {"value": [_dimension(table, side, language) for side in sides]},
        "MeasureCodes": {"value": _measure_codes(table, content, language)},
        **codes,
        "Observations": {"value": _observations(table, content)},
    }


def _properties(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> dict[str, Any]:
    is_final = table.indicator.status == Status.FINAL
    notes = [f"{label}: {said}" for label, said in facts(table, content, language)]
    return {
        "Identifier": table.indicator.name,
        "Catalog": language.language,
        "Title": language.text(table.indicator.title),
        "Description": "\n".join(notes),
        "Language": language.language,
        "Authority": language.text(content.reuse.publisher) if content.reuse else language.text(content.title),
        "Source": language.text(table.indicator.source),
        "License": content.reuse.licence if content.reuse else None,
        "Version": content.edition,
        "Status": language.say("final") if is_final else language.say("provisional"),
        "Synthetic": table.synthetic,
        "Modified": f"{content.as_of.isoformat()}T00:00:00Z",
        "ObservationsModified": f"{content.as_of.isoformat()}T00:00:00Z",
        "ObservationCount": len(table.cells) * len(measures(table, content)),
    }


def _name(dimension: Dimension) -> str:
    return dimension.name.replace("-", "_")


def _is_period(table: ProtectedTable, side: int) -> bool:
    return table.indicator.dimensions[side].kind in IN_TIME


def _dimension(table: ProtectedTable, side: int, language: Localisation) -> dict[str, Any]:
    return {
        "Identifier": _name(table.dimensions[side]),
        "Title": language.label(table.dimensions[side].label),
        "Kind": "TimeDimension" if _is_period(table, side) else "Dimension",
        "ContainsCodes": True,
        "ContainsGroups": False,
    }


def _measure_codes(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> list[dict[str, Any]]:
    units = {"": language.say("Number"), **dict.fromkeys(PERCENTAGES, "%")}
    return [
        {
            "Identifier": one.name,
            "Index": index,
            "Title": language.text(one.label),
            "DataType": "Double",
            "Unit": units.get(one.quantity.statistic, ""),
        }
        for index, one in enumerate(measures(table, content), start=1)
    ]


def _codes(table: ProtectedTable, side: int, language: Localisation) -> list[dict[str, Any]]:
    keys = _keys(table, side)
    return [
        {"Identifier": keys[one.code], "Index": index, "Title": language.label(one.label), "Level": one.level}
        for index, one in enumerate(table.dimensions[side].categories, start=1)
    ]


def _observations(table: ProtectedTable, content: ReleaseContent) -> list[dict[str, Any]]:
    keys = [_keys(table, side) for side in range(len(table.dimensions))]
    names = [_name(dimension) for dimension in table.dimensions]
    asked, found = measures(table, content), list[dict[str, Any]]()
    for cell in table.cells:
        at = {name: key[code] for name, key, code in zip(names, keys, cell.coordinates, strict=True)}
        for measure in asked:
            value = measure.value(cell)
            # Numbered within the table, as the source does: clients page through observations by it.
            one = {"Id": len(found), "Measure": measure.name, "ValueAttribute": value.absence or _PRESENT}
            found.append(one | {"Value": value.number} | at)
    return found


def _keys(table: ProtectedTable, side: int) -> dict[str, str]:
    """The codes of a dimension as they are written here: periods in the manner of the source, others as they are."""
    codes = [category.code for category in table.dimensions[side].categories]
    if not _is_period(table, side):
        # Only periods have a notation that clients of the source read by themselves.
        return {code: code for code in codes}
    years = [code[:4] for code in codes if code[:4].isdigit()]
    whole = f"{min(years, default='0000')}X000"
    return {code: period(code) if code[:4].isdigit() else whole for code in codes}


def period(code: str) -> str:
    """Return `2018`, `2018-Q2` or `2018-10` as Statistics Netherlands writes it; `2018-2022` in a manner of ours."""
    year, _, part = code.partition("-")
    if not part:
        return f"{year}JJ00"
    if len(part) == len(year):
        return f"{year}X{int(part) - int(year) + 1:03}"
    return f"{year}KW0{part[1:]}" if part.startswith("Q") else f"{year}MM{part}"
