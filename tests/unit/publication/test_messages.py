"""Every string of the site is translated, and keeps its places for values."""

import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOM = Path(str(files("schakel.publication")))
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}


def strings():
    found = set()
    for path in sorted(ROOM.rglob("*")):
        if path.suffix in METHODS:
            with path.open("rb") as file:
                found |= {message for _, message, _, _ in extract(METHODS[path.suffix], file, keywords={"say": None})}
    return found


def catalogue(language):
    read = read_po(BytesIO((ROOM / "locale" / f"{language}.po").read_bytes()), locale=language)
    return {message.id: message for message in read if message.id}


def places(message):
    return sorted(re.findall(r"\{\w+\}", message))


@pytest.mark.parametrize("language", ["es", "nl"])
def test_every_string_is_translated_and_nothing_else_stands_in_the_catalogue(language):
    translated = {key for key, message in catalogue(language).items() if message.string and not message.fuzzy}
    assert translated == strings()


@pytest.mark.parametrize("language", ["es", "nl"])
def test_a_translation_keeps_the_places_for_values(language):
    assert [key for key, message in catalogue(language).items() if places(key) != places(message.string)] == []


def test_strings_are_found_in_code_and_in_templates():
    assert {"{number} or more", "Skip to the content"} <= strings()
