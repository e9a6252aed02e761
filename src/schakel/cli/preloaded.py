"""What the parent of the processes of a run does once for all of them: see `processes.py`."""

from schakel.cli.collecting import collect_seldom
from schakel.without_pandas import leave_pandas_out

collect_seldom()
leave_pandas_out()

from schakel.publication.rendering import compile_templates  # noqa: E402 - it loads Arrow, by then without pandas

compile_templates()
