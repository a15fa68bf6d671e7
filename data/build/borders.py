"""Build the border lines, their sections and links, the named line ends and the display levels.

Reads what ``data.build.countries`` left in ``var/build``. A border line is made of the segments
whose two vertices occur in both countries' outlines, so it is the source's own line, not redrawn.
Run as ``python -m data.build.borders``.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data.build.countries import (
    DETAIL_M,
    OVERVIEW_M,
    WATERS,
    read_outlines,
    simplified,
)
from data.build.features import DATA, Feature, read_features, write_features
from geo.crs import distance_along_km, point_along
from geo.schema.vocabularies import INNER_PAIRS, PAIRS

TABLE_VERSION: Final = 1
SECTION_KM: Final = 10.0
UNIT: Final = 1e6
PACK: Final = 1_000_000_000  # both axes in one whole number
# Where each pair's kilometre 0 lies, and the other end: names in END_POINTS.
ENDS: Final = {
    "KHM-LAO": ("KHM-LAO-THA", "KHM-LAO-VNM"),
    "KHM-THA": ("KHM-LAO-THA", "KHM-THA-coast"),
    "LAO-MMR": ("CHN-LAO-MMR", "LAO-MMR-THA"),
    "LAO-THA": ("LAO-MMR-THA", "KHM-LAO-THA"),
    "MMR-THA": ("LAO-MMR-THA", "MMR-THA-estuary"),
    "BGD-MMR": ("BGD-IND-MMR", "BGD-MMR-estuary"),
    "CHN-LAO": ("CHN-LAO-MMR", "CHN-LAO-VNM"),
    "CHN-MMR": ("CHN-LAO-MMR", "CHN-IND-MMR"),
    "IND-MMR": ("CHN-IND-MMR", "BGD-IND-MMR"),
    "KHM-VNM": ("KHM-LAO-VNM", "KHM-VNM-coast"),
    "LAO-VNM": ("KHM-LAO-VNM", "CHN-LAO-VNM"),
    "MYS-THA": ("MYS-THA-west", "MYS-THA-east"),
}
END_NEAR_DEGREES: Final = 0.02
# Estuaries: the line goes on in the water from the end of the land line to a named mouth.
LINKS: Final = {
    "BGD-MMR": ("BGD-MMR-E01", "Naf estuary", (92.34, 20.73)),
    "MMR-THA": ("MMR-THA-E01", "Ranong-Kawthoung", (98.55, 9.97)),
}
POINTS: Final = ("from_lon", "from_lat", "to_lon", "to_lat", "mid_lon", "mid_lat")
KILOMETRES: Final = ("km_from", "km_to", "length_km")
COLUMNS: Final = ("section_id", "pair", "number", "is_link", *KILOMETRES, *POINTS, "version")


@dataclass(frozen=True, slots=True)
class Section:
    """One section or link of a pair, in km along the pair's line."""

    section_id: str
    pair: str
    number: int
    is_link: bool
    km_from: float
    km_to: float


@dataclass(frozen=True, slots=True)
class Chain:
    """An ordered line: coordinates in degrees, shape (n, 2), and km along it, shape (n,)."""

    coordinates: np.ndarray
    along_km: np.ndarray

    def part(self, km_from: float, km_to: float) -> shapely.LineString:
        """The stretch between two distances; neighbouring stretches share their end point."""
        ends = point_along(self.coordinates, self.along_km, np.array([km_from, km_to]))
        ends = np.round(ends, 6)  # a line's own end comes out as the vertex it is
        inside = (self.along_km > km_from + 1e-9) & (self.along_km < km_to - 1e-9)
        return shapely.linestrings(np.vstack([ends[:1], self.coordinates[inside], ends[1:]]))


