"""What the parent of the processes of a run does once for all of them: see `processes.py`."""

from schakel.cli.collecting import collect_seldom
from schakel.without_pandas import leave_pandas_out


def _prepare() -> None:
    collect_seldom()
    leave_pandas_out()
    from schakel.publication.rendering import compile_templates  # it gives Arrow its first list, by then without pandas

    compile_templates()


_prepare()
