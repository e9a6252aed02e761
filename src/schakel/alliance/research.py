"""research/<name>.yaml: a question of research, read by the reader of its kind.

How a kind of question is answered, the room of research knows; a kind that is added there adds its reader here.
"""

from collections.abc import Callable
from pathlib import Path

from schakel.alliance.knowable import Knowable
from schakel.alliance.names import Names
from schakel.alliance.prevalence import read_prevalence
from schakel.alliance.questions import DeclaredQuestion
from schakel.alliance.recidivism import read_recidivism
from schakel.model.research import ResearchQuestion
from schakel_base.faults import Faults
from schakel_base.yaml_file import read_yaml

READERS: dict[str, Callable[[DeclaredQuestion], ResearchQuestion | None]] = {
    "prevalence": read_prevalence,
    "recidivism": read_recidivism,
}
"""What reads each kind of question; the first reads what names no kind that is known, and says so."""


def read_research(
    folder: Path, file: str, languages: tuple[str, ...], names: Names, knowable: Knowable, faults: Faults
) -> ResearchQuestion | None:
    """Return the research in a file, or None after noting why it cannot be read."""
    document = read_yaml(folder, file, faults)
    if document is None:
        return None
    read = READERS.get(str(document.value.get("kind")), read_prevalence)
    return read(DeclaredQuestion(document, folder, languages, names, knowable, faults))
