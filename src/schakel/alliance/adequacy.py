"""sentencing/adequacy.yaml: what is wished of published judgments, if the alliance has any."""

from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.names import Names
from schakel.model.sentencing import AdequacyQuestion, Factor, WishedPoint
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile, read_yaml

FILE = "sentencing/adequacy.yaml"
USUAL_RATIO = 1.5


def adequacy_name(folder: Path) -> tuple[str, ...]:
    """Return the name under which products and recommendations speak of it; nothing is said of faults yet."""
    document = read_yaml(folder, FILE, Faults()) if (folder / FILE).is_file() else None
    name = document.value.get("name") if document else None
    return (name,) if isinstance(name, str) else ()


def read_adequacy(folder: Path, languages: tuple[str, ...], names: Names, faults: Faults) -> AdequacyQuestion | None:
    """Return what is wished, or None where the alliance asks nothing of judgments, or after noting every fault."""
    document = read_yaml(folder, FILE, faults) if (folder / FILE).is_file() else None
    if document is None or schema.check(document, "adequacy", languages, faults):
        return None
    names.check("partner", document.value["judgments"]["partner"], FILE, document.line("judgments", "partner"))
    found = _adequacy(document.value)
    _check_wished(found, document, faults)
    return found


def _adequacy(value: dict[str, Any]) -> AdequacyQuestion:
    return AdequacyQuestion(
        name=value["name"],
        title=Text(value["title"]),
        question=Text(value["question"]),
        outcome=value["outcome"],
        factors=tuple(Factor(one["name"], Text(one["label"]), one.get("fact", "")) for one in value["factors"]),
        wished=tuple(
            WishedPoint(tuple(one["factors"]), float(one.get("ratio", USUAL_RATIO))) for one in value["wished"]
        ),
        compulsory=value["compulsory"],
        selection=Text(value["selection"]),
        notes=tuple(Text(one) for one in value.get("notes", ())),
        source=Text(value["source"]),
        file=FILE,
        **value["judgments"],
    )


def _check_wished(found: AdequacyQuestion, document: YamlFile, faults: Faults) -> None:
    known = [factor.name for factor in found.factors]
    for index, point in enumerate(found.wished):
        for position, name in enumerate(point.factors):
            if name not in known:
                line = document.line("wished", index, "factors", position)
                faults.add(f"There is no factor `{name}`{did_you_mean(name, known)}", FILE, line)
