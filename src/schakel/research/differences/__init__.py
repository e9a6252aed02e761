"""Why do figures differ? Steps from one figure to another, all counts in one answer.

No file declares this question: products name the pairs of figures, and figures that others published name their group.
"""

from schakel.research.differences.answer import DifferenceQuestion, answer_of_walks

__all__ = ["DifferenceQuestion", "answer_of_walks"]