def shared_segments(first: BaseGeometry, second: BaseGeometry) -> np.ndarray:
    """Segments that both outlines have, vertex for vertex: (n, 2, 2) in degrees."""
    one, two = _segments(first), _segments(second)
    vertices, number = np.unique(np.vstack([one, two]), return_inverse=True)
    pairs = np.sort(number.reshape(-1, 2), axis=1)
    keys = pairs[:, 0] * len(vertices) + pairs[:, 1]
    shared = np.intersect1d(keys[: len(one)], keys[len(one) :])
    packed = vertices[np.column_stack([shared // len(vertices), shared % len(vertices)])]
    return np.stack([packed // PACK, packed % PACK], axis=-1) / UNIT


def _segments(outline: BaseGeometry) -> np.ndarray:
    rings = shapely.get_rings(shapely.get_parts(outline))
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    packed = _packed(coordinates)
    same = ring[:-1] == ring[1:]
    return np.column_stack([packed[:-1][same], packed[1:][same]])


def _packed(coordinates: np.ndarray) -> np.ndarray:
    whole = np.round(coordinates * UNIT).astype(np.int64)
    return whole[:, 0] * PACK + whole[:, 1]


def merged(segments: np.ndarray) -> list[shapely.LineString]:
    """Segments joined end to end, the longest line first."""
    joined = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments)))
    return sorted(shapely.get_parts(joined), key=shapely.length, reverse=True)


def border_chain(pair: str, outlines: dict[str, BaseGeometry], start: np.ndarray) -> Chain:
    """The pair's one unbroken land line from ``start`` (lon, lat); ValueError without one."""
    one, two = pair.split("-")
    lines = merged(shared_segments(outlines[one], outlines[two]))
    if len(lines) != 1:
        lengths = [round(line.length, 4) for line in lines]
        raise ValueError(
            f"Expected one unbroken line for {pair}, found parts of {lengths} degrees; "
            "the packages have changed, so check the recipe."
        )
    return _from_start(shapely.get_coordinates(lines[0]), start)


def _from_start(coordinates: np.ndarray, start: np.ndarray) -> Chain:
    gap = np.linalg.norm(coordinates[[0, -1]] - start, axis=1)
    ordered = coordinates if gap[0] <= gap[1] else coordinates[::-1]
    return Chain(ordered, distance_along_km(ordered))


def link_chain(
    pair: str, waters: dict[str, BaseGeometry], land: Chain, mouth: tuple[float, float]
) -> Chain:
    """The line in the water from the end of the land line to its vertex nearest the mouth."""
    one, two = pair.split("-")
    line = max(
        merged(shared_segments(waters[one], waters[two])),
        key=lambda part: -part.distance(shapely.Point(land.coordinates[-1])),
    )
    coordinates = shapely.get_coordinates(line)
    here, there = (_nearest(coordinates, point) for point in (land.coordinates[-1], mouth))
    step = 1 if there > here else -1
    water = coordinates[here + step : there + step : step]
    joined = np.vstack([land.coordinates[-1:], water])
    return Chain(joined, land.along_km[-1] + distance_along_km(joined))


def _nearest(coordinates: np.ndarray, point: np.ndarray | tuple[float, float]) -> int:
    return int(np.argmin(np.linalg.norm(coordinates - np.asarray(point), axis=1)))


def sections_of(pair: str, length_km: float) -> list[Section]:
    """Equal cuts of about SECTION_KM, numbered from kilometre 0."""
    count = round(length_km / SECTION_KM)
    edges = np.round(np.linspace(0.0, length_km, count + 1), 6)
    return [
        Section(f"{pair}-{number:03d}", pair, number, False, edges[number - 1], edges[number])
        for number in range(1, count + 1)
    ]


def section_row(section: Section, chain: Chain) -> dict[str, object]:
    """One row of sections.csv."""
    marks = np.array([section.km_from, section.km_to, (section.km_from + section.km_to) / 2])
    points = point_along(chain.coordinates, chain.along_km, marks)
    return {
        "section_id": section.section_id,
        "pair": section.pair,
        "number": section.number,
        "is_link": int(section.is_link),
        "km_from": f"{section.km_from:.6f}",
        "km_to": f"{section.km_to:.6f}",
        "length_km": f"{section.km_to - section.km_from:.6f}",
        **{name: f"{value:.6f}" for name, value in zip(POINTS, points.ravel(), strict=True)},
        "version": TABLE_VERSION,
    }


def end_points() -> dict[str, np.ndarray]:
    """The named tripoints and line ends of ``data/tripoints.csv``: lon, lat."""
    with (DATA / "tripoints.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["id"]: np.array([float(row["lon"]), float(row["lat"])]) for row in rows}


def drawn_chain(chain: Chain, kept: np.ndarray) -> Chain:
    """The vertices of a chain that a simplified outline kept, still with their true distances.

    kept: vertices of the simplified outlines as whole numbers of 1e-6 degrees, packed.
    """
    mask = np.isin(_packed(chain.coordinates), kept)
    mask[[0, -1]] = True
    return Chain(chain.coordinates[mask], chain.along_km[mask])


def write_lines(chains: dict[str, Chain], links: dict[str, Chain]) -> None:
    """Write lines.geojson and links.geojson."""
    features = [
        (
            {
                "pair": pair,
                "length_km": round(float(chains[pair].along_km[-1]), 6),
                "start_name": ENDS[pair][0],
                "end_name": ENDS[pair][1],
            },
            shapely.linestrings(chains[pair].coordinates),
        )
        for pair in PAIRS
    ]
    print("lines", write_features(DATA / "borders" / "lines.geojson", features, decimals=6))
    water = [
        (
            {"section_id": LINKS[pair][0], "pair": pair, "name": LINKS[pair][1]},
            shapely.linestrings(links[pair].coordinates),
        )
        for pair in links
    ]
    print("links", write_features(DATA / "borders" / "links.geojson", water, decimals=6))


def write_ends(chains: dict[str, Chain]) -> None:
    """Write line_ends.csv: which named point each line starts and ends at, and where it lies."""
    rows = []
    for pair in PAIRS:
        for which, name, row in zip(("start", "end"), ENDS[pair], (0, -1), strict=True):
            lon, lat = chains[pair].coordinates[row]
            kind = "tripoint" if len(name.split("-")[-1]) == 3 and name.isupper() else "terminus"
            km = f"{chains[pair].along_km[row]:.6f}"
            rows.append([pair, which, name, kind, km, f"{lon:.6f}", f"{lat:.6f}"])
    header = ["pair", "end", "name", "kind", "km", "lon", "lat"]
    _write_csv(DATA / "borders" / "line_ends.csv", header, rows)


def write_sections(
    sections: list[Section], chains: dict[str, Chain], links: dict[str, Chain]
) -> None:
    """Write the versioned table of sections and links."""
    rows = [
        section_row(section, (links if section.is_link else chains)[section.pair])
        for section in sections
    ]
    cells = [[row[name] for name in COLUMNS] for row in rows]
    _write_csv(DATA / "borders" / "sections.csv", COLUMNS, cells)


def _write_csv(path: Path, header: Sequence[str], rows: list[list[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_display(
    level: str,
    metres: float,
    outlines: dict[str, BaseGeometry],
    sections: list[Section],
    chains: dict[str, Chain],
    links: dict[str, Chain],
) -> None:
    """Write border_<level> and sections_<level> from the outlines simplified to ``metres``."""
    shapes = simplified(outlines, metres).values()
    kept = np.unique(_packed(shapely.get_coordinates(list(shapes))))
    drawn = {pair: drawn_chain(chain, kept) for pair, chain in chains.items()}
    water = {pair: _thinned(chain, metres) for pair, chain in links.items()}
    lines: list[Feature] = [
        ({"id": pair, "inner": pair in INNER_PAIRS}, shapely.linestrings(drawn[pair].coordinates))
        for pair in PAIRS
    ]
    parts: list[Feature] = []
    for section in sections:
        chain = (water if section.is_link else drawn)[section.pair]
        properties = {"id": section.section_id, "pair": section.pair, "link": section.is_link}
        parts.append((properties, chain.part(section.km_from, section.km_to)))
    for name, features in ((f"border_{level}", lines), (f"sections_{level}", parts)):
        print(name, write_features(DATA / "display" / f"{name}.json", features, decimals=5))


def _thinned(chain: Chain, metres: float) -> Chain:
    line = shapely.simplify(shapely.linestrings(chain.coordinates), metres / 108_000.0)
    mask = np.isin(_packed(chain.coordinates), _packed(shapely.get_coordinates(line)))
    return Chain(chain.coordinates[mask], chain.along_km[mask])


def check_ends(chains: dict[str, Chain], points: dict[str, np.ndarray]) -> None:
    """ValueError where a line does not start and end near the points it is named for."""
    for pair, chain in chains.items():
        for name, row in zip(ENDS[pair], (0, -1), strict=True):
            gap = float(np.linalg.norm(chain.coordinates[row] - points[name]))
            if gap > END_NEAR_DEGREES:
                raise ValueError(
                    f"Expected the line of {pair} to end within {END_NEAR_DEGREES} degrees of "
                    f"{name}, found it {gap:.3f} away; check the outlines or data/tripoints.csv."
                )


def main() -> None:
    """Build every file of this step."""
    outlines, points = read_outlines(), end_points()
    chains = {pair: border_chain(pair, outlines, points[ENDS[pair][0]]) for pair in PAIRS}
    check_ends(chains, points)
    waters = {str(properties["id"]): zone for properties, zone in read_features(WATERS)}
    links = {pair: link_chain(pair, waters, chains[pair], LINKS[pair][2]) for pair in LINKS}
    sections: list[Section] = []
    for pair in PAIRS:
        sections += sections_of(pair, float(chains[pair].along_km[-1]))
        if pair in links:
            start, end = (round(float(km), 6) for km in links[pair].along_km[[0, -1]])
            sections.append(Section(LINKS[pair][0], pair, 1, True, start, end))
    write_lines(chains, links)
    write_ends(chains)
    write_sections(sections, chains, links)
    for level, metres in (("overview", OVERVIEW_M), ("detail", DETAIL_M)):
        write_display(level, metres, outlines, sections, chains, links)
    for pair in PAIRS:
        count = sum(section.pair == pair and not section.is_link for section in sections)
        print(f"{pair} {chains[pair].along_km[-1]:.1f} km, {count} sections")


if __name__ == "__main__":
    main()
