"""From the judgments of an alliance to what they suffice for: reads every text and counts the cells."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from schakel.research.adequacy.question import AdequacyQuestion, FoundJudgments, MeasuredReading
from schakel.store.engine import Input, connect
from schakel_base.database import quote_name
from schakel_base.errors import DeclarationError, Fault
from schakel_judgments import Coded, Judgment, Rules, code, count_cells, read_rules


def read_judgments(question: AdequacyQuestion, rows: Input, folder: Path) -> FoundJudgments:
    """Read the judgments in the rows of a partner, by the rules of the alliance in `folder`."""
    return count_judgments(question, rows, read_rules(rules_file(folder)))


def count_judgments(question: AdequacyQuestion, rows: Input, rules: Rules) -> FoundJudgments:
    """Read the judgments in rows in force (`decided` in ISO form), and count the sentences of every wished point.

    Raises
    ------
    DeclarationError
        If a factor names a fact that the rules do not have.
    """
    _check(question, rules)
    judged = list(_judgments(question, rows))
    read = [code(judgment, rules) for judgment, _ in judged]
    coded = [one for one in read if not question.about or one.value(question.about) == "yes"]
    sentences = [one for one in coded if one.months(question.outcome, rules) is not None]
    return FoundJudgments(
        judgments=len(judged),
        sentences=len(sentences),
        years=len({year for _, year in judged}),
        cells=_cells(question, sentences),
        measured=dict(_measured(question, rules)),
        unmeasured=tuple(one.name for one in question.factors if one.fact and rules.facts[one.fact].accuracy is None),
        goal=rules.goal,
    )


def _measured(question: AdequacyQuestion, rules: Rules) -> Iterator[tuple[str, MeasuredReading]]:
    """How well the fact of a factor is read, as the rules declare what was measured."""
    for factor in question.factors:
        found = rules.facts[factor.fact].accuracy if factor.fact else None
        if found:
            shares = found.right, found.read, found.told, found.precision, found.recall
            yield factor.name, MeasuredReading(*shares, found.is_enough, found.level)


def _check(question: AdequacyQuestion, rules: Rules) -> None:
    about = [question.about] if question.about else []
    wanted = [question.outcome, *about, *(factor.fact for factor in question.factors if factor.fact)]
    unknown = [name for name in wanted if name not in rules.facts]
    if unknown:
        raise DeclarationError(Fault(f"The rules read no fact `{unknown[0]}`.", question.file))


def _judgments(question: AdequacyQuestion, rows: Input) -> Iterator[tuple[Judgment, str]]:
    """Each judgment with the year in which it was decided, in a fixed order; of a case the last."""
    names = [quote_name(name) for name in (question.identifier, question.text, question.decided)]
    identifier, _, decided = names
    # A judgment without the number of its case is a case by itself.
    case = f"coalesce(nullif({quote_name(question.case)}, ''), {identifier})" if question.case else identifier
    last = f"QUALIFY row_number() OVER (PARTITION BY {case} ORDER BY {decided} DESC, {identifier} DESC) = 1"
    with connect({"rows": rows}) as connection:
        found = connection.execute(f"SELECT {', '.join(names)} FROM rows {last} ORDER BY ALL").fetchall()
    for identifier, text, decided in found:
        yield Judgment.of_text(identifier, text or ""), str(decided)[:4]


def _cells(question: AdequacyQuestion, sentences: Sequence[Coded]) -> Mapping[tuple[str, ...], tuple[int, ...]]:
    wished = {point.factors: [question.factor(name) for name in point.factors] for point in question.wished}
    return {
        names: count_cells(sentences, factors) for names, factors in wished.items() if all(one.fact for one in factors)
    }


def rules_file(folder: Path) -> Path:
    """Return where an alliance declares how facts are read."""
    return folder / "sentencing" / "reading-rules.yaml"
