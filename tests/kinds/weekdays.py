"""A kind of question in one file: on which days of the week does something happen?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from schakel.alliance.kinds import AskedOf, DeclaredQuestion, QuestionKind
from schakel.model.alliance import Alliance
from schakel.model.answer import Answer, Commentary, Conclusion, Count, OpenList
from schakel.model.asked import Asked
from schakel.model.blocks import TableBlock, TableColumn, VerdictBlock
from schakel.model.sentence import Ref, say
from schakel.store.engine import Input, connect
from schakel_base.text import Text

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TEXTS = ("title", "question", "source")
COLUMNS = (TableColumn("Day", is_numeric=False), TableColumn("Number"))
COUNT = "SELECT count(*) FROM events WHERE event = $event AND unit = $unit AND isodow(happened) = $day"


@dataclass(frozen=True)
class WeekdayQuestion:
    """On which days of the week does an `event` of a `unit` happen?"""

    kind: ClassVar[str] = "weekdays"
    name: str
    title: Text
    question: Text
    source: Text
    unit: str
    event: str
    notes: tuple[Text, ...] = ()


def read(declared: DeclaredQuestion) -> WeekdayQuestion:
    said = declared.document.value
    return WeekdayQuestion(said["name"], *(Text(said[key]) for key in TEXTS), said["unit"], said["event"])


def find(question: WeekdayQuestion, _: Alliance, chain: Mapping[str, Input]) -> tuple[int, ...]:
    asked = [{"event": question.event, "unit": question.unit, "day": day} for day in range(1, 8)]
    with connect({"events": chain["events"]}) as connection:
        return tuple(connection.execute(COUNT, one).fetchall()[0][0] for one in asked)


def answer(question: WeekdayQuestion, found: tuple[int, ...], _: Alliance) -> Answer:
    def comment(_: object) -> Commentary:
        said = say("{all} in all, {sunday} on Sundays.", all=Ref("all"), sunday=Ref("Sunday"))
        table = TableBlock(question.name, "By day", COLUMNS, tuple((day, Ref(day)) for day in DAYS))
        listed = OpenList("weekdays", say("By day"), tuple({"day": day, "number": Ref(day)} for day in DAYS))
        return Commentary(Conclusion(said), (VerdictBlock(said), table), open_lists=(listed,))

    counts = zip(("all", *DAYS), (sum(found), *found), strict=True)
    return Answer(question, {day: Count(n, Asked(question.unit, frozenset([day]))) for day, n in counts}, comment)


KIND = QuestionKind(read, lambda question: AskedOf((question.unit,)), find, tuple[int, ...], answer)
