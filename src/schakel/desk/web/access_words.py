"""A record of the access log in words, in the language of its reader; the record itself stays as it is.

What was done, and what for, are names that the log keeps: their sentences stand in the catalogues. The purpose of a
product is said as the alliance declares it. What somebody typed stands as it was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from schakel.desk.office import Office
from schakel.desk.rights import Grant
from schakel.desk.web import words
from schakel.publication.localisation import Localisation
from schakel.store.accesses import ACTIONS, DETAILS, PURPOSES
from schakel_base.text import Text

OF_ALL = ("at", "user", "action", "purpose", "product")
"""What every record says."""
_SEVERAL = ", "


@dataclass(frozen=True)
class AccessWords:
    """How the access log of an alliance speaks one language.

    Parameters
    ----------
    accounts, roles
        The addresses of people by the number of their account, and the roles that were given, by their number.
    """

    office: Office
    language: Localisation
    accounts: Mapping[str, str]
    roles: Mapping[str, tuple[Grant, str]]

    def action(self, record: Mapping[str, Any]) -> str:
        """Return what was done."""
        return self.language.say(ACTIONS.get(record["action"], record["action"]))

    def purpose(self, record: Mapping[str, Any]) -> str:
        """Return what for: as a sentence of ours, of a product, or as it was typed."""
        kept = str(record["purpose"])
        named = kept.replace(str(record["unit"]), "{unit}", 1) if "unit" in record else kept
        if said := PURPOSES.get(kept) or PURPOSES.get(named):
            return self.language.say(said)
        parts = [self._of_products.get(one) for one in kept.split("; ")]
        return "; ".join(self.language.text(one) for one in parts if one) if all(parts) else kept

    def product(self, record: Mapping[str, Any]) -> str:
        """Return under which product, or that it was all of them; empty where it was none."""
        return self._called(str(record.get("product", "")), tuple(self.office.alliance.products), "all products")

    def details(self, record: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return of what it was, as pairs of a name and a value."""
        return [
            (self.language.say(DETAILS.get(name, name)), self._detail(name, str(value)))
            for name, value in record.items()
            if name not in OF_ALL and value != ""
        ]

    def sentence(self, record: Mapping[str, Any]) -> str:
        """Return all of it as one text, without who and when."""
        product = f" ({said})" if (said := self.product(record)) else ""
        details = [f"{name}: {value}" for name, value in self.details(record)]
        return "; ".join([f"{self.action(record)}: {self.purpose(record)}{product}", *details])

    def _detail(self, name: str, value: str) -> str:
        if name == "partner":
            return self._called(value, tuple(self.office.alliance.partners), "all partners")
        if name == "held_for":
            return self.language.text(self.office.title_of(value))
        if name == "role":
            return self._role(value)
        return self.accounts.get(value, value) if name == "person" else value

    def _role(self, kept: str) -> str:
        grant, email = self.roles.get(kept, (Grant(kept), ""))
        of = self.language.text(self.office.title_of(grant.of)) if grant.of else ""
        return _SEVERAL.join(one for one in (words.word("role", grant.role, self.language), of, email) if one)

    def _called(self, kept: str, every: tuple[str, ...], all_of_them: str) -> str:
        """What partners or products are called; where it is each that there is, that in a few words."""
        if len(every) > 1 and kept == _SEVERAL.join(every):
            return self._all[all_of_them]
        return _SEVERAL.join(self.language.text(self.office.title_of(one)) for one in kept.split(_SEVERAL) if one)

    @cached_property
    def _all(self) -> Mapping[str, str]:
        return {"all products": self.language.say("all products"), "all partners": self.language.say("all partners")}

    @cached_property
    def _of_products(self) -> Mapping[str, Text]:
        products = self.office.alliance.products.values()
        return {text: one.purpose for one in products for text in one.purpose.by_language.values()}


def found(
    records: Sequence[Mapping[str, Any]], said: AccessWords, wanted: str, first: date | None, last: date | None
) -> list[Mapping[str, Any]]:
    """Return the records of some days in which all of some words stand, in capitals or not, as kept or as said here."""
    each = wanted.lower().split()

    def holds(record: Mapping[str, Any]) -> bool:
        text = " ".join([*map(str, record.values()), said.sentence(record)]).lower()
        return all(word in text for word in each)

    def is_between(record: Mapping[str, Any]) -> bool:
        day = datetime.fromisoformat(record["at"]).astimezone().date()
        return (first is None or first <= day) and (last is None or day <= last)

    return [one for one in records if is_between(one) and (not each or holds(one))]
