"""Addresses of a release: declared on the web, within the site, and in monitors that are released with it.

Without a declared address nothing pretends to have one: what only makes sense with an address is left out, and code
that reads the figures has a path from the folder of the release, which a script completes.
"""

from dataclasses import dataclass

from schakel.model.concept import ConceptScheme
from schakel.model.indicator import DimensionRule
from schakel.model.naming import anchor
from schakel.publication.content import OtherMonitor, ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.verification import EARLIER
from schakel_base.text import Text

AROUND = "../../../"
"""From the folder of a language to the folder around the releases."""


def newest(path: str, content: ReleaseContent) -> str:
    """Return the address of a file of the newest release, or nothing where none is declared."""
    return f"{content.product.address}{path}" if content.product.address else ""


def permanent(path: str, content: ReleaseContent) -> str:
    """Return the address of a file in this edition, which stays; a path where no address is declared."""
    return f"{content.product.address}{EARLIER}/{content.edition}/{path}"


@dataclass(frozen=True)
class Reference:
    """Something that is named: what it is called, and the page that shows it, from the folder of the language."""

    label: str
    address: str = ""


def home_file(tag: str) -> str:
    """Return the page around the releases of an alliance that leads to their start page, in a language."""
    return f"start.{tag}.html"


def front_of(monitor: str, title: Text, content: ReleaseContent, language: Localisation) -> Reference:
    """Return the first page of a monitor of any alliance; a name alone where that is not released around this one."""
    spoken = content.around.get(monitor, ())
    folder = f"{language.language}/" if language.language in spoken else ""
    address = f"{AROUND}../{monitor}/site/{folder}index.html" if monitor in content.around else ""
    return Reference(language.text(title), address)


def in_monitor(monitor: OtherMonitor, page: str, content: ReleaseContent, language: Localisation) -> Reference:
    """Return a page of another monitor; a name alone where that is not released beside this one."""
    address = f"{AROUND}{monitor.name}/site/{language.language}/{page}"
    return Reference(language.text(monitor.title), address if content.together is not None else "")


def scheme_of(rule: DimensionRule, content: ReleaseContent) -> ConceptScheme | None:
    """Return the scheme that the categories of a dimension are concepts of, if they are."""
    attribute = content.attributes.get(rule.attribute)
    return next((one for one in content.schemes if attribute and one.name == attribute.scheme), None)


def topic_page(name: str) -> str:
    """Return the page of a heading of a product, in the folder of a language."""
    return f"topics/{name}.html"


def page_of(scheme: ConceptScheme) -> str:
    """Return the page of a scheme in the folder of a language: no edition is in it, so that it stays the same."""
    return f"definitions/{anchor(scheme.name)}.html"


def defined_at(scheme: ConceptScheme, notation: str) -> str:
    """Return the address of a concept in the folder of a language."""
    return f"{page_of(scheme)}#{anchor(scheme.name, notation)}"
