"""What the numbers of walks are called: a count by its stage, a published one by its figure, a change by its ends."""

from schakel.model.comparison import ComparedFigure


def name_of(compared: ComparedFigure) -> str:
    """Return the name of the number of one of two compared figures."""
    return compared.stage or compared.request


def between(start: str, end: str) -> str:
    """Return the name of what is between two numbers."""
    return f"{start} to {end}"
