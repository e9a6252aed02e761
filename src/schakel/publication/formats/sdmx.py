"""SDMX 3.0: the cells as SDMX-CSV 2.0, and the structure that they follow as SDMX-JSON 2.0, both per table.

Every bound is a measure; every quantity has an attribute with the reason why it is not published. A period is an
ordinary dimension with a code list, since its first category is the total over all periods. What is no letter, digit or
hyphen in a code is written as `$` and its hexadecimal number, so that no two codes become one.
"""

import csv
import io
import json
import re
from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.model.figure import Mark
from schakel.model.table import TOTAL, Dimension
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import localise
from schakel.publication.open_data import TOTAL_CODE, facts, measures, parents, quantities
from schakel_base.csv_text import plain
from schakel_base.text import Text

VERSION = "1.0.0"
SYNTHETIC = "SYNTHETIC"
_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/"
    "sdmx-json-structure-schema.json"
)


def sdmx_files(table: ProtectedTable, content: ReleaseContent) -> dict[str, bytes]:
    """Return the cells of a table, and their structure."""
    structure = json.dumps(_Structure(table, content).message(), ensure_ascii=False, allow_nan=False)
    name = table.indicator.name
    return {f"sdmx/{name}.csv": _cells(table, content), f"sdmx/{name}.json": structure.encode()}


def identifier(name: str) -> str:
    """Return the name of a table, dimension or measure as an identifier of SDMX."""
    upper = name.upper().replace("-", "_")
    return upper if upper[0].isalpha() else f"N{upper}"


def code(text: str) -> str:
    """Return a code as SDMX allows it, one to one; that of a total is the one of SDMX."""
    if text == TOTAL:
        return TOTAL_CODE
    # Each byte by itself, and `$` too: two different codes can never be written alike.
    return re.sub(r"[^A-Za-z0-9-]", lambda found: "".join(f"${byte:02X}" for byte in found[0].encode()), text)


def _cells(table: ProtectedTable, content: ReleaseContent) -> bytes:
    asked, groups = measures(table, content), quantities(table, content)
    dimensions = [identifier(dimension.name) for dimension in table.dimensions]
    flow = f"{identifier(content.alliance)}:{identifier(table.indicator.name)}({VERSION})"
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    marks = [identifier(one.column("mark")) for one in groups]
    header = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *dimensions, *(identifier(one.name) for one in asked)]
    writer.writerow([*header, *marks, SYNTHETIC])
    for cell in table.cells:
        marked = [one.mark(cell) for one in groups]
        writer.writerow(
            [
                *("dataflow", flow, "I"),
                *map(code, cell.coordinates),
                *(plain(one.value(cell).number) for one in asked),
                *(code(mark.value) if mark else "" for mark in marked),
                str(table.synthetic).lower(),
            ]
        )
    return file.getvalue().encode()


