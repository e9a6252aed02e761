"""Keeps Arrow from loading pandas at the first list it gets, which takes a fifth of a command's time.

For programs of ours, before they load anything else: who imports Schakel into a program of their own keeps pandas.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder


class _NoPandas(MetaPathFinder):
    """Says that there is no pandas, before anything looks for it."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def leave_pandas_out() -> None:
    """Let Arrow find no pandas, for which it looks once per process; who needs pandas itself can import it after this.

    Neither a command nor the desk asks Arrow for a data frame.
    """
    import pyarrow as pa  # here, since the help and some commands do without it

    sys.meta_path.insert(0, nowhere := _NoPandas())
    try:
        pa.array([""])
    finally:
        sys.meta_path.remove(nowhere)
