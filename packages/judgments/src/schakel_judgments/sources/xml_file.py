"""XML from elsewhere, read without a document type: nothing in it can expand, and nothing is fetched."""

from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from schakel_base.errors import DeliveryError, Fault


def read_xml(content: bytes, file: str) -> Element:
    """Return the root element, its names written `{namespace}name`.

    Parameters
    ----------
    content
        The bytes as they came; the encoding is the one that they declare.

    Raises
    ------
    DeliveryError
        If this is not well-formed XML in an encoding that is known, or declares a document type: entities can only be
        defined there.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: builder.start(
        _named(name), {_named(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: builder.end(_named(name))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = lambda *_: _refuse(file, parser.CurrentLineNumber)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        sentence = f"This is not well-formed XML: {expat.errors.messages[error.code]}."
        raise DeliveryError(Fault(sentence, file, error.lineno)) from None
    except (LookupError, ValueError) as error:
        raise DeliveryError(Fault(f"This XML is in an encoding that is not read: {error}.", file, 1)) from None
    root: Element = builder.close()
    return root


def read_xml_file(file: Path) -> Element:
    """Read an XML file; see `read_xml`."""
    return read_xml(file.read_bytes(), str(file))


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def _named(name: str) -> str:
    return "{" + name if "}" in name else name


def _refuse(file: str, line: int) -> None:
    raise DeliveryError(Fault("This XML declares a document type; such files are not read.", file, line))
