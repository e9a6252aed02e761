"""What do public bodies say about themselves? Their answers are published as given: they count no persons.

A questionnaire declares this question, and a product names it.
"""

from schakel.research.self_assessment.answer import SelfAssessment, answer_of_bodies

__all__ = ["SelfAssessment", "answer_of_bodies"]
