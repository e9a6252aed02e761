"""An Atom feed (RFC 4287) of a partner: what was delivered, in counts, and what is late.

A reader of feeds cannot sign in, so the word of a token with the scope `feed` is in the address. It opens nothing else.
"""

from collections.abc import Iterator
from datetime import date

from starlette.responses import Response

from schakel.desk.overview import MOST, PartnerDeliveries, overview
from schakel.desk.rights import Right
from schakel.desk.tokens import asker_of_token
from schakel.desk.visible import NotVisibleError, Visible
from schakel.desk.web.doors import Door, Visit
from schakel.publication import atom
from schakel.publication.atom import FeedEntry
from schakel_base import clock


def feed(visit: Visit) -> Response:
    """Give the feed of the partner whose token is in the address."""
    asker = visit.office.read(asker_of_token, visit.path["word"])
    visible = Visible(visit.office, asker)
    own = visible.partners(Right.FOLLOW_FEED)
    if not own:
        raise NotVisibleError
    rows = visible.deliveries.delivered_rows()
    [partner] = [one for one in overview(visit.office.alliance, rows, clock.today()) if one.name in own]
    alliance, language = visit.office.alliance, visit.language
    entries = sorted(_entries(visit, partner), key=lambda one: (one.day, one.title, one.address), reverse=True)[:MOST]
    title = f"{language.text(alliance.title)}: {language.text(partner.title)}"
    written = atom.feed((alliance.name, partner.name), title, "", entries, language.language)
    return Response(written, media_type=atom.MEDIA_TYPE)


def _entries(visit: Visit, partner: PartnerDeliveries) -> Iterator[FeedEntry]:
    say, number = visit.language.say, visit.language.number
    alliance = visit.office.alliance
    here, author = str(visit.request.base_url).rstrip("/"), visit.language.text(alliance.title)

    def entry(day: date, title: str, path: str) -> FeedEntry:
        return FeedEntry((alliance.name, partner.name, title), title, day, here + path, author)

    for one in partner.last:
        told = say(
            "Delivery {number}: rows accepted: {accepted}, refused: {refused}",
            number=one.number,
            accepted=number(one.accepted),
            refused=number(one.refused),
        )
        refused = say("Delivery {number}: refused as a whole", number=one.number)
        yield entry(one.delivered, refused if one.is_refused else told, f"/deliveries/{one.number}")
    for late in partner.late:
        first, last = visit.language.date(late.period.first), visit.language.date(late.period.last)
        title = say("Late: the delivery about {first} – {last}", first=first, last=last)
        yield entry(late.period.by, title, "/deliveries")


DOORS = (
    Door("GET", "/feeds/{word}", feed, open_because="the word in the address, of 256 bits, is the key to counts alone"),
)
