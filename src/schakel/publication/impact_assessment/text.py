"""An impact assessment as an OpenDocument text: the declared facts, with room for people's answers."""

from collections.abc import Iterator

from odfdo import Element

from schakel.publication.impact_assessment.parts import ImpactAssessment, ImpactPart
from schakel.publication.report.text_document import TextHead, assemble
from schakel.publication.report.text_elements import bullets, heading, paragraph, paragraphs, plain_table


def write_text(assessment: ImpactAssessment) -> bytes:
    """Return the OpenDocument text of an impact assessment."""
    head = TextHead(assessment.title, assessment.opening[0], assessment.alliance, assessment.language)
    blocks: list[Element] = [paragraph("Alliance", assessment.alliance), paragraph("Title", assessment.title)]
    blocks += paragraphs("Text_20_body", assessment.opening)
    for part in assessment.parts:
        blocks += _part(part, assessment.open_questions)
    return assemble(head, blocks, assessment.day)


def _part(part: ImpactPart, open_questions: str) -> Iterator[Element]:
    yield heading(1, f"{part.number}. {part.title}")
    yield from paragraphs("Text_20_body", part.said)
    for table in part.tables:
        yield heading(2, table.title)
        yield plain_table(table.title, table.header, table.rows)
    if part.questions:
        yield heading(2, open_questions)
        yield bullets(paragraph("Text_20_body", one) for one in part.questions)
