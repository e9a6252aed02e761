"""Correcting refused rows: values with the reasons for refusal; changes are checked and delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from starlette.responses import Response

from schakel.desk.mending import (
    Known,
    MendedFile,
    RefusedRows,
    RowToMend,
    agreed,
    checked,
    deliver_mended,
    hidden_columns,
    mended,
    mended_file,
    require_free,
)
from schakel.desk.rights import Right
from schakel.desk.web.delivering import words_of
from schakel.desk.web.doors import Door, Visit, whole_number
from schakel.desk.web.pages import page, to
from schakel.desk.web.receipt_words import ReceiptWords, Said
from schakel.model.alliance import Partner
from schakel.model.delivery import Receipt
from schakel_base.errors import RequestError

_LONGEST = 4000


@dataclass(frozen=True)
class Mending:
    """The refused rows of a delivery, for people who may correct them."""

    visit: Visit
    receipt: Receipt
    rows: Sequence[RowToMend]
    refused: RefusedRows

    @cached_property
    def partner(self) -> Partner:
        """Whose rows they are, with the contract by which they were checked."""
        return agreed(self.visit.office.alliance.partners[self.receipt.delivery.partner], self.receipt)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The columns whose values are not shown."""
        return hidden_columns(self.partner.contract)

    def typed(self) -> dict[int, dict[str, str]]:
        """Return what was typed, by row and column."""
        return {row.number: self._typed_in(row) for row in self.rows}

    def _typed_in(self, row: RowToMend) -> dict[str, str]:
        names = {name: f"row-{row.number}-{place}" for place, name in enumerate(row.values)}
        given = {name: self.visit.typed(one) for name, one in names.items() if one in self.visit.form}
        # A browser writes each line end as two characters, whatever the file had.
        return {
            name: row.values[name] if one.replace("\r\n", "\n") == row.values[name].replace("\r\n", "\n") else one
            for name, one in given.items()
        }

    def changed(self) -> list[RowToMend]:
        """Return the rows that somebody changed, as they should be."""
        return mended(self.rows, self.typed(), self.hidden)

    def require_sound(self) -> None:
        """Make sure that what was typed can be checked.

        Raises
        ------
        RequestError
            If a value is longer than a field of a form may be, a row was mended since the page was opened, or a file
            took the place of this one.
        """
        if self.refused.obstacle:
            raise RequestError(self.refused.obstacle)
        sent = {whole_number(name.split("-")[1]) for name in self.visit.form if name.startswith("row-")}
        require_free(self.receipt, sorted(one for one in sent if one is not None), self._known())
        if any(len(value) > _LONGEST for values in self.typed().values() for value in values.values()):
            raise RequestError("an answer has at most {number} characters", number=_LONGEST)

    def _known(self) -> Known:
        return self.visit.visible.deliveries.known_of(self.receipt)

    def deliver(self, file: MendedFile, rows: Sequence[RowToMend]) -> int:
        """Let mended rows be taken in, and return the number of the job."""
        return deliver_mended(self.visit.office, self.receipt, file, rows, self.visit.asker.name, self._known)

    def said(self, again: Sequence[RowToMend]) -> Mapping[int, Mapping[str, list[list[Said]]]]:
        """Return what is wrong, by row and column: of rows that were mended, what still is."""
        before = words_of(self.visit, self.receipt)
        now = ReceiptWords(self.partner, "", self.visit.language)
        rows = {row.number: (row, before) for row in self.rows} | {row.number: (row, now) for row in again}
        return {number: _by_column(row, words) for number, (row, words) in rows.items()}

    def page(self, again: Sequence[RowToMend] = (), wrong: RequestError | None = None) -> Response:
        """Show the rows, those that were mended as they were typed."""
        shown = {row.number: row for row in (*self.rows, *again)}
        given = {"receipt": self.receipt, "rows": [*shown.values()], "said": self.said(again), "hidden": self.hidden}
        given |= {"delivered": {row.number: row.values for row in self.rows}}
        gone = {*self.refused.mended, *self.refused.under_way}
        status, left = 400 if wrong or again else 200, self.receipt.refused - len(gone) - len(shown)
        return page(self.visit, "mending", status, **given, wrong=wrong, left=left, refused=self.refused)


def _by_column(row: RowToMend, words: ReceiptWords) -> Mapping[str, list[list[Said]]]:
    found: dict[str, list[list[Said]]] = {}
    for one in row.refusals:
        found.setdefault(one.column, []).append(words.reason(one))
    return found


def _mending(visit: Visit) -> Mending:
    receipt = visit.visible.deliveries.receipt(visit.path["number"])
    rows = visit.visible.deliveries.rows_to_mend(receipt, bool(visit.form))
    found = visit.visible.deliveries.refused_of(receipt)
    return Mending(visit, receipt, rows, found or RefusedRows({}, {}, None))


def mending_page(visit: Visit) -> Response:
    """Show the refused rows of a delivery, to be mended."""
    return _mending(visit).page()


def send_mended(visit: Visit) -> Response:
    """Check the rows that were changed, and let them be taken in if nothing is wrong any more."""
    found, office = _mending(visit), visit.office
    try:
        found.require_sound()
        rows = found.changed()
        with visit.visible.reading("check mended rows", "checking what partners deliver", partner=found.partner.name):
            file = mended_file(office.workspace, found.partner, found.receipt, rows)
            again = checked(office, found.partner, file, rows)
        if any(row.refusals for row in again):
            return found.page(again)
        return to(f"/jobs/{found.deliver(file, again)}")
    except RequestError as error:
        # What came between is seen now, and what was typed of the other rows stays.
        now = _mending(visit)
        return now.page(now.changed(), error)


DOORS = (
    Door("GET", "/deliveries/{number:int}/mending", mending_page, Right.DELIVER),
    Door("POST", "/deliveries/{number:int}/mending", send_mended, Right.DELIVER, is_dear=True),
)
