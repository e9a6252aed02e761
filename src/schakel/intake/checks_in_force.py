"""A version of a contract names its checks: receipts say the version, so other checks need another one.

The digest of what a file is checked for stands on its receipt. What only counting reads of a contract, such as events,
is not part of it: it changes no row that was accepted.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import MISSING, fields
from typing import Any

from schakel.model.column import Column
from schakel.model.contract import Contract
from schakel.model.delivery import Receipt
from schakel_base.errors import DeclarationError, Fault

_OF_FILES = ("columns", "rules", "encoding", "delimiter", "format", "unknown_columns")
_OF_COLUMNS = frozenset({"name", "type", "required", "format", "zone", "unused"})
_OF_RULES = frozenset({"kind", "column", "arguments", "severity"})


def checks_digest(contract: Contract) -> str:
    """Return the SHA-256, in hexadecimal, of all that decides which rows of a file are accepted, and what is noted."""
    told = {name: getattr(contract, name) for name in _OF_FILES}
    # Whether a column is used, and not why it is not: a reason is mended without another version.
    told["columns"] = [_told(one, _OF_COLUMNS) | {"unused": bool(one.unused)} | _made(one) for one in contract.columns]
    told["rules"] = [_told(one, _OF_RULES) for one in contract.rules]
    told["format"] = _told(contract.format)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def require_new_version(contract: Contract, receipts: Iterable[Receipt]) -> None:
    """Require that the checks of a contract are those that its version had when files were taken in under it.

    Raises
    ------
    DeclarationError
        If they have changed.
    """
    # A layout is what its contract makes of it today; its receipts were checked by a whole contract of that time.
    if contract.layout:
        return
    digest = checks_digest(contract)
    for receipt in receipts:
        before = receipt.delivery
        # Under what a file was refused by as a whole, nothing was accepted: whoever drafts a contract mends it freely.
        if receipt.refusal or (before.partner, before.contract_version) != (contract.partner, contract.version):
            continue
        if before.checks and before.checks != digest:
            sentence = (
                f"What this contract checks has changed since delivery {before.number}, and its version is still "
                f"{contract.version}. Raise `version`, so that each receipt says what its file was checked against."
            )
            raise DeclarationError(Fault(sentence, contract.file))


def _made(column: Column) -> dict[str, Any]:
    return {"derived": _told(column.derived)} if column.derived else {}


def _told(noun: Any, names: Collection[str] = ()) -> dict[str, Any]:
    """The fields of a noun that differ from their default, so that a field that comes later changes no digest."""
    found = ((one.name, getattr(noun, one.name), one.default) for one in fields(noun) if not names or one.name in names)
    return {name: value for name, value, default in found if default is MISSING or value != default}
