"""Why here, and why not here: what each site adds, what it displaces, which rule speaks on it."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import sparse

from geo.areas import locate_district
from geo.borders import country_at, index
from geo.errors import InputError
from geo.planning.candidates import candidates, nearest_km
from geo.planning.demand import weighed
from geo.planning.exclusions import near_contested
from geo.planning.honesty import Worth, optimum
from geo.planning.plan import Planned, planned
from geo.planning.problem import Problem, costs, geodesic_km, opposite, rules
from geo.planning.reach import reach_of
from geo.planning.scenario import Point
from geo.schema.vocabularies import CORE_COUNTRIES, COUNTRIES
from geo.siting import Rules

HERE = "here"
# Weights of an incident, in kilometres, that "why not here?" tries in turn.
TRIED_WEIGHTS = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
NEARLY_KM = 3.0
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Added:
    """What one site holds that no other open office does: km, incidents, sections, districts.

    On its own country's side. alone_km: what it would hold with no other new site.
    """

    km: float
    incidents: int
    sections: tuple[str, ...]
    districts: tuple[str, ...]
    alone_km: float


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What stands opposite: id, name, kind ("office" or "site"), km, and how the other side stands.

    state: not_asked until a person says otherwise; never inferred.
    """

    id: str
    name: str
    kind: str
    km: float
    state: str = "not_asked"


@dataclass(frozen=True, slots=True)
class SiteCard:
    """One chosen site explained.

    asked: of an asking country; else a counterpart that the other side is asked for. loss: of the
    optimum without it, in weight. rival, rival_loss: the candidate not chosen that costs the
    optimum least when it must open instead, and how much it lacks. nearly: rules that nearly
    excluded it. confirm: its country has offices without a known place.
    """

    id: str
    name: str
    country: str
    pair: str
    kind: str
    km_along: float
    asked: bool
    added: Added
    added_share: float
    loss: float
    counterpart: Counterpart | None
    rival: str
    rival_loss: float
    nearly: tuple[str, ...]
    confirm: bool
    cost_low: float
    cost_high: float


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Of any place: what it would add, the best plan that has it, and what stands against it.

    excluded: reasons: a word of the candidates' list, "mirror" where nothing can stand opposite,
    "rules" where no plan with it keeps the other rules; empty where it may be chosen.
    lack: by how much the best plan with it falls short of the optimum, weight. displaces:
    chosen sites that it would push out. wins_at: the least tried weight of an incident, in km, at
    which it is in an optimal plan; NaN where at none. bonus: the weight it lacks to draw level.
    """

    country: str
    excluded: tuple[str, ...]
    added: Added
    value: float
    lack: float
    displaces: tuple[str, ...]
    wins_at: float
    bonus: float


def site_cards(found: Problem, best: Planned, worth: tuple[Worth, ...]) -> tuple[SiteCard, ...]:
    """Every new site explained, counterparts last, each group in order of pair and km."""
    opened = np.array([*best.sites, *best.counterparts], dtype=np.int64)
    rivals = [row for row in worth if not row.chosen and np.isfinite(row.forced)]
    order = sorted(
        opened.tolist(),
        key=lambda j: (not found.asked[j], *found.sites[["pair", "km_along"]].iloc[j]),
    )  # fmt: skip
    return tuple(_card(found, best, site, worth, rivals) for site in order)


def _card(
    found: Problem, best: Planned, site: int, worth: tuple[Worth, ...], rivals: list[Worth]
) -> SiteCard:
    row, key = found.sites.iloc[site], str(found.sites.index[site])
    asked = bool(found.asked[site])
    own = next((item for item in worth if item.site == key), None)
    near = [item for item in rivals if _same_pair(found, item.site, row["pair"])] or rivals
    rival = max(near, key=lambda item: item.forced, default=None)
    added = added_by(
        found, best.held_after - _holds(found, site), found.reach_km[:, site], row["country"]
    )
    lost = dict(found.unlocated)
    return SiteCard(
        id=key, name=str(row["name"]), country=str(row["country"]), pair=str(row["pair"]),
        kind=str(row["kind"]), km_along=float(row["km_along"]), asked=asked, added=added,
        added_share=_share(found, added.km, row["country"]),
        loss=best.plan.objective - own.without if own else float("nan"),
        counterpart=_counterpart(found, best, site),
        rival=rival.site if rival and asked else "",
        rival_loss=best.plan.objective - rival.forced if rival and asked else float("nan"),
        nearly=_nearly(found, row, site), confirm=bool(lost.get(row["country"], 0)),
        cost_low=float(costs(found, 0)[site]), cost_high=float(costs(found, 1)[site]),
    )  # fmt: skip


def _same_pair(found: Problem, site: str, pair: str) -> bool:
    return bool(found.sites.loc[site, "pair"] == pair)


def _share(found: Problem, km: float, country: str) -> float:
    """Part of the length of the country's side."""
    whole = found.demand.km[found.demand.side == COUNTRIES.index(country)].sum()
    return float(km / whole) if whole else float("nan")


