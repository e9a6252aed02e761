"""products/<name>.yaml: what may be published, for which purpose, on which legal ground, until when."""

from datetime import date
from pathlib import Path

from schakel.alliance import schema
from schakel.alliance.faults import Faults
from schakel.alliance.indicators import check_name
from schakel.alliance.names import Names
from schakel.alliance.yaml_file import read_yaml
from schakel.model.product import Product
from schakel.model.text import Text


def read_product(folder: Path, file: str, languages: tuple[str, ...], names: Names, faults: Faults) -> Product | None:
    """Return the product in a file, or None after noting why it cannot be read."""
    document = read_yaml(folder, file, faults)
    if document is None or schema.check(document, "product", languages, faults):
        return None
    check_name(document, faults)
    for index, table in enumerate(document.value["tables"]):
        names.check("indicator", table, file, document.line("tables", index))
    names.check("profile", document.value["profile"], file, document.line("profile"))
    texts = {key: Text(document.value[key]) for key in ("title", "summary", "purpose", "legal_ground", "users")}
    return Product(
        name=document.value["name"],
        ends=date.fromisoformat(document.value["ends"]),
        tables=tuple(document.value["tables"]),
        profile=document.value["profile"],
        file=file,
        **texts,
    )
