"""What is wished of judgments, answered from the rows of the partner that delivers them and kept beside the edition.

Texts stay in the intake zone: what is kept are counts.
"""

from collections.abc import Mapping
from pathlib import Path

from schakel.model.alliance import Alliance
from schakel.model.sentencing import AdequacyAnswer
from schakel.store.engine import Input
from schakel.verbs.provenance import is_synthetic
from schakel.verbs.researching import FOLDER
from schakel_base.progress import Progress, silent


def read_judgments(alliance: Alliance, rows: Mapping[str, Input], edition: Path, progress: Progress = silent) -> None:
    """Read the judgments of an alliance that asks something of them, and store what they hold."""
    if alliance.adequacy is None:
        return
    from schakel.research.adequacy import answer, rules_file, to_json
    from schakel_judgments import read_rules  # compiles its patterns, which other verbs do without

    progress(f"research {alliance.adequacy.name}", 0.0)
    rules = read_rules(rules_file(alliance.folder))
    found = answer(alliance.adequacy, rows[alliance.adequacy.partner], rules)
    (edition / FOLDER).mkdir(exist_ok=True)
    _file(edition, alliance.adequacy.name).write_text(to_json(found), "utf-8")


def adequacy_answer(
    alliance: Alliance, edition: Path, numbers: tuple[int, ...], synthetic: Mapping[int, bool]
) -> AdequacyAnswer:
    """Return the stored answer; it rests on the deliveries with these `numbers`.

    Raises
    ------
    DisclosureError
        If some of them are real and some synthetic.
    """
    from schakel.research.adequacy import from_json

    assert alliance.adequacy is not None
    name = alliance.adequacy.name
    is_invented = is_synthetic(f"research {name}", numbers, synthetic)
    return from_json(_file(edition, name).read_text("utf-8"), alliance.adequacy, is_invented)


def _file(edition: Path, name: str) -> Path:
    return edition / FOLDER / f"{name}.json"
