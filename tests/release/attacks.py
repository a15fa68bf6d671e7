"""Attacks on release, each with how often it was tried and how often it recovered something.

Run as a program it prints the leak table.
"""

from itertools import product

import numpy as np
import pandas as pd
from pyproj import Geod

from geo.release import PUBLIC, Audience, Policy, Rule, beside_clear, mask, release

KEY = b"an installation's own 32 bytes!!"
GEOD = Geod(ellps="WGS84")
# Within this an attacker has found the place: a tenth of the ring's inner edge.
FOUND_M = 100.0
PLACES = 60
LAO, KHM = Audience("restricted", ("LAO",)), Audience("restricted", ("KHM",))
POLICY = Policy(
    (
        Rule("CLEAR", "any", "exact"),
        Rule("AMBER", "restricted", "masked", countries=("LAO",)),
        Rule("AMBER", "restricted", "section", countries=("KHM",)),
    )
)


def ground(lon, lat):
    """Flat ground: a line along 100 E, cut each tenth of a degree; districts of half a degree."""
    lon, lat = np.asarray(lon), np.asarray(lat)
    return pd.DataFrame(
        {
            "country": np.where(lon < 100.0, 1, 3),
            "section": np.floor(lat * 10).astype(int),
            "district": np.floor(lon * 2) * 1000 + np.floor(lat * 2),
            "contested": np.zeros(len(lon), dtype=bool),
            "km_along": lat * 110.0,
            "km_away": np.abs(lon - 100.0) * 107.0,
        }
    )  # fmt: skip


def places(n=PLACES, *, seed=3):
    """True places and frames of records there."""
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(100.05, 100.45, n), random.uniform(15.0, 18.0, n)
    return lon, lat


def records(lon, lat, *, label="AMBER"):
    """One record per point."""
    n = len(lon)
    return pd.DataFrame(
        {
            "id": [f"x-{i}" for i in range(n)], "label": label, "originator": "THA: A",
            "category": "arms", "coord_precision": "exact", "lon": lon, "lat": lat,
            "section": ground(lon, lat)["section"].to_numpy(), "title": "A house",
        }
    )  # fmt: skip


def seen(frame, audience=LAO, *, key=KEY):
    """What the audience gets, with the row it came from kept by index."""
    return release(frame, audience=audience, policy=POLICY, key=key, ground=ground)


def metres(lon, lat, to_lon, to_lat):
    """Distance in metres."""
    return GEOD.inv(lon, lat, to_lon, to_lat)[2]


def _found(guess_lon, guess_lat, lon, lat):
    away = metres(*(np.asarray(values, dtype=float) for values in (guess_lon, guess_lat, lon, lat)))
    return int((np.asarray(away) < FOUND_M).sum())


def averaging_masks():
    """200 records at each place, then at places scattered by 15 m, averaged."""
    found = 0
    for scatter in (0.0, 0.000135):
        for turn, (x, y) in enumerate(zip(*places(), strict=True)):
            random = np.random.default_rng(turn)
            lon, lat = x + random.normal(0, scatter, 200), y + random.normal(0, scatter, 200)
            got = seen(records(lon, lat)).dropna(subset=["lon"])
            if len(got):
                found += _found([got["lon"].mean()], [got["lat"].mean()], [x], [y])
    return 2 * PLACES, found


def middle_of_the_ring():
    """The mirrored and the opposite guess, and the point itself."""
    lon, lat = places()
    got = seen(records(lon, lat)).dropna(subset=["lon"])
    lon, lat = lon[got.index], lat[got.index]
    return len(got), _found(got["lon"], got["lat"], lon, lat)


def taking_in_again():
    """What left is taken in again and released again, five times over, and averaged.

    Masks of masks wander, and one of some hundred means passes near the place by luck, which nobody
    can tell from a miss. A weakness shows under any key: counted is what is found under two.
    """
    lon, lat = places()
    hits = [_taken_in_again(lon, lat, key) for key in (KEY, KEY[::-1])]
    return 5 * len(lon), int((hits[0] & hits[1]).sum())


