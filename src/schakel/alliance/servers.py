"""The databases that a contract names among its `servers`, from which its rows can be read."""

from collections.abc import Callable, Iterator, Mapping

from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject

from schakel.model.contract import Contract
from schakel.model.file_layout import Server

KINDS: Mapping[str, str] = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "sqlserver": "sqlserver",
    "oracle": "oracle",
}
"""The types of servers, as the standard calls them, that rows are read from; it has several names for one of them."""


def read_servers(standard: OpenDataContractStandard) -> Iterator[Server]:
    """Return the servers of a contract that are databases; others may tell something to other tools."""
    for one in standard.servers or ():
        if kind := KINDS.get(str(one.type)):
            database = one.serviceName if kind == "oracle" else one.database
            port = int(str(one.port)) if str(one.port).isdigit() else 0
            yield Server(str(one.server), kind, one.host or "", port, database or "", one.schema_ or "")


def table_of(table: SchemaObject) -> str:
    """Return what the table of a contract is called in a database."""
    return str(table.physicalName or table.name)


def check_servers(contract: Contract, line: Callable[..., int], add: Callable[[str, int], None]) -> None:
    """Note what is missing for rows to be read from a database."""
    if contract.servers and contract.format.name != "parquet":
        sentence = "Rows of a database arrive as Parquet; add the property `format` with `{name: parquet}`."
        add(sentence, line("servers"))
    if contract.query and not contract.servers:
        add("`query` asks a database, and no server of this contract is one.", line("schema", 0))
