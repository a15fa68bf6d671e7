"""Attacks on the whole flow: a real store, real lines, snapshots, texts, files, pages and caches.

Each function is given a prepared installation and tells how often it tried and how often it
recovered something that its attacker may not know.
"""

import io
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from geo.borders import index
from geo.briefing.sharing import Column
from geo.briefing.sharing_requests import ask_for_more
from geo.briefing.sharing_views import section_totals, views
from geo.errors import InputError
from geo.exports.given_out import given_out
from geo.language import translator
from geo.messages import message
from geo.release import PUBLIC, Audience
from geo.release.records import shown_id
from geo.release.suppression import TOTALS
from geo.release.totals import SMALLEST_COUNT, unseen
from geo.schema.vocabularies import CORE_COUNTRIES, PAIRS
from geo.snapshot import details, snapshot
from geo.store import add, keyfile, open_store, seed
from geo.store.originals import originals
from tests.release.attacks import FOUND_M, metres

KEY = b"an installation's own 32 bytes!!"
SECRET = "Whispered"
OWNER = Audience("restricted", ("THA",), "Border Office")
LAO, KHM, MMR = (Audience("restricted", (code,)) for code in ("LAO", "KHM", "MMR"))
OTHERS = (PUBLIC, Audience("partner", CORE_COUNTRIES), KHM, LAO, MMR)
PLACES, AT_EACH = 12, 12
ENGLISH = translator("en")


@dataclass(frozen=True)
class Installation:
    """A store of one Thai agency. true: lon, lat per place; place_of: place by record id."""

    store: object
    folder: Path
    true: np.ndarray
    place_of: dict


@contextmanager
def installation(folder: Path, *, shipped: bool = False):
    """Records with every label but none, a dozen at each of a dozen places near LAO-THA."""
    keyfile.write(folder, KEY)
    store = open_store(f"sqlite:///{folder / 'atlas.sqlite'}", folder=folder)
    if shipped:
        seed(store)
    true = _places()
    frame, place_of = _records(true)
    add(store, "incident", frame, actor="u1")
    yield Installation(store, folder, true, place_of)
    store.close()


def _places():
    """Places 7 to 9 km on the Thai side of a dozen sections."""
    table = index()
    at = np.flatnonzero(table.pair == PAIRS.index("LAO-THA"))[90 : 90 + 2 * PLACES : 2]
    shift = np.random.default_rng(4).uniform(0.065, 0.08, PLACES)
    return np.column_stack([table.mid_lon[at], table.mid_lat[at] - shift])


def _records(true):
    random, rows, place_of = np.random.default_rng(5), [], {}
    labels = ["GREEN"] * 6 + ["CLEAR"] * 2 + ["AMBER", "AMBER", "AMBER+STRICT", "RED"]
    for place, (lon, lat) in enumerate(true):
        for n, label in enumerate(labels):
            name = f"S-{place}-{n}"
            place_of[name] = place
            # Several devices note the same house a few metres apart.
            x, y = random.normal(0, 0.0001, 2) if n else (0.0, 0.0)
            # What is public stands elsewhere and is called otherwise.
            word, x = ("Open", x + 0.02) if label == "CLEAR" else (SECRET, x)
            rows.append({
                "id": name, "date": f"2024-05-{n + 1:02d}", "category": "arms", "origin": "agency",
                "country": "THA", "lon": lon + x, "lat": lat + y, "coord_precision": "exact",
                "title": f"{word} title {place}", "place": f"{word} house {place}",
                "notes": f"{word} note", "admin1": "Nong Khai", "admin2": "Mueang",
                "border_pair": "LAO-THA", "confidence": "high", "audit": "not-checked",
                "label": label, "originator": "THA: Border Office",
            })  # fmt: skip
    return pd.DataFrame(rows), place_of


def owned(world):
    """The owner's records as held."""
    held = originals(world.store, "incident", audience=OWNER)
    return held[held["id"].isin(list(world.place_of))]


def _near(world, lon, lat, place):
    return metres(lon, lat, *world.true[place]) < FOUND_M


def averaging_masks(world):
    """All masked points of a place, as seen by each country and by all of them, averaged."""
    held = owned(world)
    seen = [details(world.store, audience=a, keys=held.index.to_numpy()) for a in (LAO, KHM, MMR)]
    tried = found = 0
    for parts in ([seen[0]], [seen[1]], [seen[2]], seen):
        points = pd.concat(parts)
        points = points[(points["label"] == "GREEN") & points["lon"].notna()]
        place = points.index.map(held["id"]).map(world.place_of)
        for at, group in points.groupby(place):
            tried += 1
            found += _near(world, group["lon"].mean(), group["lat"].mean(), at)
    return tried, found


def taking_in_again(world):
    """A file given out for Lao PDR is stored as its own records, given out again, and averaged."""
    held, tried, found = owned(world), 0, 0
    green = held[held["label"] == "GREEN"]
    place = {shown_id(name, world.store.key): world.place_of[name] for name in green["id"]}
    frame, sums = _file(world, green, OWNER, LAO), {}
    for turn in range(4):
        told = frame[frame["lon"].notna()]
        for row in told.itertuples():
            points = sums.setdefault(row.first, [])
            points.append((row.lon, row.lat))
            tried += 1
            found += _near(world, *np.mean(points, axis=0), place[row.first])
        again = told.assign(
            id=[f"A{turn}-{n}" for n in range(len(told))], originator="LAO", label="GREEN",
            coord_precision="exact", country="THA", confidence="high", audit="not-checked",
        )  # fmt: skip
        first = dict(zip(again["id"], told["first"], strict=True))
        computed = ["first", "section", "km_along", "km_away", "district"]
        add(world.store, "incident", again.drop(columns=computed), actor="u2")
        lao = originals(world.store, "incident", audience=LAO)
        lao = lao[lao["id"].isin(list(first))]
        frame = _file(world, lao, LAO, KHM)
        names = {shown_id(name, world.store.key): first[name] for name in first}
        frame = frame.assign(first=frame["id"].map(names))
    return tried, found


