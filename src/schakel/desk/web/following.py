"""An Atom feed (RFC 4287) of a partner: what was delivered, in counts, and what is late.

A reader of feeds cannot sign in, so the word of a token with the scope `feed` is in the address. It opens nothing else.
"""

from collections.abc import Iterator
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from starlette.responses import Response

from schakel.desk.overview import MOST, PartnerDeliveries, overview
from schakel.desk.rights import Right
from schakel.desk.tokens import asker_of_token
from schakel.desk.visible import NotVisibleError, Visible
from schakel.desk.web.doors import Door, Visit
from schakel_base import clock

_ATOM = "http://www.w3.org/2005/Atom"


def feed(visit: Visit) -> Response:
    """Give the feed of the partner whose token is in the address."""
    with visit.office.reading() as connection:
        asker = asker_of_token(connection, visit.path["word"])
    visible = Visible(visit.office, asker)
    own = visible.partners(Right.FOLLOW_FEED)
    if not own:
        raise NotVisibleError
    rows = visible.deliveries.delivered_rows()
    [partner] = [one for one in overview(visit.office.alliance, rows, clock.today()) if one.name in own]
    return Response(_written(visit, partner), media_type="application/atom+xml")


def _written(visit: Visit, partner: PartnerDeliveries) -> bytes:
    language = visit.language
    entries = sorted(_entries(visit, partner), reverse=True)[:MOST]
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": language.language})
    _add(root, "id", _identifier(visit, partner.name))
    _add(root, "title", f"{language.text(visit.office.alliance.title)}: {language.text(partner.title)}")
    _add(root, "updated", _moment(entries[0][0] if entries else clock.today()))
    _add(_add(root, "author"), "name", language.text(visit.office.alliance.title))
    for day, title, path in entries:
        entry = _add(root, "entry")
        _add(entry, "id", _identifier(visit, partner.name, title))
        _add(entry, "title", title)
        _add(entry, "updated", _moment(day))
        _add(entry, "link", href=str(visit.request.base_url).rstrip("/") + path)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entries(visit: Visit, partner: PartnerDeliveries) -> Iterator[tuple[date, str, str]]:
    """The day of each entry, what it says, and where to read on."""
    say, number = visit.language.say, visit.language.number
    for one in partner.last:
        told = say(
            "Delivery {number}: rows accepted: {accepted}, refused: {refused}",
            number=one.number,
            accepted=number(one.accepted),
            refused=number(one.refused),
        )
        refused = say("Delivery {number}: refused as a whole", number=one.number)
        yield one.delivered, refused if one.is_refused else told, f"/deliveries/{one.number}"
    for late in partner.late:
        first, last = visit.language.date(late.period.first), visit.language.date(late.period.last)
        yield late.period.by, say("Late: the delivery about {first} – {last}", first=first, last=last), "/deliveries"


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _identifier(visit: Visit, *names: str) -> str:
    return uuid5(NAMESPACE_URL, "/".join(("schakel", visit.office.alliance.name, *names))).urn


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


DOORS = (
    Door("GET", "/feeds/{word}", feed, open_because="the word in the address, of 256 bits, is the key to counts alone"),
)
