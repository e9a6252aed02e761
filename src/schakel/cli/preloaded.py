"""The templates, compiled once by the parent of the processes of a run: see `processes.py`."""

from schakel.publication.rendering import compile_templates

compile_templates()