def _holds(found: Problem, site: int) -> np.ndarray:
    return (found.reach_km[:, site] <= found.scenario.reach).astype(int)


def added_by(found: Problem, held: np.ndarray, reach_km: np.ndarray, country: str) -> Added:
    """What a place of one country adds where ``held`` offices hold each row without it."""
    rows = found.demand
    within = reach_km <= found.scenario.reach
    alone = within & ((found.office_km <= found.scenario.reach).sum(axis=1) == 0)
    new = within & (held == 0)
    kilometres = np.flatnonzero(new & (rows.km > 0))
    table = index()
    sections = tuple(table.ids[at] for at in np.unique(rows.section[kilometres]).tolist())
    codes = locate_district(rows.lon[kilometres], rows.lat[kilometres], country=country)
    return Added(
        float(rows.km[kilometres].sum()), int(rows.incident[new].sum()), sections,
        tuple(sorted({str(code) for code in codes if code})), float(rows.km[alone].sum()),
    )  # fmt: skip


def _counterpart(found: Problem, best: Planned, site: int) -> Counterpart | None:
    """The nearest office or new site opposite, within the mirror distance."""
    row = found.sites.iloc[[site]]
    other = next(s for s in row["pair"].iloc[0].split("-") if s != row["country"].iloc[0])
    opened = found.sites.iloc[[*best.sites, *best.counterparts]]
    near = [
        (float(km), str(key), str(name), kind)
        for frame, kind, label in ((found.offices, "office", "name_en"), (opened, "site", "name"))
        for rows in [frame[frame["country"] == other]]
        if len(rows)
        for km, key, name in zip(geodesic_km(row, rows)[0], rows.index, rows[label], strict=True)
    ]
    close = [item for item in near if item[0] <= found.scenario.mirror_km]
    if not close:
        return None
    km, key, name, kind = min(close)
    return Counterpart(key, name, kind, km)


def _nearly(found: Problem, row: pd.Series, site: int) -> tuple[str, ...]:
    """Rules that would exclude the site with little changed."""
    words = []
    if row["status"] in ("closed", "unknown") and row["kind"] == "crossing":
        words.append(f"crossing_{row['status']}")
    offices = nearest_km(found.sites.iloc[[site]], found.offices)[0]
    if offices <= 2 * NEARLY_KM:
        words.append("office_near")
    if row["km_away"] >= found.scenario.near_km - NEARLY_KM:
        words.append("nearly_too_far")
    strip = found.scenario.contested_km + NEARLY_KM
    here = np.array([row["lon"]], float), np.array([row["lat"]], float)
    if near_contested(*here, buffer_km=strip)[0]:
        words.append("near_contested")
    return tuple(words)


