"""Names for the numbers of a comparison: counts by stage, published figures by id, changes by their ends."""

from schakel.model.comparison import ComparedFigure


def name_of(compared: ComparedFigure) -> str:
    """Return the name of the number of one of two compared figures."""
    return compared.stage or compared.request


def between(start: str, end: str) -> str:
    """Return the name of what is between two numbers."""
    return f"{start} to {end}"
