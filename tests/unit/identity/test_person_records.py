"""What rows say of persons is held in little room: a text that many rows have is there once."""

from pathlib import Path

from named_persons import ALLIANCE, PROVIDER, row, stored

from schakel.identity import person_records


def test_each_text_is_held_once(tmp_path: Path) -> None:
    rows = [row(f"P{number}", name=f"Kovács, {name}") for number in range(20) for name in ("Eszter", "Anna")]
    files = {"police": stored("police", rows, tmp_path), "prosecution": stored("prosecution", [], tmp_path)}
    assert ALLIANCE.persons is not None
    records = person_records(ALLIANCE, files, PROVIDER, ALLIANCE.persons)
    held = {name: records[name].combine_chunks().dictionary.to_pylist() for name in ("partner", "surname")}
    assert held == {"partner": ["police"], "surname": ["Kovács"]}
    assert records["given_name"].to_pylist() == ["Eszter", "Anna"] * 20
