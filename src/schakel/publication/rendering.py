"""From a template and what it is given to the bytes of a page; and the style sheets and scripts of the site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from jinja2 import Environment
from markupsafe import Markup

from schakel.publication.addresses import page_of
from schakel.publication.localisation import Localisation, capital
from schakel.publication.templating import environment

STYLES = ("nl-design-system.css", "schakel.css")
SCRIPTS = ("charts.js", "orders.js", "page.js", "search.js")


def render(template: str, language: Localisation, context: Mapping[str, Any]) -> bytes:
    """Return a page in one language."""
    shared = {"language": language, "say": language.say, "text": language.text, "page_of": page_of}
    return (_environment().get_template(template).render(shared | dict(context)) + "\n").encode()


def macro(template: str, name: str) -> Callable[..., Markup]:
    """Return a macro of a template."""
    found: Callable[..., Markup] = getattr(_environment().get_template(template).module, name)
    return found


def compile_templates() -> None:
    """Compile all templates at once, before the first page is rendered."""
    found = _environment()
    for template in found.list_templates(extensions=["html"]):
        found.get_template(template)


@cache
def _environment() -> Environment:
    return environment("schakel.publication")


def static(name: str) -> bytes:
    """Return one of the style sheets or scripts."""
    return (files("schakel.publication") / "static" / name).read_bytes()


@dataclass(frozen=True)
class LanguageChoice:
    """A language that a page can be read in, and where that page is."""

    tag: str
    address: str
    is_current: bool = False

    @property
    def name(self) -> str:
        """What the language calls itself."""
        own = Locale.parse(self.tag, sep="-")  # not the locale of its dates: English is not of one country
        return capital(own.get_display_name(own) or str(own))
