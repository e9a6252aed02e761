"""A declaration is a text file in UTF-8; anything else is one fault, with the line where it stops being one."""

from pathlib import Path

from schakel_base.faults import Faults


def read_text(folder: Path, file: str, faults: Faults) -> str | None:
    """Return the text of a file of the folder without a byte order mark, or None after noting why it has none."""
    try:
        content = (folder / file).read_bytes()
    except FileNotFoundError:
        faults.add("This file is missing.", file)
        return None
    except OSError as error:
        faults.add(f"This file cannot be read: {error.strerror}.", file)
        return None
    try:
        # Spreadsheets write a byte order mark; without `-sig` it would become part of the first key.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The error counts from after the mark, if there is one; a mark holds no line break, so lines are the same.
        line = content[: error.start].count(b"\n") + 1
        faults.add(
            f"This file is not UTF-8: the byte 0x{error.object[error.start]:02x} has no meaning there.", file, line
        )
        return None


def list_files(folder: Path, room: str, suffixes: str | tuple[str, ...], faults: Faults) -> dict[str, str]:
    """Return the files of one folder of declarations, by name without the ending, relative to the alliance.

    Parameters
    ----------
    room
        The folder in it that is listed; what is below that is not read.
    suffixes
        How names of declarations end, with the dot. Hidden files and `.md` are passed over; any other is a fault.
    faults
        Gets a fault for each file that ends otherwise, and for the second of one name.
    """
    allowed = (suffixes,) if isinstance(suffixes, str) else suffixes
    said = " or ".join(f"`{one}`" for one in allowed)
    found: dict[str, str] = {}
    for path in sorted((folder / room).glob("*")):
        file = f"{room}/{path.name}"
        if path.suffix in allowed and path.stem in found:
            faults.add(f"`{found[path.stem]}` has that name too; one of the two must go.", file)
        elif path.suffix in allowed:
            found[path.stem] = file
        elif not path.name.startswith(".") and path.suffix != ".md":
            faults.add(f"Files in `{room}` end in {said}; this one would not be read.", file)
    return found
