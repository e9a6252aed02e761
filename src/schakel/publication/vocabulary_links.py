"""Where the words of a table are defined: the concept scheme behind a dimension, and addresses within the site."""

from schakel.model.concept import ConceptScheme
from schakel.model.indicator import DimensionRule
from schakel.model.naming import anchor
from schakel.publication.content import ReleaseContent


def scheme_of(rule: DimensionRule, content: ReleaseContent) -> ConceptScheme | None:
    """Return the scheme that the categories of a dimension are concepts of, if they are."""
    attribute = content.attributes.get(rule.attribute)
    return next((one for one in content.schemes if attribute and one.name == attribute.scheme), None)


def page_of(scheme: ConceptScheme) -> str:
    """Return the page of a scheme in the folder of a language: no edition is in it, so that it stays the same."""
    return f"definitions/{anchor(scheme.name)}.html"


def defined_at(scheme: ConceptScheme, notation: str) -> str:
    """Return the address of a concept in the folder of a language."""
    return f"{page_of(scheme)}#{anchor(scheme.name, notation)}"
