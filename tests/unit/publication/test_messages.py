"""Every string of the site and of the desk is translated, and keeps its places for values."""

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from raised_sentences import said_at_the_desk, said_on_receipts, told_of_work

ROOMS = ("schakel.publication", "schakel.desk")
KEYWORDS = {"say": None, "message": None}
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}


def place(room):
    return Path(str(files(room)))


@cache
def strings(room):
    found = set()
    for path in sorted(place(room).rglob("*")):
        if path.suffix in METHODS:
            with path.open("rb") as file:
                found |= {message for _, message, _, _ in extract(METHODS[path.suffix], file, keywords=KEYWORDS)}
    if room == "schakel.desk":
        # A mistake is said there in the language of whoever made it.
        found |= {said for _, said in (*said_at_the_desk(), *said_on_receipts(), *told_of_work()) if said}
    return found


def catalogue(room, language):
    read = read_po(BytesIO((place(room) / "locale" / f"{language}.po").read_bytes()), locale=language)
    return {message.id: message for message in read if message.id}


def places(message):
    return sorted(re.findall(r"\{\w+\}", message))


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", ["es", "nl"])
def test_every_string_is_translated_and_nothing_else_stands_in_the_catalogue(room, language):
    translated = {key for key, message in catalogue(room, language).items() if message.string and not message.fuzzy}
    assert translated == strings(room)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", ["es", "nl"])
def test_a_translation_keeps_the_places_for_values(room, language):
    assert [key for key, message in catalogue(room, language).items() if places(key) != places(message.string)] == []


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", ["es", "nl"])
def test_a_string_has_one_translation(room, language):
    text = (place(room) / "locale" / f"{language}.po").read_text("utf-8")
    found = Counter(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE))
    assert [key for key, times in found.items() if times > 1] == []


def test_strings_are_found_in_code_and_in_templates():
    assert {"{number} or more", "Skip to the content"} <= strings("schakel.publication")
