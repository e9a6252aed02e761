"""The sentences of a receipt about rows and files, in the language of its reader.

A receipt keeps what its sentences are made from. Those of the engine stand in the catalogues; a sentence that a
contract declares stands there in each of its languages, and is said as the contract of today has it. What neither of
them knows, and what a receipt from before this kept, stays as it was kept: in English, and marked as such.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from schakel.intake.sentences import WRITTEN, shorten
from schakel.model.alliance import Partner
from schakel.model.delivery import Note, Receipt, RowRefusal
from schakel.publication.localisation import Localisation, capital
from schakel.store.receipt_record import receipt_record
from schakel_base.errors import Fault
from schakel_base.text import Text

Said = tuple[str, str]
"""A sentence, and the language that it is in."""
_PLACE = re.compile(r"\{(\w+)\}")
_EXAMPLE = datetime(2026, 1, 31, 14, 30)


@dataclass(frozen=True)
class ReceiptWords:
    """How the receipts of a partner speak one language.

    Parameters
    ----------
    partner
        None where the alliance has it no more: what was kept is all there is.
    file_name
        Which the sentences that were kept begin with; what they are shown with names it.
    """

    partner: Partner | None
    file_name: str
    language: Localisation

    def refusal(self, one: RowRefusal) -> list[Said]:
        """Return why a row was refused: where it is, and what is wrong."""
        if not one.said:
            return [self._kept(one.sentence)]
        place, wrong = one.said
        place = replace(place, fields={**place.fields, "row": str(one.row), "line": str(one.line)})
        column = self.language.say(", column `{column}`", column=one.column) if one.column else ""
        shown = {"value": shorten(one.value)} if one.value else {}
        wrong = replace(wrong, fields={**wrong.fields, **shown})
        return [(f"{self._said(place)[0]}{column}:", self.language.language), self._said(wrong)]

    def reason(self, one: RowRefusal) -> list[Said]:
        """Return what is wrong, to be said beside the value that is."""
        return self.refusal(one)[-1:]

    def note(self, one: Note) -> list[Said]:
        """Return what the checks saw in rows, or in the file."""
        if not one.said:
            return [self._kept(one.sentence)]
        where = self.language.say("Column `{column}`:", column=one.column) if one.column else ""
        return [*([(where, self.language.language)] if where else []), *map(self._said, one.said)]

    def looked_for(self, what: Fault | None, name: str) -> Said:
        """Return what a check looks for; for a check on an earlier receipt, its declared name."""
        return self._said(what) if what else (name, "en")

    def file(self, receipt: Receipt) -> list[Said]:
        """Return why a file was refused as a whole."""
        return [*map(self._said, receipt.said)] or [self._kept(receipt.refusal)]

    def say(self, what: Fault) -> str:
        """Return a sentence, or a word beside a fact."""
        return self._said(what)[0] if what.message[:1].isupper() else self._filled(what)

    def noted(self, one: Note) -> str:
        """Return what the checks saw, as one text."""
        return " ".join(sentence for sentence, _ in self.note(one))

    def refused(self, one: RowRefusal) -> str:
        """Return why a row was refused, as one text."""
        return " ".join(sentence for sentence, _ in self.refusal(one))

    def record(self, one: RowRefusal) -> dict[str, Any]:
        """Return why a row was refused as plain values, its sentence as `refused` says it."""
        kept = {name: value for name, value in asdict(one).items() if name != "said"}
        return {**kept, "sentence": self.refused(one)}

    def in_full(self, receipt: Receipt) -> dict[str, Any]:
        """Return a receipt as plain values, with its sentences in this language."""
        refusal = " ".join(sentence for sentence, _ in self.file(receipt)) if receipt.refusal else ""
        notes = tuple(replace(one, sentence=self.noted(one)) for one in receipt.notes)
        refusals = tuple(replace(one, sentence=self.refused(one)) for one in receipt.refusals)
        return receipt_record(replace(receipt, refusal=refusal, notes=notes, refusals=refusals))

    def _said(self, what: Fault) -> Said:
        tongue = self.language.language
        if what.message in self.language.messages or what.message not in self._declared:
            known = what.message in self.language.messages
            return capital(self._filled(what)), tongue if known else "en"
        declared = self._declared[what.message]
        return self.language.text(declared), declared.language_for(tongue)

    def _filled(self, what: Fault) -> str:
        text = self.language.messages.get(what.message, what.message)
        if "value" not in what.fields:  # of a column whose values nobody is shown, or of many rows
            text = text.replace('"{value}"', self.language.say("the value"))
        fields = {name: self.language.number(one) if isinstance(one, int) else one for name, one in what.fields.items()}
        if what.message in WRITTEN:  # a day that is right, in place of the codes of its format
            fields["form"] = _EXAMPLE.strftime(fields["form"])
        # One pass: a value may have braces, and so may a sentence that a contract declares.
        said = _PLACE.sub(lambda place: fields.get(place[1], place[0]), text)
        return f"{what.file}: {said}" if what.file else said

    @cached_property
    def _declared(self) -> Mapping[str, Text]:
        rules = self.partner.contract.rules if self.partner else ()
        return {rule.sentence.in_language("en"): rule.sentence for rule in rules if rule.sentence}

    def _kept(self, sentence: str) -> Said:
        return capital(sentence.removeprefix(self.file_name).lstrip(",: ")), "en"
