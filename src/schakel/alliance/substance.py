"""Checks that a product has real content: a purpose, a ground in law, and users with a role.

A run under a product is lawful by its purpose and its ground (GDPR, articles 5 and 6), so that a filled-in form is not
enough. What the law says is in alliance.yaml, once, and is referred to by name.
"""

import re

from schakel.alliance.declared import DeclaredDocument
from schakel.model.product import Role

_FEWEST_WORDS = 4
_PUBLISHES = {"tables", "research", "assessment", "comparisons", "report", "joins", "releases"}
_SENTENCES = {
    "purpose": f"a purpose is a sentence of {_FEWEST_WORDS} words or more that says what the product is for.",
    "legal_ground": f"a legal ground is explained in a sentence of {_FEWEST_WORDS} words or more.",
}


def check_substance(product: DeclaredDocument) -> None:
    """Note where the purpose, the ground or the users of a product say nothing."""
    value = product.document.value
    for key, wanted in _SENTENCES.items():
        for language, text in value[key].items():
            if not _is_sentence(text):
                product.add(f"`{key}` is `{text}`; {wanted}", key, language)
    _check_grounds(product)
    _check_access_requests(product)
    for index, user in enumerate(value["users"]):
        for language, text in user["who"].items():
            if not re.search(r"\w\w", text):
                product.add(f"`{text}` names no user.", "users", index, "who", language)


def _check_grounds(product: DeclaredDocument) -> None:
    value = product.document.value
    invented = value.get("synthetic", False)
    if not invented and "grounds" not in value:
        product.add(
            "A product names its `grounds`, which are articles in alliance.yaml; one whose data are all invented says "
            "`synthetic: true`.",
            "legal_ground",
        )
    if invented and "grounds" in value:
        product.add("Invented data need no ground: a product has `grounds` or is `synthetic`.", "grounds")


def _check_access_requests(product: DeclaredDocument) -> None:
    """Who answers requests of persons looks for one person, and so does nothing else under that product."""
    value = product.document.value
    if not value.get("access_requests"):
        return
    for key in _PUBLISHES & value.keys():
        product.add(f"A product that answers requests of persons publishes nothing: leave out `{key}`.", key)
    if Role.PRIVACY_OFFICER not in [user["role"] for user in value["users"]]:
        product.add("Requests of persons are answered by a user in the role `privacy-officer`.", "users")


def _is_sentence(text: str) -> bool:
    return len(re.findall(r"\w+", text)) >= _FEWEST_WORDS and text.rstrip().endswith((".", "!", "?", ")"))