def _taken_in_again(lon, lat, key):
    frame = records(lon, lat)
    seen_so_far, hit = [], np.zeros((5, len(lon)), dtype=bool)
    for turn in range(5):
        frame = seen(frame, key=key)
        seen_so_far.append(frame[["lon", "lat"]].to_numpy())
        told = np.isfinite(frame["lon"].to_numpy())
        middle = np.mean(np.array(seen_so_far)[:, told], axis=0).T
        hit[turn, told] = np.array(metres(*middle, lon[told], lat[told])) < FOUND_M
        section = np.where(told, ground(frame["lon"], frame["lat"])["section"], -1)
        frame = frame.assign(coord_precision="exact", section=section)
    return hit


def same_place_another_row():
    """The same places in other orders, subsets and with other texts: one masked place each."""
    lon, lat = places()
    base = seen(records(lon, lat))
    moved = 0
    for turn in range(10):
        order = np.random.default_rng(turn).permutation(len(lon))[: 20 + turn]
        frame = records(lon[order], lat[order]).assign(category="other", title=str(turn))
        got = seen(frame)
        wanted = base.loc[order, ["lon", "lat"]].to_numpy()
        moved += not np.array_equal(got[["lon", "lat"]].to_numpy(), wanted, equal_nan=True)
    return 10, moved


def differencing_audiences():
    """Two audiences put together: the coarser view must follow from the finer one."""
    lon, lat = places()
    frame = records(lon, lat)
    fine, coarse = seen(frame), seen(frame, KHM)
    got = fine.dropna(subset=["lon"])
    section = ground(got["lon"], got["lat"])["section"].to_numpy()
    more = int((section != coarse.loc[got.index, "section"].to_numpy()).sum())
    told = int((seen(frame, PUBLIC)).shape[0])
    same_id = (fine["id"].to_numpy() == frame["id"].to_numpy()).sum()
    return 3 * len(lon), more + told + int(same_id)


def knowing_one_place():
    """One true place is known: its offset is applied to all others."""
    lon, lat = places()
    got = seen(records(lon, lat)).dropna(subset=["lon"])
    lon, lat = lon[got.index], lat[got.index]
    shift = got["lon"].to_numpy()[0] - lon[0], got["lat"].to_numpy()[0] - lat[0]
    guess = got["lon"].to_numpy()[1:] - shift[0], got["lat"].to_numpy()[1:] - shift[1]
    return len(got) - 1, _found(*guess, lon[1:], lat[1:])


def guessing_with_another_key():
    """Masks computed by somebody who has the program and every place, but not the key."""
    lon, lat = places()
    own = mask(lon, lat, key=KEY, ground=ground)
    other = mask(lon, lat, key=b"another key of thirty-two bytes!", ground=ground)
    return len(lon), int(
        (metres(own["lon"], own["lat"], other["lon"], other["lat"]) < FOUND_M).sum()
    )


def clear_against_total():
    """Every hidden count of other labels must have two values or more, given all that is shown."""
    tried = recovered = 0
    random = np.random.default_rng(8)
    for _ in range(200):
        clear = pd.Series(random.integers(0, 6, 5))
        others = pd.Series(random.integers(0, 7, 5))
        shown = beside_clear(clear, others, k=5)
        given = (shown["all"] - shown["clear"]).astype(object)
        total = others.sum() if shown.attrs["totals"] == "shown" else None
        choices = [[value] if not pd.isna(value) else range(1, 13) for value in given]
        possible = [p for p in product(*choices) if total is None or sum(p) == total]
        for at in np.flatnonzero(pd.isna(given).to_numpy() & (others < 5).to_numpy()):
            tried += 1
            recovered += len({p[at] for p in possible}) < 2
    return tried, recovered


def repeated_questions():
    """The same question asked 50 times: every answer equal, so nothing can be averaged."""
    lon, lat = places()
    frame = records(lon, lat)
    first = seen(frame)
    return 50, sum(not first.equals(seen(frame)) for _ in range(50))


ATTACKS = (
    averaging_masks,
    middle_of_the_ring,
    taking_in_again,
    same_place_another_row,
    differencing_audiences,
    knowing_one_place,
    guessing_with_another_key,
    clear_against_total,
    repeated_questions,
)


def table():
    """Attack, attempts, recovered."""
    return [(attack.__name__.replace("_", " "), *attack()) for attack in ATTACKS]


if __name__ == "__main__":
    print(f"{'attack':<28}{'attempts':>10}{'recovered':>11}")
    for name, tried, recovered in table():
        print(f"{name:<28}{tried:>10}{recovered:>11}")
