"""A page of the desk: a template, its data, and the menu of the person who sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse, Response

from schakel.desk.rights import Right
from schakel.desk.web import mistakes, words
from schakel.model.figure import Figure
from schakel.publication.localisation import Localisation
from schakel.publication.templating import environment
from schakel_base.errors import SchakelError

if TYPE_CHECKING:
    from schakel.desk.web.doors import Visit


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the menu, for people with the right; `also` are the addresses of other pages that it leads to."""

    address: str
    label: Callable[[Localisation], str]
    right: Right
    also: tuple[str, ...] = ()

    def leads_to(self, page: str) -> bool:
        """Whether a page is one of its own."""
        return page.startswith((self.address, *self.also))


MENU = (
    MenuEntry("/deliveries", lambda language: language.say("Deliveries"), Right.READ_RECEIPTS),
    MenuEntry("/inbox", lambda language: language.say("Inbox"), Right.RECORD_SIGNALS),
    MenuEntry("/pairs", lambda language: language.say("Pairs"), Right.JUDGE_PAIRS),
    MenuEntry("/forms", lambda language: language.say("Forms"), Right.FILL_IN),
    MenuEntry("/assessments", lambda language: language.say("Self-assessments"), Right.ASSESS, ("/municipalities/",)),
    MenuEntry("/tokens", lambda language: language.say("Tokens"), Right.MANAGE_TOKENS),
    MenuEntry("/overview", lambda language: language.say("Overview"), Right.SEE_DELIVERIES),
    MenuEntry("/gate", lambda language: language.say("Release gate"), Right.SEE_GATE),
    MenuEntry("/questions", lambda language: language.say("Questions"), Right.ASK),
    MenuEntry("/research", lambda language: language.say("Research"), Right.SEE_RESEARCH, ("/outputs",)),
    MenuEntry("/access-log", lambda language: language.say("Access log"), Right.READ_LOG),
    MenuEntry("/people", lambda language: language.say("People"), Right.MANAGE_PEOPLE),
)


def page(visit: "Visit", template: str, status: int = 200, /, **given: Any) -> Response:
    """Return a page in the language of the visit."""
    return HTMLResponse(_environment().get_template(f"{template}.html").render(_shared(visit) | given), status)


def error_page(visit: "Visit", status: int, error: SchakelError) -> Response:
    """Return the page that says what is wrong."""
    said = mistakes.said(error, visit.language)
    return page(visit, "error", status, title=words.title(status, visit.language), sentences=said)


def to(address: str) -> Response:
    """Lead on to another page, after something was done."""
    return RedirectResponse(address, 303)


def in_words(visit: "Visit", say: Callable[[Any, Localisation], Any]) -> Callable[[Any], Any]:
    """Return what says something in the language of the visit, to be given to a template."""
    return lambda what: say(what, visit.language)


def _shared(visit: "Visit") -> dict[str, Any]:
    language, forms = visit.language, bool(visit.visible.forms.of_partners())
    return {
        "visit": visit,
        "say": language.say,
        "language": language,
        "text": language.text,
        "called": lambda name: language.text(visit.office.title_of(name)),
        "number": language.number,
        "one_decimal": lambda number: format_decimal(number, "#,##0.0", language.locale),
        "percentage": lambda share: language.figure(Figure(100 * share, 100 * share), "share"),
        "moment": lambda at: _moment(at, language.locale),
        "may": lambda right: visit.asker.may(Right[right]),
        "day": lambda value: _day(value, language),
        **words.words_in(language),
        "job_title": in_words(visit, words.job_title),
        "told": in_words(visit, words.told),
        "doing": in_words(visit, words.doing),
        "objection": in_words(visit, words.objection),
        "sentence": in_words(visit, mistakes.fault),
        "fault": lambda error: " ".join(mistakes.said(error, language)) if error else "",
        "alliance": visit.office.alliance,
        "menu": [
            entry for entry in MENU if visit.asker.may(entry.right) and (entry.right is not Right.FILL_IN or forms)
        ],
        "has_forms": forms,
        "here": visit.request.url.path,
    }


def _moment(at: datetime | str, locale: Any) -> str:
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return str(format_datetime(at.astimezone(), "medium", locale=locale))


def _day(value: str, language: Localisation) -> str:
    """A day as it was filled in; where it is none, as it was typed."""
    try:
        return language.date(date.fromisoformat(value))
    except ValueError:
        return value


@cache
def _environment() -> Environment:
    return environment("schakel.desk.web")
