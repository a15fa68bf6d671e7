"""A world small enough to compute by hand, and a program that seeds a store with it.

Border: the meridian 100 E, pair MMR-THA, cut at 15.1 N into sections 0 and 1; section 2 belongs to
LAO-THA and is found only where that pair is stated. One degree counts as 100 km. North of 16 N the
line is contested. Districts: "WEST" and "EAST" of the line.
"""

import csv
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from geo.keys import compute_keys
from geo.snapshot import snapshot
from geo.store import open_store, seed

PAIR_OF_SECTION = np.array([4, 4, 3], dtype=np.int8)
INCIDENT_COLUMNS = [
    "id",
    "date",
    "date_precision",
    "title",
    "origin",
    "category",
    "country",
    "admin1",
    "admin2",
    "place",
    "lon",
    "lat",
    "coord_precision",
    "coord_note",
    "coord_uncertainty_m",
    "border_pair",
    "source_id",
    "source_date",
    "confidence",
    "audit",
]
INCIDENTS = [
    "I-1,2024-03-09,day,Seizure at a bridge,published,drug_smuggling,THA,Tak,Mae Sot,Bridge,100.1,15.05,town,,,MMR-THA,src-a,2024-03-10,high,checked-ok",  # noqa: E501
    "I-2,2024-02,month,Group found,published,human_trafficking,THA,Tak,Mae Sot,Mae Sot,100.2,15.25,district,,,MMR-THA,src-b,2024-02-20,medium,not-checked",  # noqa: E501
    "I-3,2015,year,Case without a place,published,other,LAO,,,,,,none,,,,src-a,,low,doubtful",
    "I-4,2023-12-31,day,Case north of the line,published,arms,MMR,,,,99.9,16.5,exact,,50,MMR-THA;LAO-THA,src-b,,high,corrected",  # noqa: E501
    "I-5,2022-05-06,day,Case on a province point,published,wildlife_timber,THA,Tak,,,100.3,15.0,province,,,MMR-THA,src-a,,high,checked-ok",  # noqa: E501
]
FILES = {
    "incidents": (INCIDENT_COLUMNS, INCIDENTS),
    "offices": (
        [
            "id",
            "name_en",
            "country",
            "lon",
            "lat",
            "coord_precision",
            "border_pair",
            "status",
            "source_id",
            "confidence",
            "audit",
        ],
        ["off-a,Office A,THA,100.05,15.02,town,MMR-THA,operating,src-a,high,checked-ok"],
    ),
    "crossings": (
        [
            "id",
            "name_en",
            "border_pair",
            "lon",
            "lat",
            "coord_precision",
            "class",
            "status",
            "source_id",
            "confidence",
            "audit",
        ],
        ["cro-a,Crossing A,MMR-THA,100.0,15.05,bridge,permanent,open,src-a,high,checked-ok"],
    ),
    "zones": (
        [
            "id",
            "name_en",
            "country",
            "lon",
            "lat",
            "coord_precision",
            "kind",
            "status",
            "source_id",
            "confidence",
            "audit",
        ],
        ["zon-a,Zone A,THA,100.1,15.0,site,sez,operating,src-a,high,checked-ok"],
    ),
    "district_status": (
        [
            "district_code",
            "district_en",
            "lon",
            "lat",
            "coord_precision",
            "nts_target",
            "confidence",
            "audit",
        ],
        ["6306,Mae Sot,100.2,15.1,district,visited,high,checked-ok"],
    ),
    "sources": (
        ["source_id", "title", "address", "outlet"],
        ["src-a,Title A,https://a.example/1,Paper A", "src-b,Title B,https://b.example/2,Paper B"],
    ),
}


class Lines:
    """Stands for ``geo.borders``."""

    def index(self):
        return SimpleNamespace(pair=PAIR_OF_SECTION)

    def snap(self, lon, lat, *, pair=None, max_km=None):
        away = np.abs(np.asarray(lon) - 100.0) * 100.0
        section = np.where(np.asarray(lat) < 15.1, 0, 1)
        if pair is not None:
            section = np.where(np.asarray(pair) == "LAO-THA", 2, section)
        near = away <= max_km
        return pd.DataFrame(
            {
                "section": np.where(near, section, -1).astype(np.int16),
                "km_along": np.where(near, (np.asarray(lat) - 15.0) * 100.0, np.nan),
                "km_away": np.where(near, away, np.nan),
            }
        )

    def contested(self, lon, lat):
        return np.asarray(lat) >= 16.0


class Areas:
    """Stands for ``geo.areas``."""

    def locate_district(self, lon, lat, *, country=None):
        return np.where(np.asarray(lon) < 100.0, "WEST", "EAST").astype(object)


toy_keys = partial(compute_keys, lines=Lines(), areas=Areas())


def write_files(folder: Path, **changed: list[str]) -> Path:
    """The files of facts of the toy world; ``changed`` gives other lines for a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, lines) in FILES.items():
        text = "\n".join([",".join(header), *changed.get(name, lines), ""])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def write_many(folder: Path, n: int) -> Path:
    """The toy world with ``n`` incidents, so that seeding takes long enough to be interrupted."""
    first = next(csv.reader([INCIDENTS[0]]))
    lines = [",".join([f"I-{i}", *first[1:]]) for i in range(n)]
    return write_files(folder, incidents=lines)


if __name__ == "__main__":
    _, task, address, key_folder, data = sys.argv
    opened = open_store(address, folder=Path(key_folder))
    print("ready", flush=True)
    sys.stdin.readline()
    if task == "seed":
        report = seed(opened, data_dir=Path(data), keys=toy_keys, basis="toy")
        print(report.inserted, flush=True)
    else:
        seen = snapshot(opened, audience="public")
        print(len(seen.incidents), flush=True)
        while len(seen.incidents) == 5:
            time.sleep(0.1)
            seen = snapshot(opened, audience="public", previous=seen)
        print(time.time(), flush=True)
