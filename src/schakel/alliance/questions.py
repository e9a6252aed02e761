"""A question of research as it is declared, with all that its reader must know to check it."""

from dataclasses import dataclass
from pathlib import Path

from schakel.alliance.knowable import Knowable
from schakel.alliance.names import Names
from schakel_base.faults import Faults
from schakel_base.yaml_file import YamlFile


@dataclass(frozen=True)
class DeclaredQuestion:
    """The document of a question in the `folder` of an alliance; `faults` take what is wrong with it."""

    document: YamlFile
    folder: Path
    languages: tuple[str, ...]
    names: Names
    knowable: Knowable
    faults: Faults
