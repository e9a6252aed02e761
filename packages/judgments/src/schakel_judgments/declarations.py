"""Where the declarations of sentencing stand: in the folder `sentencing` of an alliance."""

from pathlib import Path

from schakel_base.errors import RequestError

ROOM = "sentencing"


def find(name: str, here: Path) -> Path:
    """Return the file `name` of the alliance in this folder, or of the only one among its `alliances` that has it.

    Raises
    ------
    RequestError
        If there is none, or more than one.
    """
    found = [file for file in (here / ROOM / name, *sorted(here.glob(f"alliances/*/{ROOM}/{name}"))) if file.is_file()]
    if len(found) == 1:
        return found[0]
    if found:
        raise RequestError(f"Several alliances have `{ROOM}/{name}`; say which file is meant.")
    raise RequestError(f"There is no `{ROOM}/{name}` in an alliance here; say which file is meant.")
