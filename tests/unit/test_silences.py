"""What the checker of types is told to pass over says why where it stands; to that of style nobody can say so."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SILENCED = re.compile(r"#\s*(?:type|mypy|pyright):\s*ignore\b(?P<rest>.*)$")
REASON = re.compile(r"(?:#|-) *\w+ \w+ \w+")


def test_each_silence_has_a_reason_on_its_line() -> None:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    silent = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if (found := SILENCED.search(line)) and not REASON.search(found["rest"])
    ]
    assert not silent
