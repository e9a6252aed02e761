"""The first look at a file: is it the text that the contract promises, and on which line is it not."""

import io
from unittest.mock import patch

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from schakel.intake import prescan as prescanning
from schakel.intake.prescan import CHUNK, LONGEST_LINE, Prescan, UnreadableFileError, encoding_name, prescan
from schakel_base.errors import DeclarationError


def look(content, encoding="utf-8"):
    return prescan(io.BytesIO(content), encoding)


def refusal(content, encoding="utf-8"):
    with pytest.raises(UnreadableFileError) as refused:
        look(content, encoding)
    return str(refused.value)


def test_plain_text_is_read_as_declared():
    assert look(b"a,b\n") == Prescan("utf-8", False)


def test_a_byte_order_mark_is_seen_and_read_away():
    assert look(b"\xef\xbb\xbfa,b\n") == Prescan("utf-8-sig", True)


def test_utf_16_with_its_mark_is_read_as_declared():
    assert look("a,é\n".encode("utf-16"), "utf-16") == Prescan("utf-16", True)


def test_a_mark_that_contradicts_the_contract_is_refused():
    assert refusal(b"\xef\xbb\xbfa", "iso8859-1") == (
        "The file starts with the mark of utf-8, but the contract says that it is iso8859-1."
    )


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-1", "iso8859-15"])
@pytest.mark.parametrize("before", [0, CHUNK - 1])
def test_text_in_utf_8_that_is_declared_otherwise_is_refused(encoding, before):
    """It decodes as well, and every accent would be another letter: names would link with nobody."""
    text = "a" * before + "Nº,Varón\n"
    assert refusal(text.encode(), encoding) == (
        f"The file is UTF-8, but the contract says that it is {encoding}, in which its accents are other letters."
    )
    assert look(text.encode(encoding), encoding) == Prescan(encoding, False)
    assert look(b"a,b\n", encoding) == Prescan(encoding, False)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_fault_is_found_on_its_line_whatever_ends_a_line(newline):
    content = newline.join(["é" * 10] * 50_000).encode() + newline.encode() + b"\xff"
    assert refusal(content).startswith(f"Line 50001: byte {len(content):,} of the file is not utf-8")


@pytest.mark.parametrize("place", [CHUNK - 2, CHUNK - 1, CHUNK, CHUNK + 1])
def test_a_fault_is_found_where_two_chunks_meet(place):
    content = b"a\n" * (place // 2) + b"a" * (place % 2) + b"\xff" + b"\n" * CHUNK
    assert refusal(content).startswith(f"Line {place // 2 + 1}: byte {place + 1:,} of the file")


@pytest.mark.parametrize("place", [CHUNK - 1, CHUNK])
def test_a_character_across_two_chunks_is_no_fault(place):
    text = "a\n" * ((place - 1) // 2) + "a" * ((place - 1) % 2) + "é\n"
    assert look(text.encode()) == Prescan("utf-8", False)


def test_a_nul_byte_is_found_on_its_line():
    assert refusal(b"a\n" * CHUNK + b"\0") == f"Line {CHUNK + 1}: the file has a NUL byte, which text never has."


@pytest.mark.parametrize("before", [b"", b"a\n" * 1000, b"a\n" * (CHUNK // 2)])
def test_a_line_may_be_as_long_as_the_limit_and_no_longer(before):
    look(before + b"x" * LONGEST_LINE + b"\ny")
    line = before.count(b"\n") + 1
    assert refusal(before + b"x" * (LONGEST_LINE + 1) + b"\ny") == (
        f"Line {line}: the line is longer than 1,048,576 characters."
    )


def test_many_short_lines_are_not_a_long_one():
    look(b"a,b\r\n" * 600_000)


def test_blank_is_what_has_nothing_but_white_space():
    assert refusal("  \n\t\r\n\u00a0".encode()) == "The file is empty."


def test_it_says_how_many_bytes_are_done():
    seen = []
    prescan(io.BytesIO(b"a\n" * CHUNK), "utf-8", seen.append)
    assert seen == [CHUNK, 2 * CHUNK]


@pytest.mark.parametrize("declared, name", [("UTF8", "utf-8"), ("latin-1", "iso8859-1"), ("windows-1252", "cp1252")])
def test_an_encoding_has_one_name(declared, name):
    assert encoding_name(declared) == name


@pytest.mark.parametrize("declared", ["klingon", "zip", "hex"])
def test_what_is_no_encoding_of_text_is_a_fault_of_the_contract(declared):
    with pytest.raises(DeclarationError, match=f"contract.yaml: There is no encoding `{declared}`"):
        encoding_name(declared, "contract.yaml")


def is_fit(content):
    """The referee: a text with something on it, without NUL, and with no line over ten characters."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\0" not in text and bool(text.strip()) and all(len(line) <= 10 for line in lines)


@given(
    st.lists(st.sampled_from([*"a\n\r \0", "é", "\u00a0", "€", "😀", b"\xff", b"\xa9", b"\xed\xa0\x80"]), max_size=30)
)
@examples(300)
def test_text_is_fit_wherever_chunks_meet(parts):
    content = b"".join(one if isinstance(one, bytes) else one.encode() for one in parts)
    with patch.object(prescanning, "CHUNK", 5):
        if is_fit(content):
            prescan(io.BytesIO(content), "utf-8", longest_line=10)
        else:
            with pytest.raises(UnreadableFileError):
                prescan(io.BytesIO(content), "utf-8", longest_line=10)
