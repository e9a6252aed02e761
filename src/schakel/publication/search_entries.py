"""The search entries of a release: one for everything with an address, under a heading of its kind.

The list is on a page as it is. A script of the site filters it by the words that are typed; without JavaScript it
is an index to read. No query leaves the reader's machine. The index of each release that is its own is in a script,
so that the search of any monitor finds what all of them hold.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schakel.model.naming import alphabetical
from schakel.publication.addresses import defined_at, page_of
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, capital
from schakel.publication.views.collections import CollectionView, collections_of
from schakel.publication.views.place import places_of

_LONGEST = 160  # characters of a definition: enough to know whether it is the one


@dataclass(frozen=True)
class Entry:
    """Something that can be found: its title, words about it, and its address from the folder of the language."""

    title: str
    words: str
    address: str


@dataclass(frozen=True)
class EntryGroup:
    """Entries of one kind, in the order of the alphabet."""

    title: str
    entries: tuple[Entry, ...]


def entries_of(content: ReleaseContent, language: Localisation) -> tuple[EntryGroup, ...]:
    """Return all entries of a release in one language, by kind."""
    say = language.say
    kinds = {
        say("Indicators"): _indicators(content, language),
        say("Recommendations"): _recommendations(content, language),
        **{one.label: _answers(one) for one in collections_of(content, language)},
        say("Places"): _places(content, language),
        say("Definitions"): _concepts(content, language),
        say("Published figures"): _published(content, language),
    }
    groups = ((title, sorted(entries, key=lambda one: alphabetical(one.title))) for title, entries in kinds.items())
    return tuple(EntryGroup(title, tuple(entries)) for title, entries in groups if entries)


def own_index(content: ReleaseContent, language: Localisation) -> bytes:
    """Return a script with the entries that this release alone has: the search of other monitors loads it."""
    found = (entry for one in collections_of(content, language) for entry in _answers(one))
    # Words, places and recommendations are those of the alliance: another monitor has them already.
    own = (*_indicators(content, language), *found)
    entries = json.dumps([[one.title, one.words, one.address] for one in own], ensure_ascii=False, indent=0)
    return f"addEntries(document.currentScript, {entries});\n".encode()


def _indicators(content: ReleaseContent, language: Localisation) -> Iterator[Entry]:
    for table in content.tables:
        indicator = table.indicator
        words = shortened(language.text(indicator.definition))
        yield Entry(language.text(indicator.title), words, f"indicators/{indicator.name}.html")


def _recommendations(content: ReleaseContent, language: Localisation) -> Iterator[Entry]:
    for one in content.recommendations:
        words = shortened(language.text(one.asked))
        yield Entry(language.text(one.title), words, f"recommendations/{one.name}.html")


def _answers(collection: CollectionView) -> Iterator[Entry]:
    for one in collection.answers:
        speak = one.draw.speak
        for page in one.own.pages:
            for entry in page.entries:
                yield Entry(speak(entry.title), speak(entry.words), f"{page.path}{entry.part and '#'}{entry.part}")


def _places(content: ReleaseContent, language: Localisation) -> Iterator[Entry]:
    for view in places_of(content, language):
        yield Entry(view.title, ", ".join(table.title for table in view.tables), view.path)


def _concepts(content: ReleaseContent, language: Localisation) -> Iterator[Entry]:
    for scheme in content.schemes:
        title = language.text(scheme.title)
        edition = language.say("Edition {edition}.", edition=scheme.edition) if scheme.edition else ""
        yield Entry(title, edition, page_of(scheme))
        for concept in scheme.concepts:
            words = shortened(f"{title}. {language.text(concept.definition)}".rstrip())
            yield Entry(capital(language.text(concept.label)), words, defined_at(scheme, concept.notation))


def _published(content: ReleaseContent, language: Localisation) -> Sequence[Entry]:
    """One entry for each thing that was counted, with its years."""
    years: dict[str, list[str]] = {}
    phases = {}
    for figure in content.published_figures:
        title = language.label(figure.measure)
        years.setdefault(title, []).append(figure.years)
        phases[title] = figure.phase
    return [
        Entry(title, ", ".join(sorted(set(found))), f"published-figures.html#{phases[title]}")
        for title, found in years.items()
    ]


def shortened(words: str) -> str:
    """Return the beginning of a text that is too long to choose by."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
