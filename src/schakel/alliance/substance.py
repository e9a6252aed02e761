"""Checks that a product has real content: a purpose, a ground in law, and users with a role.

A run under a product is lawful by its purpose and its ground (GDPR, articles 5 and 6), so that a filled-in form is not
enough. What the law says is in alliance.yaml, once, and is referred to by name.
"""

import re

from schakel.model.product import Role
from schakel_base.faults import Faults
from schakel_base.yaml_file import YamlFile

_FEWEST_WORDS = 4
_PUBLISHES = {"tables", "research", "assessment", "comparisons", "report", "joins", "releases"}
_SENTENCES = {
    "purpose": f"a purpose is a sentence of {_FEWEST_WORDS} words or more that says what the product is for.",
    "legal_ground": f"a legal ground is explained in a sentence of {_FEWEST_WORDS} words or more.",
}


def check_substance(document: YamlFile, faults: Faults) -> None:
    """Note where the purpose, the ground or the users of a product say nothing."""
    for key, wanted in _SENTENCES.items():
        for language, text in document.value[key].items():
            if not _is_sentence(text):
                faults.add(f"`{key}` is `{text}`; {wanted}", document.file, document.line(key, language))
    _check_grounds(document, faults)
    _check_access_requests(document, faults)
    for index, user in enumerate(document.value["users"]):
        for language, text in user["who"].items():
            if not re.search(r"\w\w", text):
                line = document.line("users", index, "who", language)
                faults.add(f"`{text}` names no user.", document.file, line)


def _check_grounds(document: YamlFile, faults: Faults) -> None:
    invented = document.value.get("synthetic", False)
    if not invented and "grounds" not in document.value:
        faults.add(
            "A product names its `grounds`, which are articles in alliance.yaml; one whose data are all invented says "
            "`synthetic: true`.",
            document.file,
            document.line("legal_ground"),
        )
    if invented and "grounds" in document.value:
        faults.add(
            "Invented data need no ground: a product has `grounds` or is `synthetic`.",
            document.file,
            document.line("grounds"),
        )


def _check_access_requests(document: YamlFile, faults: Faults) -> None:
    """Who answers requests of persons looks for one person, and so does nothing else under that product."""
    if not document.value.get("access_requests"):
        return
    for key in _PUBLISHES & document.value.keys():
        sentence = f"A product that answers requests of persons publishes nothing: leave out `{key}`."
        faults.add(sentence, document.file, document.line(key))
    if Role.PRIVACY_OFFICER not in [user["role"] for user in document.value["users"]]:
        sentence = "Requests of persons are answered by a user in the role `privacy-officer`."
        faults.add(sentence, document.file, document.line("users"))


def _is_sentence(text: str) -> bool:
    return len(re.findall(r"\w+", text)) >= _FEWEST_WORDS and text.rstrip().endswith((".", "!", "?", ")"))
