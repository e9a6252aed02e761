"""How the templates of a room are read: escaped, without a trace of their own lines, and strict."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment(package: str) -> Environment:
    """Return what reads the templates in the folder `templates` of a package."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        # Templates are part of the program, and do not change while it runs.
        auto_reload=False,
        # A name that a template misspells is an error, and not an empty place on a page.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
