"""One version for the engine, its libraries, and the papers that name it."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from schakel import __version__

ROOT = Path(__file__).parents[2]
PROJECTS = [ROOT / "pyproject.toml", *sorted(ROOT.glob("packages/*/pyproject.toml"))]


def required(project: dict) -> list[str]:
    extras = project.get("optional-dependencies", {}).values()
    return [one for some in (project.get("dependencies", []), *extras) for one in some]


@pytest.mark.parametrize("file", PROJECTS, ids=lambda file: file.parent.name)
def test_a_distribution_has_the_version_and_requires_the_others_at_it(file):
    project = tomllib.loads(file.read_text("utf-8"))["project"]
    assert project["version"] == __version__
    ours = [one for one in required(project) if one.startswith("schakel")]
    assert all(one.endswith(f"=={__version__}") for one in ours)


@pytest.mark.parametrize(
    ("file", "version", "day"),
    [("CITATION.cff", "version", "date-released"), ("publiccode.yml", "softwareVersion", "releaseDate")],
)
def test_the_papers_name_the_version_and_its_day_as_the_changelog_does(file, version, day):
    paper = yaml.safe_load((ROOT / file).read_text("utf-8"))
    assert f"## [{paper[version]}] - {paper[day]}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert paper[version] == __version__


def test_the_changelog_goes_from_what_is_unreleased_back_to_the_first_version():
    first, *versions = re.findall(r"^## \[(.*?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first == "Unreleased"
    assert versions[0] == __version__
    assert versions == sorted(versions, key=lambda one: [int(part) for part in one.split(".")], reverse=True)
