"""Compare two editions of a concept scheme: what changed, and which published series that breaks."""

from pathlib import Path

from schakel.alliance import read
from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptScheme
from schakel.vocabulary.difference import BrokenSeries, Difference, broken_series, difference
from schakel_base.errors import RequestError


def compare_schemes(before: Path, after: Path) -> tuple[Difference, tuple[BrokenSeries, ...]]:
    """Return what changed between two editions of a concept scheme, and the published series that this breaks.

    Raises
    ------
    SchakelError
        If a declaration is at fault, or the two are not in the `vocabulary/` of one alliance.
    """
    if before.absolute().parent != after.absolute().parent:
        raise RequestError(f"{before} and {after} are not in the vocabulary of one alliance")
    alliance = read(before.absolute().parent.parent)
    found = difference(_scheme(alliance, before), _scheme(alliance, after))
    return found, broken_series(alliance, found)


def _scheme(alliance: Alliance, file: Path) -> ConceptScheme:
    if file.stem not in alliance.schemes:
        raise RequestError(f"{alliance.name} has no scheme {file.stem}; it has {', '.join(sorted(alliance.schemes))}")
    return alliance.schemes[file.stem]
