"""`schakel pseudonymise FILE.csv` and `schakel reverse`: for a partner on its own side, without an alliance.

A domain is either irreversible, under one key that partners agree on, or reversible, under the shares of two persons.
"""

from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import answering, progress
from schakel.cli.parameters import Json
from schakel.identity.domain_key import domain_key
from schakel.identity.pseudonymised_file import Columns, pseudonymise_file
from schakel.identity.pseudonyms import KeyedHash, PseudonymProvider
from schakel.identity.reversible import SharedCipher
from schakel.store.access_log import record_access
from schakel.store.keys import RootKey
from schakel.store.secret import make_secret, read_secret
from schakel_base.chained_file import ChainedFile
from schakel_base.errors import RequestError

Domain = Annotated[str, typer.Option(help="The domain; within it a unit has one pseudonym.", show_default=False)]
Version = Annotated[int, typer.Option(help="The version of the domain's key; it changes with each rotation.")]
Share = Annotated[
    list[Path] | None,
    typer.Option(help="A file with one person's share; give two, one for each person.", show_default=False),
]


def pseudonymise(
    file: Annotated[Path, typer.Argument(help="A delimited file with a header.", show_default=False)],
    columns: Annotated[str, typer.Option(help="The columns with identifiers, as bsn,number=skn.", show_default=False)],
    domain: Domain,
    out: Annotated[Path, typer.Option(help="The file to write the result to.", show_default=False)],
    key: Annotated[Path | None, typer.Option(help="The file with the agreed key.", show_default=False)] = None,
    new_key: Annotated[bool, typer.Option("--new-key", help="Create the key file (or the shares) first.")] = False,
    share: Share = None,
    version: Version = 1,
    delimiter: Annotated[str, typer.Option(help="The character between two values.")] = ",",
    encoding: Annotated[str, typer.Option(help="The encoding of the file; the result is UTF-8.")] = "utf-8",
    as_json: Json = False,
) -> None:
    """Replace identifiers with pseudonyms; the same key and domain always give the same pseudonyms."""
    with answering(as_json) as answer, progress(as_json) as tell:
        if len(delimiter) != 1:
            raise RequestError(f"a delimiter is one character; this is {len(delimiter)}")
        for made in (key, *(share or [])) if new_key else ():
            if made is not None:
                make_secret(made)
        provider = _provider(key, share or [], domain, version)
        rows = pseudonymise_file(file, out, Columns.spelt(columns), provider, delimiter, encoding, tell)
        answer(f"Wrote {out}: {rows:,} rows.", {"file": out, "rows": rows})


def _provider(key: Path | None, shares: list[Path], domain: str, version: int) -> PseudonymProvider:
    if key is not None and not shares:
        return KeyedHash.of(domain_key(RootKey(read_secret(key)), domain, version))
    if key is None and shares:
        return _of_two_persons(shares, domain, version)
    raise RequestError("name one key file for an irreversible domain, or two shares for a reversible one")


def _of_two_persons(shares: list[Path], domain: str, version: int) -> SharedCipher:
    if len(shares) != 2:
        raise RequestError(f"a reversible domain needs the shares of two persons, not of {len(shares)}")
    return SharedCipher(read_secret(shares[0]), read_secret(shares[1]), domain, version)


def reverse(
    pseudonym: Annotated[list[str], typer.Argument(help="The pseudonyms to reverse.", show_default=False)],
    unit: Annotated[str, typer.Option(help="The kind of unit that they stand for.", show_default=False)],
    domain: Domain,
    share: Share,
    purpose: Annotated[str, typer.Option(help="The purpose, which goes into the log.", show_default=False)],
    log: Annotated[Path, typer.Option(help="The log of reversals, which is only appended to.", show_default=False)],
    version: Version = 1,
    as_json: Json = False,
) -> None:
    """Reverse pseudonyms with the shares of two persons; the log records the purpose, not the result."""
    with answering(as_json) as answer:
        cipher = _of_two_persons(share or [], domain, version)
        if not purpose.strip():
            raise RequestError("state a purpose: a reversal is logged with its purpose")
        # Before anything is reversed: whoever stops halfway has seen nothing that is not in the log.
        record_access(ChainedFile(log), "reverse", purpose, domain=domain, unit=unit, pseudonyms=" ".join(pseudonym))
        found = [cipher.reverse(unit, one) for one in pseudonym]
        answer("\n".join(found), {"found": dict(zip(pseudonym, found, strict=True))})
