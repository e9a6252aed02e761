"""The factual parts of a data protection impact assessment, written from the declarations of an alliance.

Under the seventeen headings of the Model DPIA Rijksdienst 3.0, which cover what article 35(7) of the GDPR asks for:
what is declared stands as a fact, and what is not known stands as a question for people, never as an answer.
"""

from collections.abc import Callable
from datetime import date

from schakel.model.alliance import Alliance
from schakel.publication.impact_assessment.described import DESCRIBED
from schakel.publication.impact_assessment.judged import JUDGED
from schakel.publication.impact_assessment.markdown import write_markdown
from schakel.publication.impact_assessment.parts import DeclaredFacts, ImpactAssessment, part_of
from schakel.publication.localisation import localise

__all__ = ["WRITERS", "ImpactAssessment", "assess_impact"]


def _write_text(assessment: ImpactAssessment) -> bytes:
    from schakel.publication.report.text_document import assemble  # only this kind needs its library

    head = {
        "title": assessment.title, "summary": assessment.opening[0], "alliance": assessment.alliance,
        "language": assessment.language, "synthetic": "",
    }  # fmt: skip
    return assemble(head, "text-impact.xml", {"assessment": assessment}, assessment.day)


WRITERS: dict[str, Callable[[ImpactAssessment], bytes]] = {".md": write_markdown, ".odt": _write_text}
"""What makes a file of an impact assessment, by the suffix of the file."""


def assess_impact(alliance: Alliance, language: str, day: date) -> ImpactAssessment:
    """Return the impact assessment of an alliance in one language, as far as its declarations tell.

    The headings are those of the Model DPIA Rijksdienst 3.0 (Ministry of the Interior, urn:nl:dpia:3.0, read in its own
    source at github.com/MinBZK/par-dpia-form); in other languages than Dutch they are translated here. Where only
    people can answer, the question stands.
    """
    speech = localise(language)
    facts = DeclaredFacts(alliance, speech)
    parts = tuple(part_of(number, part(facts)) for number, part in enumerate((*DESCRIBED, *JUDGED), start=1))
    questions = sum(len(part.questions) for part in parts)
    return ImpactAssessment(
        title=speech.say("Data protection impact assessment: the facts"),
        alliance=speech.text(alliance.title),
        language=language,
        day=day,
        opening=(
            speech.say(
                "Written on {day} by Schakel from the declarations of the alliance (fingerprint {fingerprint}), under "
                "the headings of the Model DPIA Rijksdienst 3.0.",
                day=speech.date(day),
                fingerprint=alliance.fingerprint[:12],
            ),
            speech.say(
                "It states what is declared and makes no judgements. What is not declared is listed as a question: "
                "{number} are open. People answer these, and weigh risks and measures.",
                number=speech.number(questions),
            ),
        ),
        parts=parts,
        open_questions=speech.say("Open questions"),
    )
