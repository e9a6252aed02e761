"""How many pseudonyms one core gives in a second: by each method, and by the command over a whole file.

Beside it is the bare keyed hash of the standard library in the same run: what no method can do without. CPU
seconds of this process, or of the command as a process of its own.
"""

import csv
import hmac
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.measure import cost
from schakel.identity.domain_key import domain_key
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.reversible import SharedCipher
from schakel.store.keys import RootKey

NUMBERS = 1_000_000
TOGETHER = 100_000
GOAL = 300_000


def main() -> None:
    """Print pseudonyms a second per core, each distinct, and the ratio to the bare hash."""
    keys = [f"{number:09}" for number in range(NUMBERS)]
    keyed = KeyedHash.of(domain_key(RootKey(b"r" * 32), "bench"))
    shared = SharedCipher(b"1" * 32, b"2" * 32, "bench")
    bare = _rate(_bare, keys)
    print(f"pseudonyms, {NUMBERS:,} distinct  a second per core")
    print(f"bare HMAC-SHA-256             {bare:12,.0f}")
    for name, rate, goal in (
        ("keyed hash", _rate(lambda some: keyed.pseudonyms("person", some), keys), f" (goal: over {GOAL:,})"),
        ("shared cipher (AES-SIV)", _rate(lambda some: shared.pseudonyms("person", some), keys), ""),
        ("schakel pseudonymise, a file", _rate_of_command(keys), " (three columns, one with identifiers)"),
    ):
        print(f"{name:<30}{rate:12,.0f}   {bare / rate:.1f} x the bare hash{goal}")


def _bare(keys: Iterable[str]) -> None:
    for key in keys:
        hmac.digest(b"r" * 32, key.encode(), "sha256")


def _rate(method: Callable[[list[str]], object], keys: list[str]) -> float:
    started = time.process_time()
    for start in range(0, len(keys), TOGETHER):
        method(keys[start : start + TOGETHER])
    return len(keys) / (time.process_time() - started)


def _rate_of_command(keys: list[str]) -> float:
    schakel = str(Path(sys.executable).with_name("schakel"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("number", "town", "year"), *((key, "Delft", "2020") for key in keys)])
        command = [schakel, "pseudonymise", str(folder / "in.csv"), "--columns", "number", "--domain", "bench"]
        took = cost([*command, "--out", str(folder / "out.csv"), "--key", str(folder / "key"), "--new-key"])
    return len(keys) / took.cpu


if __name__ == "__main__":
    main()
