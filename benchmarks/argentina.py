"""The whole chain on the reports of line 145, beside the bare engine that reads the same files and counts them once."""

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Cost, median_cost
from schakel import verbs

ALLIANCE = Path("alliances/ar-linea-145")
GOALS = {"wall": "10 s", "memory": "1,024 MB", "imports": "1.5 s", "page": "300 kB"}

IMPORTS = "import schakel.cli, schakel.verbs, schakel.alliance, schakel.intake, schakel.publication"
BARE = f"""
import duckdb
duckdb.sql("CREATE TABLE reports AS SELECT * FROM read_csv('{ALLIANCE}/deliveries/rescate*.csv')")
duckdb.sql("CREATE TABLE persons AS SELECT * FROM read_csv('{ALLIANCE}/deliveries/oficina*.csv')")
for column in ("subtema", "provincia", "derivacion_judicializa"):
    duckdb.sql(f"SELECT {{column}}, count(*) FROM reports GROUP BY ALL").fetchall()
for column in ("referido_tipo", "genero", "edad_aparente"):
    duckdb.sql(f"SELECT {{column}}, count(*) FROM persons GROUP BY ALL").fetchall()
"""


def main(runs: int = 3) -> None:
    """Print what `schakel run` takes, what of it is imports, the share of each step, and the largest page."""
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        schakel = str(Path(sys.executable).with_name("schakel"))
        whole = median_cost([schakel, "run", str(ALLIANCE), "--out", str(release)], runs)
        imports = median_cost([sys.executable, "-c", IMPORTS], runs)
        nothing = median_cost([sys.executable, "-c", "pass"], runs)
        bare = median_cost([sys.executable, "-c", BARE], runs)
        _print_costs(whole, imports, nothing, bare)
        _print_steps()
        largest = max((path.stat().st_size, path.name) for path in (release / "site").rglob("*.html"))
        print(f"largest page           {largest[0] / 1000:8.0f} kB   {largest[1]} (goal: under {GOALS['page']})")


def _print_costs(whole: Cost, imports: Cost, nothing: Cost, bare: Cost) -> None:
    cpu, memory = whole.cpu / bare.cpu, whole.memory / bare.memory
    print("schakel run alliances/ar-linea-145 (medians of whole processes)")
    print(f"wall                   {whole.wall:8.2f} s    (goal: under {GOALS['wall']})")
    print(f"CPU                    {whole.cpu:8.2f} s    {cpu:.1f} x the bare engine")
    print(f"peak memory            {whole.memory:8.0f} MB   {memory:.1f} x the bare engine (goal: {GOALS['memory']})")
    print(f"imports                {imports.wall - nothing.wall:8.2f} s    (goal: under {GOALS['imports']})")


def _print_steps() -> None:
    built = verbs.build(ALLIANCE)
    total = sum(step.seconds for step in built.steps)
    print(f"steps of the build     {total:8.2f} s")
    for step in sorted(built.steps, key=lambda step: -step.seconds):
        print(f"  {step.name:<40} {step.rows:>9,} rows {step.seconds:8.3f} s {100 * step.seconds / total:5.1f} %")


if __name__ == "__main__":
    main()
