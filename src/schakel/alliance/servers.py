"""The `servers` of a contract: databases from which its rows are read, and places where its partner puts files.

The standard has three types for the latter: `local` with a `path`, `sftp` and `s3` with a `location`. Who logs in is
nowhere in a contract.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject

from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.file_layout import DropPlace, Server
from schakel_base.faults import Faults
from schakel_base.yaml_file import YamlFile

LOCAL, ELSEWHERE = "local", ("sftp", "s3")

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


def read_drops(partner: str, standard: OpenDataContractStandard, document: YamlFile) -> Iterator[DropPlace]:
    """Return the servers of a contract that are places where its partner puts files."""
    for number, one in enumerate(standard.servers or ()):
        if one.type == LOCAL or one.type in ELSEWHERE:
            address = str((one.path if one.type == LOCAL else one.location) or "")
            # A folder of this machine has no kind in its address, whatever it is called.
            yield DropPlace(partner, str(one.server), address, one.endpointUrl or "", document.line("servers", number))


def check_drops(contract: Contract, add: Callable[[str, int | None], None]) -> None:
    """Note what keeps a place from being watched."""
    for one in contract.drops:
        if sentence := _wrong(one):
            add(sentence, one.line)


def _wrong(place: DropPlace) -> str:
    split = urlsplit(place.address) if "://" in place.address else None
    if split is None:
        whole = PurePosixPath(place.address).is_absolute()
        return (
            "" if whole else f"The folder of `{place.name}` is a whole path of this machine, such as /srv/drop/police."
        )
    if split.scheme not in ELSEWHERE or not split.netloc:
        return f"`{place.name}` is watched at an address such as sftp://user@host/folder or s3://bucket/folder."
    if split.password is not None or ("@" in split.netloc and split.scheme == "s3"):
        return (
            f"The address of `{place.name}` has a secret in it; take it out, and change it: it was written down here."
        )
    return ""


def check_own_drops(partners: Iterable[Partner], faults: Faults) -> None:
    """Note where two partners would put their files into one folder: nobody could tell whose a file is."""
    seen: dict[tuple[str, str], DropPlace] = {}
    for place in (one for partner in partners for one in partner.contract.drops):
        earlier = seen.setdefault((place.address.rstrip("/"), place.endpoint), place)
        if earlier.partner != place.partner:
            sentence = f"`{place.name}` is the folder of {earlier.partner} too; each partner has one of its own."
            faults.add(sentence, f"partners/{place.partner}/contract.yaml", place.line)
