"""What the parent of the processes of a run does once for all of them: see `processes.py`."""

from schakel.cli.collecting import collect_seldom
from schakel.publication.rendering import compile_templates

compile_templates()
collect_seldom()
