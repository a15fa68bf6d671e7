"""Road files that a planner brought: kept under their hash, opened once, shared by every plan."""

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from geo.borders import country_at
from geo.errors import InputError, StoreError
from geo.home import home
from geo.planning.inputs import RoadFile
from geo.siting.road_network import paced, road_network
from geo.siting.roads import SPEEDS, RoadLines, Roads, border_pieces
from geo.siting.roads_files import KINDS, check_kind, file_hash, read_road_lines

_FOLDER = "roads"


class RoadKey(NamedTuple):
    """What decides a network; hashable. countries: those that must have roads."""

    sha256: str
    name: str
    layer: str
    speeds: tuple[tuple[str, float], ...]
    factor: float
    blank_unpaved: bool
    parts: bool
    countries: tuple[str, ...]


def keep_road_file(path: Path, *, name: str = "", **options: Any) -> RoadFile:
    """Copy a road file into the installation's own folder and name it in a scenario.

    Parameters: path, a GeoPackage, GeoJSON or OpenStreetMap PBF; name, as the user knows it; other
    options as fields of ``RoadFile``.
    Errors: FileNotUnderstoodError or CRSError where it cannot be read, StoreError where it cannot
    be kept.
    """
    check_kind(path, name=name)
    sha256 = file_hash(path)
    target = home() / _FOLDER / f"{sha256}{path.suffix.lower()}"
    if not target.exists():
        try:
            target.parent.mkdir(exist_ok=True)
            # Another process sees the whole file or none.
            with tempfile.TemporaryDirectory(dir=target.parent) as folder:
                shutil.copyfile(path, Path(folder) / target.name).replace(target)
        except OSError as error:
            raise StoreError(
                f"Expected to keep the road file in {target.parent}, but it cannot be written "
                f"({error.strerror}); make room or rights there."
            ) from error
    return RoadFile(name or path.name, sha256, **options)


def road_key(file: RoadFile, *, countries: tuple[str, ...]) -> RoadKey:
    """The key of a scenario's network. countries: those that must have roads."""
    wet = file.season == "wet" and file.wet_factor is not None
    return RoadKey(
        file.sha256, file.name, file.layer, tuple(sorted(file.speeds.items())),
        float(file.wet_factor) if wet else 1.0, file.blank_surface == "unpaved", file.parts,
        countries,
    )  # fmt: skip


@lru_cache(maxsize=4)
def open_roads(key: RoadKey) -> Roads:
    """The network of a kept road file, in km and minutes.

    Errors: InputError where the file is not kept here or does not hang together;
    FileNotUnderstoodError, CRSError where it cannot be read.
    """
    known = frozenset({*SPEEDS, *(word for word, _ in key.speeds)})
    roads = _network(key.sha256, key.name, key.layer, known, key.parts, key.countries)
    return paced(
        roads, _lines(key.sha256, key.name, key.layer), speeds=dict(key.speeds),
        unpaved_factor=key.factor, blank_unpaved=key.blank_unpaved,
    )  # fmt: skip


@lru_cache(maxsize=2)
def _network(
    sha256: str, name: str, layer: str, known: frozenset[str], parts: bool,
    countries: tuple[str, ...],
) -> Roads:  # fmt: skip
    """What does not change with the season or a speed."""
    return road_network(
        _lines(sha256, name, layer), border=_border(), owner=country_at, known=known, parts=parts,
        countries=countries,
    )  # fmt: skip


@lru_cache(maxsize=2)
def _lines(sha256: str, name: str, layer: str) -> RoadLines:
    kept = [home() / _FOLDER / f"{sha256}{ending}" for ending in KINDS]
    path = next((path for path in kept if path.exists()), None)
    if path is None:
        raise InputError(
            f"Expected the road file {name[:60]!r} that the scenario was made with (SHA-256 "
            f"{sha256[:12]}…), but it is not kept here; load the file again."
        )
    return read_road_lines(path, layer=layer, name=name)


@lru_cache(maxsize=1)
def _border() -> Any:
    return border_pieces()
