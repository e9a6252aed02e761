"""How the ledger names a row's record of a person, before hashing, and how it names a model.

It is the partner, the key of supersession, and the place of the row among those in force with that key: so a row that
supersedes another has its name, and its person.
"""

from dataclasses import replace

from schakel.identity.key_map import text_of_key
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.model.persons import PersonAttributes
from schakel_base.database import quote_name, quote_text
from schakel_linkage import LinkModel, read_model

RECORD = "record"
"""The kind of unit under which names of records are hashed."""


def read_persons_model(alliance: Alliance) -> LinkModel:
    """Return the model by which an alliance links persons; a record is always in `record`, whatever the model says.

    Raises
    ------
    SchakelError
        If the model is at fault.
    """
    assert alliance.persons is not None, "an alliance that declares no attributes of persons links none"
    return replace(read_model(alliance.folder / alliance.persons.file), record=RECORD)


def name_of_model(model: LinkModel) -> str:
    """Return by which name entries say which model judged: its own, and the day on which it was trained."""
    return f"model {model.name} of {model.trained.on}" if model.trained else f"model {model.name}"


def key_of_record(contract: Contract) -> str:
    """Return the SQL of the key that the rows of one record have in common."""
    return text_of_key(contract.supersedes_by or ("delivery", "row"))


def record_name(contract: Contract, place: str) -> str:
    """Return the SQL of the name of a record, at a place among the rows with its key."""
    return f"concat_ws(chr(31), {quote_text(contract.partner)}, {key_of_record(contract)}, {place})"


def names_somebody(contract: Contract, attributes: PersonAttributes) -> str:
    """Return the SQL that tells whether a row identifies somebody; one that does not is no record."""
    telling = (quote_name(column) for name, column in contract.person_columns.items() if name in attributes.identifying)
    return f"coalesce({', '.join(telling)}) IS NOT NULL"
