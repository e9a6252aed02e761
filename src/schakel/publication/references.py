"""Links from a page: to something in this release, or in another monitor that is released with it."""

from dataclasses import dataclass

from schakel.publication.content import OtherMonitor, ReleaseContent
from schakel.publication.localisation import Localisation
from schakel_base.text import Text

AROUND = "../../../"
"""From the folder of a language to the folder around the releases."""


@dataclass(frozen=True)
class Reference:
    """Something that is named: what it is called, and the page that shows it, from the folder of the language."""

    label: str
    address: str = ""


def home_file(tag: str) -> str:
    """Return the page around the releases of an alliance that leads to their start page, in a language."""
    return f"start.{tag}.html"


def front_of(monitor: str, title: Text, content: ReleaseContent, language: Localisation) -> Reference:
    """Return the first page of a monitor of any alliance; a name alone where that is not released around this one."""
    spoken = content.around.get(monitor, ())
    folder = f"{language.language}/" if language.language in spoken else ""
    address = f"{AROUND}../{monitor}/site/{folder}index.html" if monitor in content.around else ""
    return Reference(language.text(title), address)


def in_monitor(monitor: OtherMonitor, page: str, content: ReleaseContent, language: Localisation) -> Reference:
    """Return a page of another monitor; a name alone where that is not released beside this one."""
    address = f"{AROUND}{monitor.name}/site/{language.language}/{page}"
    return Reference(language.text(monitor.title), address if content.together is not None else "")
