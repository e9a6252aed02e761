"""What a receipt says of rows, in the language of whoever reads it.

A receipt keeps its sentences in English, with the column and the rule that each is about. Where the contract of today
says the same of them in English, it says it here in another language; else the sentence stays as it was kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from schakel.desk.web.engine_words import OF_NOTES, OF_ROWS, PLACES, Said, found_again, of_file
from schakel.desk.web.mistakes import fault
from schakel.intake.noting import NoteCheck, note_checks
from schakel.intake.refusing import is_personal
from schakel.intake.sentences import VALUE, fault_of, place_of, said_of, shorten
from schakel.model.alliance import Partner
from schakel.model.contract import Rule
from schakel.model.delivery import Note, RowRefusal
from schakel.publication.localisation import Localisation, capital
from schakel_base.errors import Fault

_QUOTED = f'"{VALUE}"'
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
        rule = self._rules.get((one.column, one.rule))
        if rule is None:
            place, _, kept = one.sentence.partition(": ")
            said = found_again(kept, OF_ROWS, self.language)
            return self._placed(one, place, (capital(said), self.language.language) if said else None)
        value = "" if self._is_hidden(rule) else shorten(one.value)
        ending = place_of(one.column) + self._filled(said_of(rule), rule, value)
        if not one.sentence.endswith(ending):
            return self._kept(one.sentence)
        return self._placed(one, one.sentence.removesuffix(ending), self._said(rule, value))

    def reason(self, one: RowRefusal) -> list[Said]:
        """Return what is wrong, to be said beside the value that is."""
        return self.refusal(one)[-1:]

    def note(self, one: Note) -> list[Said]:
        """Return what the checks saw in rows, or in the file."""
        check = self._checks.get((one.column, one.rule))
        if check is None:
            return of_file(one.sentence, self.file_name, self.language)
        before = f"{self.file_name}{place_of(one.column)}{check.said.replace(_QUOTED, 'the value')} "
        counted = found_again(one.sentence.removeprefix(before), OF_NOTES, self.language)
        if not one.sentence.startswith(before) or counted is None:
            return self._kept(one.sentence)
        language = self.language
        said = self._of_check(check)
        where = language.say("Column `{column}`:", column=one.column) if one.column else ""
        return [*([(where, language.language)] if where else []), said, (counted, language.language)]

    def file(self, refusal: str) -> list[Said]:
        """Return why a file was refused as a whole."""
        return of_file(refusal, self.file_name, self.language)

    def record(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a line of the refused rows with its sentence as `refusal` says it."""
        said = " ".join(sentence for sentence, _ in self.refusal(RowRefusal(**row)))
        return {**row, "sentence": said}

    @cached_property
    def _rules(self) -> Mapping[tuple[str, str], Rule]:
        return {(rule.column, rule.name): rule for rule in self.partner.contract.rules} if self.partner else {}

    @cached_property
    def _checks(self) -> Mapping[tuple[str, str], NoteCheck]:
        return {(one.column, one.name): one for one in note_checks(self.partner)} if self.partner else {}

    def _is_hidden(self, rule: Rule) -> bool:
        return self.partner is not None and is_personal(rule, self.partner.contract)

    def _filled(self, said: str, rule: Rule, value: str) -> str:
        return said.replace(_QUOTED, "the value") if self._is_hidden(rule) else said.replace(VALUE, value)

    def _said(self, rule: Rule, value: str) -> Said:
        if rule.sentence:
            tongue = self.language.language
            return self.language.text(rule.sentence), rule.sentence.language_for(tongue)
        said = fault(_by_example(fault_of(rule), rule), self.language)
        if self._is_hidden(rule):
            said = capital(said.replace(_QUOTED, self.language.say("the value")))
        return said.replace(VALUE, value), self.language.language

    def _of_check(self, check: NoteCheck) -> Said:
        if check.rule and check.rule.sentence:
            return self._said(check.rule, "")
        said = fault(fault_of(check.rule) if check.rule else Fault(check.said), self.language)
        return capital(said.replace(_QUOTED, self.language.say("the value"))), self.language.language

    def _placed(self, one: RowRefusal, kept: str, said: Said | None) -> list[Said]:
        """What is said of a row, and before it where the row is; as it was kept, where either is not translated."""
        place = found_again(kept.removeprefix(f"{self.file_name}, "), PLACES, self.language)
        if place is None or not said:
            return self._kept(one.sentence)
        column = self.language.say(", column `{column}`", column=one.column) if one.column else ""
        return [(f"{capital(place)}{column}:", self.language.language), said]

    def _kept(self, sentence: str) -> list[Said]:
        return [(capital(sentence.removeprefix(self.file_name).lstrip(",: ")), "en")]


def _by_example(found: Fault, rule: Rule) -> Fault:
    """What is wrong with a day or a time, with one that is right in place of the codes of its format."""
    form = found.fields.get("form")
    if rule.kind != "type" or not isinstance(form, str):
        return found
    return replace(found, fields={**found.fields, "form": _EXAMPLE.strftime(form)})
