"""Sentences that no native writer would write stay out of docs, help, pages and code; each has its replacement here."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

INSTEAD_OF = {
    "chain that anyone can run": "software for running a data alliance of criminal-justice agencies",
    "a look, then entries": "preview the changes, then record them",
    "must stand beside": "with the required caveats",
    "delivered and built stands in": "Deliveries and builds are stored in",
    "or says why it has none": "Map each column, or mark it unused and say why",
    "the others do not tell": "a cell hidden in one table cannot be derived from the others",
    "alone in a cell": "A sole contributor can subtract its own value from every total",
    "Here stands": "This site shows what those records add up to",
    "criminal road": "the criminal route",
    "administrative road": "the administrative route",
    "niets over de wereld": "Zij zeggen niets over de werkelijkheid",
    "stands in another publication": "is in another publication",
    "letter itself stands": "the letter itself is in quotation marks",
    "stand in no source": "are in no source",
    "say of themselves": "say about themselves",
    "words to look for": "search terms",
    "walked from one": "explained one definition at a time",
    "is told apart": "is distinguished, is reported",
    "are told apart by how many": "the number of entries shows which",
    "told without the truth": "measured without the truth",
    "rest on too few": "are based on too few",
    "figures rest on the files": "figures are based on the files",
    "held against the norm": "compared with the norm",
    "hangs on nothing but": "depends only on",
    "stands beside": "is next to",
    "of which each": "each of which, in which each",
    "units of which it is decided": "units for which it is decided",
    "of which the same is known": "about which the same is known",
    "lista de tablas": "Lista de cuadros (a table of figures is a `cuadro`)",
    "least known of all": "the lowest of all",
    "is not a no.": "It does not mean “no”",
    "an address that stays": "a permanent address",
    "by these words": "with these categories",
    "younger than this edition": "more recent than this edition",
    "whoever runs the desk": "the operator of the desk",
    "invented twin": "synthetic twin",
    "chance has put": "in random order",
    "lines without anything": "empty lines",
    "of which all that can be asked": "groups of units that no question can tell apart",
    "changed unseen": "changed unnoticed",
    "left out unseen": "left out unnoticed",
    "tells something of": "reveals something about",
    "innamezone": "intakezone",
    "ontvangstzone": "intakezone",
    "verzonnen tweeling": "synthetische tweeling",
    "die erop rust": "die erop is gebaseerd",
    "al menos": "como mínimo (with `como máximo`)",
    "a lo sumo": "como máximo (with `como mínimo`)",
}
"""What is not written, and what is written in its place."""

WRITTEN = ("*.md", "*.py", "*.po", "*.html", "*.yaml", "*.toml", "*.ttl", "*.typ", "*.cff", "*.yml")


def written() -> dict[str, str]:
    """Return each text that people wrote, without line breaks and in lower case, by its path."""
    listed = subprocess.run(["git", "ls-files", "-z", *WRITTEN], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]
    others = [path for path in paths if ROOT / path != Path(__file__).resolve()]
    return {path: " ".join((ROOT / path).read_text(encoding="utf-8").split()).lower() for path in others}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return written()


@pytest.mark.parametrize(("phrase", "replacement"), INSTEAD_OF.items())
def test_a_phrase_that_reads_as_translated_is_written_nowhere(texts, phrase, replacement):
    found = [path for path, text in texts.items() if phrase.lower() in text]
    assert not found, f"write: {replacement}"


def test_there_are_texts_to_read(texts):
    assert {"README.md", "src/schakel/publication/locale/nl.po", "docs/architecture.md"} <= set(texts)
