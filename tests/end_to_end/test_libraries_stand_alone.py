"""Each library stands alone: nothing but its wheel and what that asks for is there when the example of its README runs.

The libraries take turns in one environment, so that the third parties that most of them need are compiled once.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
LIBRARIES = sorted(folder.parent.name for folder in ROOT.glob("packages/*/pyproject.toml"))
MOST = 350 * 2**20  # bytes, third parties included

EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```(?:\s*```text\n(?P<said>.*?)```)?", re.DOTALL)


def run(*command: object, cwd: Path | None = None, **settings: str) -> str:
    """What a command says; it must succeed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    words, env = [str(part) for part in command], {**kept, **settings}
    done = subprocess.run(words, capture_output=True, text=True, env=env, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The wheels of all libraries, and the versions of others that the lock holds."""
    folder = tmp_path_factory.mktemp("wheels")
    for name in LIBRARIES:
        run(UV, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder,
            ROOT / "packages" / name)  # fmt: skip
    locked = re.findall(r"^[^\s#-].*?==[^\\\n]+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    (folder / "locked.txt").write_text("\n".join(locked))
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment with nothing in it."""
    folder = tmp_path_factory.mktemp("environment") / "alone"
    run(UV, "venv", "--python", sys.executable, folder)
    return folder


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_stands_alone(name, wheels, environment, tmp_path):
    (wheel,) = wheels.glob(f"schakel_{name}-*.whl")
    python = environment / "bin" / "python"
    # Exactly this: what a library before it asked for and this one does not is removed.
    run(UV, "pip", "install", "--exact", "--python", python, "--find-links", wheels,
        "--constraint", wheels / "locked.txt", wheel)  # fmt: skip
    assert not re.search(r"^schakel\b(?!-)", run(UV, "pip", "freeze", "--python", python), re.MULTILINE)
    installed = [file for file in (environment / "lib").rglob("*") if file.is_file() and file.suffix != ".pyc"]
    assert sum(file.stat().st_size for file in installed) < MOST
    example = EXAMPLE.search((ROOT / "packages" / name / "README.md").read_text(encoding="utf-8"))
    assert example, "the README shows how the library is used"
    (tmp_path / "example.py").write_text(example["code"], encoding="utf-8")
    said = run(python, tmp_path / "example.py", cwd=tmp_path)  # it may write files
    assert example["said"] is None or said.split() == example["said"].split()
