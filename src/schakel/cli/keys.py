"""`schakel keys`: the keys behind products' pseudonyms, and the encryption of the zones."""

from dataclasses import asdict
from typing import Annotated

import typer

from schakel.alliance import read
from schakel.cli.answering import answering, progress
from schakel.cli.parameters import AllianceFolder, Json, ProductName, Wait
from schakel.cli.writing import writing
from schakel.identity.domain_keys import destroy, rotate
from schakel.identity.domain_keys import keys as registered
from schakel.store.sealing import seal_existing
from schakel.store.workspace import Workspace

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Manage the keys behind products' pseudonyms, and encrypt the zones.",
)


@app.command("list")
def keys_list(alliance: AllianceFolder, as_json: Json = False) -> None:
    """List all keys, past and present, with their status."""
    with answering(as_json) as answer:
        found = [
            {"product": key.domain, "version": key.version, "made": key.made, "made_by": key.made_by,
             "destroyed": key.destroyed, "destroyed_by": key.destroyed_by, "reason": key.reason}
            for key in registered(alliance)
        ]  # fmt: skip
        lines = [
            f"{key['product']} {key['version']}  made {key['made']} by {key['made_by']}"
            + (f"; destroyed {key['destroyed']} by {key['destroyed_by']}: {key['reason']}" if key["destroyed"] else "")
            for key in found
        ]
        answer("\n".join(lines) or "No product has a key yet.", {"keys": found})


@app.command("rotate")
def keys_rotate(alliance: AllianceFolder, product: ProductName, wait: Wait = False, as_json: Json = False) -> None:
    """Create the next version of a key, and a map from the old pseudonyms to the new ones."""
    with answering(as_json) as answer, writing("keys rotate", wait, alliance):
        found = rotate(alliance, product)
        came = f"{found.before} is now" if found.map else "the key before was destroyed; now there is"
        where = f"; the map is {found.map}." if found.map else ", without a map."
        answer(f"{came} {found.after}{where}", asdict(found))


@app.command("destroy")
def keys_destroy(
    alliance: AllianceFolder,
    product: ProductName,
    version: Annotated[int, typer.Argument(help="The version of the key.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why; kept in the register.", show_default=False)],
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Destroy a version of a key for ever: the pseudonyms given under it can no longer be made."""
    with answering(as_json) as answer, writing("keys destroy", wait, alliance):
        destroy(alliance, product, version, reason)
        answer(f"Version {version} of the key of {product} is destroyed.", {"product": product, "version": version})


@app.command("seal")
def keys_seal(alliance: AllianceFolder, wait: Wait = False, as_json: Json = False) -> None:
    """Encrypt what an earlier version of Schakel left unencrypted."""
    with answering(as_json) as answer, progress(as_json) as telling, writing("keys seal", wait, alliance):
        found = read(alliance)
        number = seal_existing(Workspace.of(found.folder, found.name), telling)
        answer(f"Encrypted {number:,} files.", {"files": number})
