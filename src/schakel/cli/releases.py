"""`schakel verify`, `retract` and `serve`: check, withdraw and show a release, for whoever holds its folder."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from schakel.cli.answering import answering
from schakel.cli.parameters import Json, ReleaseFolder
from schakel.publication.content import Release
from schakel.publication.retraction import Retraction
from schakel.publication.retraction import retract as retract_release
from schakel.publication.serving import serve as serve_folder
from schakel.publication.verification import verify as verify_release
from schakel_base import clock


def verify(release: ReleaseFolder, as_json: Json = False) -> None:
    """Check that no file of a release has changed: compare each with the hash it was released with."""
    with answering(as_json) as answer:
        found = verify_release(release)
        lines = [
            f"{one.edition}: {one.files} files as released; release.json has SHA-256 {one.manifest}" for one in found
        ]
        answer("\n".join(lines), {"releases": [asdict(one) for one in found]})


def serve(release: ReleaseFolder, port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 8000) -> None:
    """Serve the site of a release on this machine only."""
    with answering(False):
        serve_folder(release, port)


def retract(
    release: ReleaseFolder,
    edition: Annotated[str, typer.Argument(help="The edition to withdraw.", show_default=False)],
    because: Annotated[str, typer.Option(help="Why, in words for readers.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Withdraw a release: each of its pages says so, and its figures are removed. Other releases stay."""
    with answering(as_json) as answer:
        told = Retraction(edition, clock.today(), because)
        retract_release(release, told)
        answer(f"Edition {edition} is withdrawn; its pages in {release} say so.", asdict(told))


def release_record(release: Release) -> dict[str, Any]:
    """Return a release as JSON: what it was made from, and the hash of each file."""
    return {
        "folder": release.folder,
        "edition": release.edition,
        "as_of": release.as_of,
        "synthetic": release.synthetic,
        "files": {file.path: file.sha256 for file in release.files},
    }
