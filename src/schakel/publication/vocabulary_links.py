"""Where the words of a table are defined: the concept scheme behind a dimension, and addresses within the site."""

import re

from schakel.model.concept import ConceptScheme
from schakel.model.indicator import DimensionRule
from schakel.publication.content import ReleaseContent


def scheme_of(rule: DimensionRule, content: ReleaseContent) -> ConceptScheme | None:
    """Return the scheme that the categories of a dimension are concepts of, if they are."""
    attribute = content.attributes.get(rule.attribute)
    return next((one for one in content.schemes if attribute and one.name == attribute.scheme), None)


def anchor(*names: str) -> str:
    """Return the anchor of a scheme, or of a concept by scheme and notation."""
    return ".".join(re.sub(r"[^\w-]+", "-", name) for name in names)


def page_of(scheme: ConceptScheme) -> str:
    """Return the page of a scheme in the folder of a language: no edition is in it, so that it stays the same."""
    return f"definitions/{anchor(scheme.name)}.html"


def defined_at(scheme: ConceptScheme, notation: str) -> str:
    """Return the address of a concept in the folder of a language."""
    return f"{page_of(scheme)}#{anchor(scheme.name, notation)}"
