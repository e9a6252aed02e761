"""Why do figures differ? Walks from one to another, each of whose counts is a number of one answer.

No file declares this question: products name the pairs of figures, and figures that others published name their group.
"""

from schakel.research.differences.answer import DifferenceQuestion, answer_of_walks

__all__ = ["DifferenceQuestion", "answer_of_walks"]
