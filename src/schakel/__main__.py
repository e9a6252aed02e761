"""Runs the command as `python -m schakel`, where no program `schakel` is on the path."""

from schakel.cli import main

main()
