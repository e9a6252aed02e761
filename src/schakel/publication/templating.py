"""How the templates of a room are read: escaped, without a trace of their own lines, and strict.

To make code of all templates takes seconds, so it is kept beside them, where Python keeps the bytecode of modules.
"""

import marshal
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

WRITTEN: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
"""What the code of a template depends on, besides its text and Jinja itself."""
_DIGEST = sha256().digest_size


def environment(package: str) -> Environment:
    """Return what reads the templates in the folder `templates` of a package."""
    return Environment(
        loader=PackageLoader(package),
        bytecode_cache=_BesideTheTemplates(),
        # Templates are part of the program, and do not change while it runs.
        auto_reload=False,
        # A name that a template misspells is an error, and not an empty place on a page.
        undefined=StrictUndefined,
        **WRITTEN,
    )


class _BesideTheTemplates(BytecodeCache):
    """The code of each template in a file of its own, which begins with a digest of what it was made from."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the file that keeps the code of a template."""
        return cache_from_source(f"{filename or name}.py")

    def get_source_checksum(self, source: str) -> str:
        """Return a digest of everything that the code of a template follows from."""
        return sha256(repr((_jinja(), sorted(WRITTEN.items()), source)).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code that is kept, unless it was made from something else, or is not whole."""
        with suppress(OSError, EOFError, ValueError, TypeError):
            kept = Path(bucket.key).read_bytes()
            if kept[:_DIGEST] == bytes.fromhex(bucket.checksum):
                bucket.code = marshal.loads(kept[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code, if Python keeps bytecode and may write there."""
        if sys.dont_write_bytecode:
            return
        place = Path(bucket.key)
        with suppress(OSError):
            place.parent.mkdir(exist_ok=True)
            unfinished = place.with_name(uuid4().hex)  # others may make the same now
            unfinished.write_bytes(bytes.fromhex(bucket.checksum) + marshal.dumps(bucket.code))
            unfinished.replace(place)


@cache
def _jinja() -> str:
    return version("jinja2")