def why_not(
    world: object, found: Problem, best: Planned, *, lon: float, lat: float, as_of: date,
    country: str | None = None,
) -> WhyNot:  # fmt: skip
    """Answer for any point of the asking countries.

    country: of the office, by the outlines where it is None. Errors: InputError where the point
    lies in none of the countries that ask for sites.
    """
    country = country or _country(lon, lat)
    if country not in found.scenario.countries:
        raise InputError(
            f"Expected a place in {', '.join(found.scenario.countries)}, found one in "
            f"{country or 'none of the four countries'}; choose a place there."
        )
    here = _single(world, found, Point(HERE, country, lon, lat), as_of=as_of)
    reach = reach_of(found.demand, here, found.scenario)
    added = added_by(found, best.held_after, reach[:, 0], country)
    wide = _widened(found, here, reach)
    ruled = rules(wide)
    site = len(wide.sites) - 1
    forced = replace(ruled, forced=tuple(sorted({*ruled.forced, site})))
    reasons = tuple(word for word in [str(here["reason"].iloc[0])] if word)
    covers = wide.covers
    try:
        other = planned(wide, ruled=forced, covers=covers)
    except InputError:
        near, faced = opposite(wide)
        alone = wide.scenario.mirror_km > 0 and not faced[site] and not near[[site]].nnz
        nothing = float("nan")
        reasons += ("mirror" if alone else "rules",)
        return WhyNot(country, reasons, added, nothing, nothing, (), nothing, nothing)
    kept = {str(wide.sites.index[j]) for j in other.sites}
    names = [str(found.sites.index[j]) for j in best.sites]
    # No plan with one more candidate is better than the plan and the best plan that has it.
    lack = max(_better(found) * (best.plan.objective - other.plan.objective), 0.0)
    return WhyNot(
        country, reasons, added, other.plan.objective, lack,
        tuple(name for name in names if name not in kept),
        _wins_at(found, best, wide, forced, covers), lack,
    )  # fmt: skip


def _better(found: Problem) -> int:
    """1 where more is better, -1 where less is (distances, numbers of sites)."""
    return -1 if found.scenario.model in ("p_center", "p_median", "set_cover") else 1


def _country(lon: float, lat: float) -> str:
    at = int(country_at(np.array([lon]), np.array([lat]))[0])
    return COUNTRIES[at] if 0 <= at < len(CORE_COUNTRIES) else ""


def _single(world: object, found: Problem, point: Point, *, as_of: date) -> pd.DataFrame:
    """The place as a row of the candidates' list, with its reason."""
    scenario = replace(found.scenario, kinds=(), points=(point,))
    rows = candidates(world, scenario, found.offices, as_of=as_of)
    return rows[rows.index == f"point:{HERE}"]


def _widened(found: Problem, here: pd.DataFrame, reach: np.ndarray) -> Problem:
    """The problem with one more candidate, taken in whatever the reason against it."""
    return replace(
        found, sites=pd.concat([found.sites, here]), reach_km=np.hstack([found.reach_km, reach]),
        asked=np.append(found.asked, True),
    )  # fmt: skip


def _wins_at(
    found: Problem, best: Planned, wide: Problem, forced: Rules, covers: sparse.csr_array
) -> float:
    """The least tried weight of an incident at which a plan with the place is as good as any."""
    need = {"maximal_cover": 1, "backup_cover": 2}.get(found.scenario.model)
    for times in TRIED_WEIGHTS:
        weight = _tried(wide, times)
        if not weight.any():
            continue
        other = optimum(wide, forced, weight, covers)
        if need and other < (1 - _SAME) * float(weight[best.held_after >= need].sum()):
            continue  # The plan itself is better: what the best one covers need not be known.
        top = _top(found, times)
        if _better(found) * (other - top) >= -_SAME * max(abs(top), 1.0):
            return times
    return float("nan")


def _tried(found: Problem, times: float) -> np.ndarray:
    """Weights with every incident at ``times``, whatever its category."""
    given = {key: one for key, one in found.scenario.weights.items() if ":" not in key}
    return weighed(found.demand, replace(found.scenario, weights=given | {"incident": times}))


@lru_cache(maxsize=16)
def _top(found: Problem, times: float) -> float:
    """The optimum at another weight of an incident; kept, since every place asks for it."""
    return optimum(found, rules(found), _tried(found, times))
