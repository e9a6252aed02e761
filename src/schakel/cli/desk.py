"""`schakel desk`: serve the desk of an alliance, and what only the shell of its machine may do."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schakel.cli.answering import answering, beside
from schakel.cli.parameters import AllianceFolder, Json
from schakel_base.errors import RequestError

if TYPE_CHECKING:
    from schakel.desk.office import Office

_MISSING = "the desk is not installed here; run `make desk`, or install schakel[desk]"
_SHELL = "shell"


def serve(
    alliance: AllianceFolder,
    port: Annotated[int, typer.Option(help="The port.")] = 8010,
    address: Annotated[str, typer.Option(help="The address of this machine to listen on.")] = "127.0.0.1",
    host: Annotated[list[str] | None, typer.Option(help="A host name of the desk; may be repeated.")] = None,
    proxy: Annotated[str, typer.Option(help="The address of the proxy in front of it.")] = "",
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Create an invented person for each role, and print links.")
    ] = False,
) -> None:
    """Serve the desk of an alliance: deliveries, receipts, people and their roles, and the API."""
    with answering(False):
        office = _office(alliance)
        from schakel.desk.serving import serve as serve_desk

        if demonstration:
            _print_links(office, port)
        beside(f"The desk is at http://{address}:{port}/; stop it with Ctrl-C.")
        serve_desk(office, port, [*(host or []), "127.0.0.1", "localhost"], address, proxy)


def invite(
    alliance: AllianceFolder,
    name: Annotated[str, typer.Argument(help="The name of the person.", show_default=False)],
    email: Annotated[str, typer.Argument(help="Their e-mail address.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Invite an administrator: the first two, or one more; they invite everybody else at the desk."""
    with answering(as_json) as answer:
        office = _office(alliance)
        from schakel.desk.people import add_person, give_role, make_link
        from schakel.desk.rights import Grant

        with office.database.begin() as connection:
            number = add_person(connection, name, email)
            give_role(connection, number, Grant("administrator"), _SHELL, office.held_for, at_once=True)
            word = make_link(connection, number, invites=True)
        answer(f"{name} comes in once, within seven days, at: /invitations/{word}", {"path": f"/invitations/{word}"})


def backup(
    alliance: AllianceFolder,
    file: Annotated[Path, typer.Argument(help="The file to write.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Write the alliance, its zones and the database into one encrypted file; keep the root key elsewhere."""
    with answering(as_json) as answer:
        office = _office(alliance)
        from schakel.desk.backup import back_up

        back_up(office, file)
        answer(f"Wrote {file}. It is worth nothing without the root key, which is not in it.", {"backup": str(file)})


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.", show_default=False)],
    folder: Annotated[Path, typer.Argument(help="The folder to create.", show_default=False)],
    name: Annotated[str, typer.Option(help="The name of the alliance; by default that of the folder.")] = "",
    as_json: Json = False,
) -> None:
    """Put a backup back: into a new folder, and an empty database."""
    with answering(as_json) as answer:
        _require_desk()
        from schakel.desk.backup import restore as put_back
        from schakel.desk.database import ENVIRONMENT

        put_back(file, folder, name or folder.absolute().name, os.environ.get(ENVIRONMENT, ""))
        answer(f"Restored {folder}. Everybody signs in again.", {"folder": str(folder)})


def _office(folder: Path) -> "Office":
    _require_desk()
    from schakel.desk.office import Office

    return Office(folder)


def _require_desk() -> None:
    if find_spec("sqlalchemy") is None or find_spec("starlette") is None:
        raise RequestError(_MISSING)


def _print_links(office: "Office", port: int) -> None:
    from schakel.desk.demonstration import deliver_invented_months, invented_edition, invented_people

    beside("Everybody here is invented. Each link signs one of them in, once:")
    for who, word in invented_people(office).items():
        beside(f"  {who}: http://127.0.0.1:{port}/links/{word}")
    invented_edition(office)
    deliver_invented_months(office)


class _ServesByDefault(typer.core.TyperGroup):
    """`schakel desk ALLIANCE` serves it: what is no subcommand is the folder of an alliance."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the subcommand that a line names, or the one that serves."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["serve", *args])


app = typer.Typer(
    cls=_ServesByDefault,
    add_completion=False,
    no_args_is_help=True,
    help="Serve the desk of an alliance: `schakel desk ALLIANCE`.",
)
app.command()(serve)
app.command()(invite)
app.command()(backup)
app.command()(restore)
