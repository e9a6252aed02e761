"""The places where partners put their files, as contracts name them among their `servers`.

The standard has three types for it: `local` with a `path`, `sftp` and `s3` with a `location`. Who logs in is nowhere in
a contract.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from open_data_contract_standard.model import OpenDataContractStandard

from schakel.model.alliance import Partner
from schakel.model.contract import Contract
from schakel.model.file_layout import DropPlace
from schakel_base.faults import Faults
from schakel_base.yaml_file import YamlFile

LOCAL, ELSEWHERE = "local", ("sftp", "s3")


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
