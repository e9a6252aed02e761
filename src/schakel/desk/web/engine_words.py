"""What the engine says in English alone, found again in the catalogues: why a file was refused, and what is being done.

A receipt and the progress of a job are kept as they were said. Each sentence here is one that the engine makes, with
places in braces: what a kept sentence has in them goes into the sentence of another language.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from schakel.publication.localisation import Localisation
from schakel_base.errors import message

Said = tuple[str, str]
"""A sentence, and the language that it is in."""

PACE = message("{what}, about {seconds} s left")
PROGRESS = (
    message("keeping the file"),
    message("looking through the file"),
    message("reading the rows"),
    message("checking {rule}"),
    message("looking for {rule}"),
    message("writing the rows"),
    message("encrypting {name}"),
    message("linking persons"),
    message("linking what came on {day}"),
    message("how well persons are linked"),
    message("said by {name}"),
    message("relations"),
    message("provenance"),
    message("what changed"),
    message("research {name}"),
    message("protecting {name}"),
    message("read the declarations; how long is not known"),
    message("set the report; how long is not known"),
    message("set the reports; how long is not known"),
    message("compose the pages; how long is not known"),
    message("gather the tables of {name}"),
    message("compare classes of {name}"),
    message("draw {unit}"),
    message("draw the charts"),
    message("write the pages"),
    message("write the data"),
    message("count the cells"),
    message("round the figures"),
    message("hide small counts"),
    message("show again what need not be hidden"),
    message("attack what is shown"),
    message("attack as a respondent"),
    message("recidivism {name}"),
    message("reading follow-ups"),
    message("fitting models"),
    message("comparing cohorts"),
    message("answering"),
    message("Waiting for {command} (process {process}, since {since})."),
)
"""What a worker does. What else is told has the name of something declared, and is not shown in other languages."""

OF_FILES = (
    message("The header does not fit the contract."),
    message("The names of its columns do not fit the contract."),
    message("The column `{name}` is missing."),
    message("The column `{name}` is unknown; did you mean `{near}`?"),
    message("The column `{name}` is unknown."),
    message("The column `{name}` is there {times} times; the second is called `{second}`."),
    message("And {number} more."),
    message("Its columns are delimited by a tab, which is not the delimiter of the contract."),
    message("Its columns are delimited by `{delimiter}`, which is not the delimiter of the contract."),
    message("Its first line names none of the columns; is the header missing?"),
    message("The file is {what}, not text; send the text file itself."),
    message("The file opens with the mark of {mark}, but the contract says that it is {encoding}."),
    message("The file is empty."),
    message("Line {line}: byte {position} of the file is not {encoding}, the encoding that the contract declares."),
    message("Line {line}: the file has a NUL byte, which text never has."),
    message("Line {line}: the line is longer than {number} characters."),
    message("Line {line}: a value has half a character."),
    message("Line {line}, in the header: {reason}."),
    message("Row {row}, which begins on line {line}: {reason}."),
    message("Line {line}: the XML is not well-formed there."),
    message("The file has no `{place}`, the rows of the contract."),
    message("The file has a document type (DTD), which may change what is read; leave it out."),
    message("The file has no `{place}` where the contract has its rows."),
    message("Line {line}: it is nested too deeply."),
    message("Line {line}: there is no `{character}` where one must be."),
    message("Line {line}: the JSON is broken there, or one row is longer than a million characters."),
    message("Line {line}: a name stands twice in one object."),
    message("The file is not a Parquet file that can be read."),
    message("The file unpacks to more rows than a register of its size can hold."),
    message("After row {row} the Parquet file is damaged."),
    message("To read the workbook takes more than {number} GB of memory; save the sheet as CSV and send that."),
    message("The file is not a workbook that can be read."),
    message("The workbook has more cells than the memory holds."),
    message("The workbook unpacks to more than {number} MB."),
    message("The workbook has no sheet `{name}`; it has {names}."),
    message("The workbook has {number} sheets ({names}), and the contract names none."),
    message("The file is a workbook, but the contract says that it is {format}."),
    message("The archive is damaged, or packed in a way that is not read."),
    message("The archive is locked with a password; send it without one."),
    message("The archive is empty."),
    message("The archive has more than {number} files."),
    message("The archive unpacks to more than {number} times its size; send it unpacked."),
    message("the file opens with a byte order mark, which is no part of it."),
    message("lines without anything on them, passed over: {number}."),
    message("cells in the workbook whose formula failed, read as blank: {number}."),
    message("the file has a header and no rows."),
    message("columns whose names are spelt otherwise than in the contract: {names}."),
    message("columns of the contract that the file does not have: {names}."),
    message("columns that the contract does not know, left in the archive: {names}."),
)
"""Why a file was refused as a whole, and what a receipt tells of a file."""

PLACES = (
    message("row {row} (line {line} of {file})"),
    message("row {row} (line {line})"),
    message("row {row} (of {file})"),
    message("row {row}"),
)
"""Where a row is."""

OF_ROWS = (
    message("the row has {fields} fields, but the header has {number}."),
    message("the line has {fields} characters, but the columns end at {number}."),
    message("the line is not a JSON object."),
    message("it is not a JSON object."),
    message("a name stands twice in one object."),
    message("`{name}` is there twice."),
)
"""Why a row has no columns that rules could be about."""

OF_NOTES = (
    message("{count} rows, first {examples}; {values} distinct values; most often {seen}."),
    message("{count} rows, first {examples}; {values} distinct values."),
    message("{count} rows, first {examples}; {values} distinct value; most often {seen}."),
    message("{count} rows, first {examples}; {values} distinct value."),
    message("{count} rows, first {examples}."),
    message("{count} row, first {examples}; {values} distinct value; most often {seen}."),
    message("{count} row, first {examples}; {values} distinct value."),
    message("{count} row, first {examples}."),
)
"""How many rows a note is about."""

_REASONS = (
    message("a quote is opened and never closed"),
    message("a closing quote is followed by something other than the delimiter"),
)
_KINDS_OF_FILES = (
    message("a ZIP archive or a spreadsheet"),
    message("an empty ZIP archive"),
    message("a gzip archive"),
    message("a bzip2 archive"),
    message("an xz archive"),
    message("a 7-Zip archive"),
    message("a Zstandard archive"),
    message("an old spreadsheet or document"),
    message("a PDF document"),
    message("a Parquet file"),
)
_SAID_TOO = {"reason": _REASONS, "what": _KINDS_OF_FILES}
"""Places that hold words of the engine; all others hold names and numbers."""


def found_again(sentence: str, among: Sequence[str], language: Localisation) -> str | None:
    """Return what the engine said in another language; None where it is none of these sentences, or not translated."""
    for known in among:
        if held := _form(known).fullmatch(sentence):
            values = {name: _held(name, value, language) for name, value in held.groupdict().items()}
            if known in language.messages or language.language == "en":
                said: str | None = language.say(known, **values)
                return said
    return None


def _held(name: str, value: str, language: Localisation) -> str:
    return (found_again(value, _SAID_TOO[name], language) if name in _SAID_TOO else None) or value


@cache
def _form(known: str) -> re.Pattern[str]:
    """What a sentence looks like, whatever stands in its places."""
    parts = re.split(r"\{(\w+)\}", known)
    form = (f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile("".join(form), re.DOTALL)


def of_file(text: str, file_name: str, language: Localisation) -> list[Said]:
    """Return why a file was refused as a whole, or what is told of it: sentence by sentence, without its name."""
    return [*_of_file(text.removeprefix(f"{file_name}: "), language)]


def _of_file(text: str, language: Localisation) -> Iterator[Said]:
    for sentence in _SENTENCE_ENDS.split(text):
        before, part, rest = "", "", sentence
        said = found_again(sentence, OF_FILES, language)
        while said is None and ": " in rest:  # the name of a file in an archive stands before
            part, rest = rest.split(": ", 1)
            before += f"{part}: "
            said = found_again(rest, OF_FILES, language)
        yield (sentence, "en") if said is None else (before + said, language.language)


_SENTENCE_ENDS = re.compile(r"(?<=[.?]) (?=[A-Z])")


def doing(told: str, language: Localisation) -> str:
    """Return what a job is doing: of something declared under a name of its own, that it goes on."""
    if language.language == "en":
        return told
    if paced := _form(PACE).fullmatch(told):
        return language.say(PACE, what=doing(paced["what"], language).rstrip("."), seconds=paced["seconds"])
    return found_again(told, PROGRESS, language) or language.say("At work.")
