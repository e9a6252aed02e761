"""Atom feeds (RFC 4287) of what was published: one of each product, and one over several.

An edition is dated by its reference date, the only date that a release knows. Whoever reads a feed learns of an edition
by its permanent address; where none is declared, by the way from the feed to it.
"""

from collections.abc import Iterable, Iterator

from schakel.publication.addresses import newest
from schakel.publication.atom import FeedEntry, feed
from schakel.publication.content import EarlierRelease, ReleaseContent
from schakel.publication.front_door import what_changed
from schakel.publication.localisation import Localisation, localise
from schakel.publication.verification import EARLIER
from schakel_base.text import Text


def feed_files(content: ReleaseContent) -> dict[str, bytes]:
    """Return the feed of a product in every language of its release."""
    return {feed_name(tag): _of_product(content, localise(tag)) for tag in content.languages}


def feed_name(tag: str) -> str:
    """Return the name of a feed in a language."""
    return f"feed.{tag}.xml"


def release_entries(
    names: tuple[str, ...],
    product: tuple[Text, Text],
    editions: Iterable[EarlierRelease],
    place: str,
    author: Text,
    language: Localisation,
) -> Iterator[FeedEntry]:
    """Yield an entry for each edition of a product, whose title and summary are given.

    `place` is the folder of its newest release, as an address or from the feed.
    """
    title, summary = (language.text(text) for text in product)
    for one in editions:
        known = language.say("known on {date}", date=language.date(one.as_of))
        said = language.say("Correction: {note}", note=one.note) if one.note else summary
        address = f"{place}{EARLIER}/{one.edition}/site/{language.language}/index.html"
        yield FeedEntry((*names, one.edition), f"{title}, {known}", one.as_of, address, language.text(author), said)


def _of_product(content: ReleaseContent, language: Localisation) -> bytes:
    names = (content.alliance, content.product.name)
    author = content.reuse.publisher if content.reuse else content.title
    described = (content.product.title, content.product.summary)
    current = EarlierRelease(content.edition, content.as_of, content.note, "")
    editions = (current, *content.earlier)
    first, *others = release_entries(names, described, editions, content.product.address, author, language)
    changed = FeedEntry(**{**vars(first), "summary": f"{first.summary} {what_changed(content, language)}"})
    own = newest(feed_name(language.language), content)
    title = language.text(content.product.title)
    return feed((*names, language.language), title, own, [changed, *others], language.language)