class _Structure:
    """The structure of one table: its code lists, concepts, data structure and data flow."""

    def __init__(self, table: ProtectedTable, content: ReleaseContent) -> None:
        self.table, self.content = table, content
        self.agency, self.name = identifier(content.alliance), identifier(table.indicator.name)
        self.tags = content.languages
        self.protection = Text({tag: localise(tag).say("Protection") for tag in self.tags})

    def message(self) -> dict[str, Any]:
        lists = [self._code_list(one) for one in self.table.dimensions]
        return {
            "meta": {
                "schema": _SCHEMA,
                "id": f"{self.name}-{self.content.edition}",
                "test": self.table.synthetic,
                "prepared": f"{self.content.as_of.isoformat()}T00:00:00Z",
                "contentLanguages": list(self.tags),
                "sender": {"id": self.agency},
            },
            "data": {
                "codelists": [*lists, self._marks()],
                "conceptSchemes": [self._concepts()],
                "dataStructures": [self._data_structure()],
                "dataflows": [self._data_flow()],
            },
        }

    def _named(self, name: str, text: Text) -> dict[str, Any]:
        said = {tag: localise(tag).label(text) for tag in self.tags}
        return {"id": name, "name": said[self.tags[0]], "names": said}

    def _maintained(self, name: str, text: Text) -> dict[str, Any]:
        return self._named(name, text) | {"agencyID": self.agency, "version": VERSION}

    def _urn(self, kind: str, name: str, item: str = "") -> str:
        suffix = f".{item}" if item else ""
        return f"urn:sdmx:org.sdmx.infomodel.{kind}={self.agency}:{name}({VERSION}){suffix}"

    def _concept(self, item: str) -> dict[str, Any]:
        return {"id": item, "conceptIdentity": self._urn("conceptscheme.Concept", f"CS_{self.name}", item)}

    def _coded(self, code_list: str) -> dict[str, Any]:
        return {"localRepresentation": {"enumeration": self._urn("codelist.Codelist", code_list)}}

    def _code_list(self, dimension: Dimension) -> dict[str, Any]:
        above = parents(dimension)
        codes = [
            self._named(code(one.code), one.label) | ({"parent": code(above[one.code])} if one.code in above else {})
            for one in dimension.categories
        ]
        return self._maintained(f"CL_{self.name}_{identifier(dimension.name)}", dimension.label) | {"codes": codes}

    def _marks(self) -> dict[str, Any]:
        def meaning(mark: Mark) -> Text:
            return Text({tag: localise(tag).mark_meaning(mark) for tag in self.tags})

        codes = [self._named(code(mark.value), meaning(mark)) for mark in Mark]
        return self._maintained("CL_MARK", self.protection) | {"codes": codes}

    def _concepts(self) -> dict[str, Any]:
        marks = [identifier(one.column("mark")) for one in quantities(self.table, self.content)]
        synthetic = Text({tag: localise(tag).say("synthetic") for tag in self.tags})
        concepts = [
            *(self._named(identifier(one.name), one.label) for one in self.table.dimensions),
            *(self._named(identifier(one.name), one.label) for one in measures(self.table, self.content)),
            *(self._named(name, self.protection) for name in marks),
            self._named(SYNTHETIC, synthetic),
        ]
        return self._maintained(f"CS_{self.name}", self.table.indicator.title) | {"concepts": concepts}

    def _data_structure(self) -> dict[str, Any]:
        components = {
            "dimensionList": {"id": "DimensionDescriptor", "dimensions": self._dimensions()},
            "measureList": {"id": "MeasureDescriptor", "measures": self._measures()},
            "attributeList": {"id": "AttributeDescriptor", "attributes": self._attributes()},
        }
        title = self.table.indicator.title
        return self._maintained(f"DS_{self.name}", title) | {"dataStructureComponents": components}

    def _dimensions(self) -> list[dict[str, Any]]:
        names = [identifier(one.name) for one in self.table.dimensions]
        return [
            self._concept(name) | {"position": index} | self._coded(f"CL_{self.name}_{name}")
            for index, name in enumerate(names)
        ]

    def _measures(self) -> list[dict[str, Any]]:
        number = {"localRepresentation": {"format": {"dataType": "Double"}}, "usage": "optional"}
        return [self._concept(identifier(one.name)) | number for one in measures(self.table, self.content)]

    def _attributes(self) -> list[dict[str, Any]]:
        marks = [
            self._concept(identifier(one.column("mark")))
            | self._coded("CL_MARK")
            | {"usage": "optional", "attributeRelationship": {"observation": {}}}
            | {"measureRelationship": [identifier(one.column(bound)) for bound in ("lower", "upper")]}
            for one in quantities(self.table, self.content)
        ]
        said = {"localRepresentation": {"format": {"dataType": "Boolean"}}, "usage": "mandatory"}
        return [*marks, self._concept(SYNTHETIC) | said | {"attributeRelationship": {"dataflow": {}}}]

    def _data_flow(self) -> dict[str, Any]:
        """Its annotations say what a reader must know: licence, source, protection and whether it is synthetic."""
        annotations = [
            {"title": label, "type": "NOTE", "text": said, "texts": {tag: said}}
            for tag in self.tags
            for label, said in facts(self.table, self.content, localise(tag))
        ]
        structure = self._urn("datastructure.DataStructure", f"DS_{self.name}")
        return self._maintained(self.name, self.table.indicator.title) | {
            "structure": structure,
            "annotations": annotations,
        }
