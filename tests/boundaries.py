"""Where the boundaries of police units, provinces and municipalities come from: one topology, dissolved, simplified.

Run it to write the files again; a test holds the files against it.
"""

import csv
import json
import math
from collections import Counter, defaultdict
from pathlib import Path

REFERENCE = Path(__file__).parent.parent / "alliances" / "nl-mensenhandel" / "reference"
PUBLISHED = "CBS/Kadaster, CC BY 4.0"
MERGED = {"GM1992": "GM0501"}  # Voorne aan Zee (2023) lies where Brielle did in the list of 2022
TOLERANCE = 0.01  # degrees, about a kilometre: a map is 320 units wide
LEAST = 12  # points of a ring that is kept: smaller islands are not seen

Point = tuple[float, float]


def police_units() -> str:
    """Return the boundaries of the ten regional units, as GeoJSON in which each feature has the code of a concept."""
    return dissolved(
        "politie_regionale_eenheid",
        {
            "nl": f"{PUBLISHED}: gemeenten van 2023, samengevoegd naar politie-eenheid (Politiewet 2012, artikel 25)",
            "en": f"{PUBLISHED}: municipalities of 2023, joined by police unit (Politiewet 2012, article 25)",
        },
    )


def provinces() -> str:
    """Return the boundaries of the twelve provinces, as GeoJSON in which each feature has the code of a concept."""
    source = {
        "nl": f"{PUBLISHED}: gemeenten van 2023, samengevoegd naar provincie",
        "en": f"{PUBLISHED}: municipalities of 2023, joined by province",
    }
    found = dissolved("provincie", source)
    return found.replace('"noord-holland"', '"province-noord-holland"')  # a police unit has the name too


def dissolved(column: str, source: dict[str, str]) -> str:
    """Join the municipalities that have the same in a column of the list of municipalities."""
    topology = json.loads((REFERENCE / "boundaries/municipalities-2023.topo.json").read_text("utf-8"))
    with (REFERENCE / "municipalities-2022.csv").open(encoding="utf-8", newline="") as lines:
        area_of = {row["gm_code"]: row[column] for row in csv.DictReader(lines)}
    area_of |= {code: area_of[earlier] for code, earlier in MERGED.items()}
    arcs = decoded(topology)
    used: dict[str, Counter[int]] = defaultdict(Counter)
    for geometry in topology["objects"]["gm_features"]["geometries"]:
        for arc in flat(geometry["arcs"]):
            used[area_of[geometry["properties"]["code"]]][arc if arc >= 0 else ~arc] += 1
    features = [
        feature(area, rings([arcs[arc] for arc, times in sorted(counts.items()) if times == 1]))
        for area, counts in sorted(used.items())
    ]
    return json.dumps({"type": "FeatureCollection", "source": source, "features": features}, indent=None) + "\n"


def joined(arcs: list[list[Point]]) -> list[Point]:
    """Arcs that follow each other, as one line: the end of each is the beginning of the next."""
    return arcs[0] + [point for arc in arcs[1:] for point in arc[1:]]


def decoded(topology: dict) -> list[list[Point]]:
    """The arcs in degrees: a topology holds steps on a grid."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def flat(arcs: list) -> list[int]:
    """All arcs of a polygon or of several."""
    return [arc for one in arcs for arc in (flat(one) if isinstance(one, list) else [one])]


def rings(arcs: list[list[Point]]) -> list[list[Point]]:
    """Join arcs end to end until each ring is closed; an arc that only one municipality of an area has is an edge."""
    at: dict[Point, list[int]] = defaultdict(list)
    for number, arc in enumerate(arcs):
        at[arc[0]].append(number)
        at[arc[-1]].append(number)
    left, found = set(range(len(arcs))), []
    while left:
        number = min(left)
        left.remove(number)
        ring = list(arcs[number])
        while ring[0] != ring[-1]:
            following = next(one for one in at[ring[-1]] if one in left)
            left.remove(following)
            arc = arcs[following]
            ring += arc[1:] if arc[0] == ring[-1] else arc[-2::-1]
        found.append(ring)
    return found


def feature(area: str, found: list[list[Point]]) -> dict:
    """An area as one feature, its rings simplified and the smallest left out."""
    kept = [ring for ring in found if len(ring) >= LEAST]
    simple = [[(round(x, 3), round(y, 3)) for x, y in simplified(ring)] for ring in kept]
    coordinates = [[ring] for ring in simple if len(ring) > 3]
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {"type": "Feature", "properties": {"code": area.lower().replace(" ", "-")}, "geometry": geometry}


def simplified(points: list[Point]) -> list[Point]:
    """Douglas and Peucker (1973): leave out points that lie closer to the line between others than the tolerance."""
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = math.hypot(x2 - x1, y2 - y1)

    def away(point: Point) -> float:
        x, y = point
        if not length:
            return math.hypot(x - x1, y - y1)
        return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length

    farthest = max(range(1, len(points) - 1), key=lambda number: away(points[number]))
    if away(points[farthest]) < TOLERANCE:
        return [points[0], points[-1]]
    return simplified(points[: farthest + 1])[:-1] + simplified(points[farthest:])


if __name__ == "__main__":
    (REFERENCE / "boundaries/police-units.geo.json").write_text(police_units(), "utf-8")
    (REFERENCE / "boundaries/provinces.geo.json").write_text(provinces(), "utf-8")