def _file(world, held, owner, audience):
    """A file made for an audience, read as its receiver reads it."""
    found = views(world.store, "incident", held, [audience])
    made = given_out(world.store, found, Column(message("x"), audience), translator=ENGLISH)
    text = made.content.decode("utf-8-sig")
    lines = [line for line in text.splitlines() if not line.lstrip('"').startswith("# ")]
    if not "".join(lines):
        return pd.DataFrame({"id": [], "lon": [], "lat": [], "first": []})
    frame = pd.read_csv(io.StringIO("\n".join(lines)), dtype={"id": str})
    for name in ("lon", "lat"):
        frame[name] = frame.get(name, np.nan)
    return frame.assign(first=frame["id"])


def differencing_two_audiences(world):
    """Any two views of each record: a true point, a secret text, or two masks to intersect."""
    held = owned(world)
    closed = held[held["label"] != "CLEAR"]
    found = views(world.store, "incident", closed, OTHERS)
    tried = recovered = 0
    for one, other in combinations(OTHERS, 2):
        for key in closed.index:
            rows = [found.seen[a].loc[key] for a in (one, other) if key in found.seen[a].index]
            tried += 1
            points = {(row["lon"], row["lat"]) for row in rows if pd.notna(row["lon"])}
            texts = " ".join(str(value) for row in rows for value in row)
            true = (closed.loc[key, "lon"], closed.loc[key, "lat"])
            recovered += len(points) > 1 or true in points or SECRET in texts
    return tried + len(closed), recovered + len(found.leaks)


def clear_against_total(world):
    """Small counts of what an audience, or two together, are not told, worked out from totals."""
    found = views(world.store, "incident", owned(world), OTHERS)
    table, worked_out = section_totals(found)
    groups = found.held["section"].astype("int64")
    told = {a.viewer_class: found.told[a] <= 2 for a in OTHERS}
    tried, recovered = 0, len(worked_out)
    for rest in unseen(groups, {"clear": found.held["label"] == "CLEAR", **told}):
        left = groups[rest].value_counts().reindex(table.index, fill_value=0)
        small = left[(left > 0) & (left < SMALLEST_COUNT)]
        tried += len(small)
        recovered += _only_one_way(table, left, small)
    return tried, recovered


def _only_one_way(table, left, small):
    """How many small counts follow from what is shown, where none that is hidden is empty.

    Counts of at least one with a known sum: each can be anything from one to the sum less the
    others' ones, so that it follows only where these two are the same.
    """
    hidden = table["all"].isna()
    shown = int((~hidden[small.index]).sum())
    total, n = int(left[hidden].sum()), int(hidden.sum())
    follows = table.attrs[TOTALS] == "shown" and n > 0 and total - (n - 1) <= 1
    return shown + (len(small) - shown) * follows


def repeated_queries(world):
    """The same records in other orders and parts: every answer places them alike."""
    held = owned(world)
    green = held.index[held["label"] == "GREEN"].to_numpy()
    base = details(world.store, audience=LAO, keys=green)[["lon", "lat", "id"]]
    moved = 0
    for turn in range(30):
        random = np.random.default_rng(turn)
        some = random.permutation(green)[: 5 + turn]
        again = details(world.store, audience=LAO, keys=some)[["lon", "lat", "id"]]
        moved += not again.equals(base.loc[again.index])
        columns = snapshot(world.store, audience=LAO, keys=some.tolist()).incidents
        wanted = base.loc[columns.key, "lon"].to_numpy()
        moved += not np.array_equal(columns.lon, wanted, equal_nan=True)
    return 60, moved


def guessing_names(world):
    """Numbers of records that somebody knows, hashed without the key, against those told."""
    held = owned(world)
    told = set(details(world.store, audience=LAO, keys=held.index.to_numpy())["id"])
    guesses = {shown_id(name, b"another key of thirty-two bytes!") for name in world.place_of}
    return len(world.place_of), len((guesses | set(world.place_of)) & (told - _clear(held)))


def _clear(held):
    return set(held.loc[held["label"] == "CLEAR", "id"])


def asking_whether_it_is_there(world):
    """Requests for consent about records that are there and hidden, and ones that are not there."""
    held = owned(world)
    hidden = held.loc[held["label"] == "RED", "id"].tolist()
    said = set()
    for name in [*hidden, *(shown_id(name, world.store.key) for name in hidden), "r-0", "S-99-9"]:
        try:
            ask_for_more(world.store, name, audience=LAO, level="exact", reason="x", actor="u2")
            said.add("taken")
        except InputError as error:
            said.add(str(error).replace(repr(name), "it"))
    return 2 * len(hidden) + 2, len(said) - 1


def files_given_out(world):
    """Secret texts, true points and numbers in the files made for each audience."""
    held = owned(world)
    closed = held[held["label"] != "CLEAR"]
    tried = found = 0
    for audience in OTHERS:
        text = _file(world, closed, OWNER, audience).to_csv()
        for lon, name in zip(closed["lon"], closed["id"], strict=True):
            tried += 1
            found += f"{lon:.6f}"[:9] in text or f"{name}," in text
        found += SECRET in text
    return tried, found


ATTACKS = (
    averaging_masks,
    differencing_two_audiences,
    clear_against_total,
    repeated_queries,
    guessing_names,
    asking_whether_it_is_there,
    files_given_out,
    taking_in_again,
)
