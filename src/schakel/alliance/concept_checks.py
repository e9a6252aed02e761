"""What a concept scheme needs so that units can be counted by it."""

import re
from collections.abc import Iterator, Mapping

from schakel.model.concept import Concept, ConceptScheme
from schakel.model.table import TOTAL
from schakel_base.faults import Faults, did_you_mean

NOTATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def no_concept(scheme: ConceptScheme | None, notation: str) -> str:
    """Return the sentence that a scheme has no such concept; empty if it has, or could not be read."""
    if scheme is None or notation in scheme.by_notation:
        return ""
    return f"The scheme `{scheme.name}` has no concept `{notation}`{did_you_mean(notation, scheme.by_notation)}"


def notation_order(concept: Concept) -> tuple[list[tuple[int, int, str]], str]:
    """Return the key by which concepts are put in the order of notation: 2 before 10, letters after figures."""
    parts = re.findall(r"\d+|\D+", concept.notation)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts], concept.notation


def check_scheme(
    scheme: ConceptScheme,
    languages: tuple[str, ...],
    file: str,
    lines: Mapping[str, int],
    faults: Faults,
    *,
    defined: bool = True,
) -> None:
    """Note everything that keeps a scheme from being counted by.

    Parameters
    ----------
    lines
        Those where each URI begins.
    defined
        Whether its concepts have definitions.
    """
    for language in languages:
        if language not in scheme.title.by_language:
            sentence = f"The concept scheme has no dct:title in the language `{language}`."
            faults.add(sentence, file, lines.get(scheme.uri, 1))
    if scheme.valid_from and scheme.valid_until and scheme.valid_from >= scheme.valid_until:
        faults.add("The concept scheme ends before it begins.", file, lines.get(scheme.uri, 1))
    first: dict[str, Concept] = {}
    for concept in scheme.concepts:
        line = lines.get(concept.uri, 1)
        for sentence in _of_concept(concept, languages, defined=defined):
            faults.add(sentence, file, line)
        if concept.notation in first:
            other = lines.get(first[concept.notation].uri, 1)
            faults.add(f"The notation `{concept.notation}` is used by two concepts (lines {min(line, other)} and "
                       f"{max(line, other)}).", file, max(line, other))  # fmt: skip
        first.setdefault(concept.notation, concept)
    _check_tree(scheme, file, lines, faults)


def _of_concept(concept: Concept, languages: tuple[str, ...], *, defined: bool) -> Iterator[str]:
    if not NOTATION.fullmatch(concept.notation):
        yield f"The notation `{concept.notation}` must be letters, digits, dots and hyphens."
    if concept.notation == TOTAL:
        yield f"The notation `{TOTAL}` is reserved for the total of a table."
    for language in languages:
        if language not in concept.label.by_language:
            yield f"The concept `{concept.notation}` has no skos:prefLabel in the language `{language}`."
        if defined and language not in concept.definition.by_language:
            yield f"The concept `{concept.notation}` has no skos:definition in the language `{language}`."


def _check_tree(scheme: ConceptScheme, file: str, lines: Mapping[str, int], faults: Faults) -> None:
    broader = {concept.notation: concept.broader for concept in scheme.concepts}
    for concept in scheme.concepts:
        if _is_above_itself(concept.notation, broader):
            sentence = f"The concept `{concept.notation}` is broader than itself."
            faults.add(sentence, file, lines.get(concept.uri, 1))


def _is_above_itself(notation: str, broader: Mapping[str, tuple[str, ...]]) -> bool:
    waiting, seen = list(broader[notation]), set[str]()
    while waiting:
        above = waiting.pop()
        if above not in seen:
            seen.add(above)
            waiting += broader.get(above, ())
    return notation in seen
