"""A new alliance begins as a copy of the template: small, complete, sound, and made of invented data."""

import re
import shutil
from pathlib import Path

from schakel_base.errors import RequestError
from schakel_base.schema import DEFINITIONS

INSTALLED = Path(__file__).parent / "_template"
IN_REPOSITORY = Path(__file__).parents[3] / "alliances" / "_template"


def template_folder() -> Path:
    """Return the folder of the template: inside an installed package, or beside the alliances of the repository."""
    return INSTALLED if INSTALLED.is_dir() else IN_REPOSITORY


def create(folder: Path, name: str) -> None:
    """Make a new alliance in an empty or new folder, with a name of small letters, digits and hyphens.

    Raises
    ------
    RequestError
        If the folder holds something already, or the name cannot be that of an alliance.
    """
    wanted = DEFINITIONS.load()["$defs"]["name"]
    if not re.search(wanted["pattern"], name):
        raise RequestError(f"An alliance cannot be called `{name}`; its name must be {wanted['description']}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RequestError(f"`{folder}` is not an empty folder; a new alliance needs a folder of its own.")
    shutil.copytree(template_folder(), folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*"))
    settings = folder / "alliance.yaml"
    settings.write_text(re.sub(r"(?m)^name: .*$", f"name: {name}", settings.read_text("utf-8"), count=1), "utf-8")
