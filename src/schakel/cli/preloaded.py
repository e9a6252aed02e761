"""What the processes of a run all need sooner or later, loaded once by the parent of them: see `processes.py`."""

import schakel.research.prevalence.asking
import schakel.verbs.running  # noqa: F401 - imported to be there when a process is forked
from schakel.publication.rendering import compile_templates

compile_templates()
