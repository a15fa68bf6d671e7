"""*Situation*: what is recorded where, how much of it a statistic may use, and what it says."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from geo.briefing.ranking import SectionRow, ranking
from geo.briefing.results import Results, results
from geo.columns import IncidentColumns
from geo.messages import Message, message
from geo.periods import Period, bins, covered, from_day, resolve, to_day
from geo.profile import Profile
from geo.query import Query
from geo.scene import Scene
from geo.schema.vocabularies import ORIGINS, PAIRS, code
from geo.selection import Selection, count_places, recorded_rows, select, wanted_pairs
from geo.world import World

# METHODS of the atlas: below this many usable records of a pair no section of it is named.
MIN_RECORDS_TO_NAME = 20
# More than this many records are not drawn one by one; sections, cells and density show them.
MAX_DRAWN = 5_000


@dataclass(frozen=True, slots=True)
class Timeline:
    """Records per bin. starts: first day of each bin; unit: "month" or "year"."""

    starts: tuple[date, ...]
    recorded: tuple[int, ...]
    used: tuple[int, ...]
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """One question's whole answer.

    recorded, used, set_aside, left_out: counts of records; left_out are those of categories that
    the profile leaves out. places: distinct points among the used. sentences: further lines below
    the verdict. tested, standing_out: counts of sections.
    """

    scene: Scene
    period: Period
    cover: Period
    recorded: int
    used: int
    places: int
    set_aside: tuple[tuple[Message, int], ...]
    left_out: int
    tested: int
    standing_out: int
    verdict: Message
    sentences: tuple[Message, ...]
    rows: tuple[SectionRow, ...]
    timeline: Timeline


def situation(world: World, query: Query, *, as_of: date, profile: Profile) -> Situation:
    """Answer a query on one world.

    as_of: the day on which it is asked; ages of statuses count back from it. Returns a frozen
    record; with no dated record at all the period is the day asked.
    """
    incidents = world.snapshot.incidents
    cover = covered(incidents, as_of=as_of) or Period(as_of, as_of)
    period = resolve(query, cover)
    universe = _universe(world, query)
    selection = select(
        incidents,
        query,
        gate=world.gate,
        universe=universe,
        is_link=world.sections.is_link,
        period=period,
        cover=cover,
        left_out=frozenset(profile.left_out_categories),
    )
    found = results(world, query, selection, universe, min_records=MIN_RECORDS_TO_NAME)
    scene = _scene(world, query, selection, found, as_of=as_of, profile=profile)
    return _answer(world, scene, profile, found.order)


def _universe(world: World, query: Query) -> np.ndarray:
    pairs = [PAIRS.index(pair) for pair in wanted_pairs(query)]
    return np.isin(world.sections.pair, pairs) & ~world.sections.is_link


def _scene(
    world: World,
    query: Query,
    selection: Selection,
    found: Results,
    *,
    as_of: date,
    profile: Profile,
) -> Scene:
    rows = selection.recorded
    drawn = "incidents" in query.layers and len(rows) <= MAX_DRAWN
    keys = world.snapshot.incidents.key[rows]
    return Scene(
        snapshot=world.snapshot,
        query=query,
        selection=selection,
        as_of=as_of,
        tables=world.tables,
        details=world.details(keys) if drawn else None,
        sections=found.sections,
        cells=found.cells,
        density=found.density,
        left_out=frozenset() if query.categories else frozenset(profile.left_out_categories),
    )


def _answer(world: World, scene: Scene, profile: Profile, order: np.ndarray) -> Situation:
    selection, found = scene.selection, scene.sections
    incidents = world.snapshot.incidents
    return Situation(
        scene=scene,
        period=selection.period,
        cover=selection.cover,
        recorded=len(selection.recorded),
        used=len(selection.used),
        places=count_places(world.gate, selection.used),
        set_aside=tuple(
            (message(f"reason.{item.reason}", km=scene.query.max_km), item.records)
            for item in selection.set_aside
        ),
        left_out=_left_out(incidents, scene, profile),
        tested=int(found.tested.sum()) if found is not None else 0,
        standing_out=int(found.stands_out.sum()) if found is not None else 0,
        verdict=verdict(scene, incidents),
        sentences=_sentences(world, scene),
        rows=ranking(world, found, order) if found is not None else (),
        timeline=_timeline(incidents, selection),
    )


def _left_out(incidents: IncidentColumns, scene: Scene, profile: Profile) -> int:
    """Records that the query would hold, had the profile not left their categories out."""
    if scene.query.categories or not profile.left_out_categories:
        return 0
    query = replace(scene.query, categories=profile.left_out_categories)
    return len(recorded_rows(incidents, query, period=scene.selection.period))


def verdict(scene: Scene, incidents: IncidentColumns) -> Message:
    """One sentence of at most 30 words, numbers first, no method names."""
    selection, found = scene.selection, scene.sections
    years = message(
        "verdict.years", first=selection.period.first.year, last=selection.period.last.year
    )
    if selection.period.first.year == selection.period.last.year:
        years = message("verdict.year", year=selection.period.first.year)
    values = {"n": len(selection.recorded), "used": len(selection.used), "years": years}
    if not len(selection.recorded):
        return message("verdict.nothing", years=years)
    if found is None or not len(selection.used):
        return message("verdict.none_placed", **values)
    press = (incidents.origin[selection.recorded] == code(ORIGINS, "published")).all()
    caution = message("verdict.press_sample" if press else "verdict.recorded_only")
    out = int(found.stands_out.sum())
    kind = "verdict.some" if out else "verdict.none"
    kind += "" if press else "_records"
    return message(kind, out=out, tested=int(found.tested.sum()), caution=caution, **values)


def _sentences(world: World, scene: Scene) -> tuple[Message, ...]:
    """How many places, pairs with too few records, and that periods cannot be compared."""
    lines = []
    if len(scene.selection.used):
        lines.append(
            message(
                "sentence.places",
                n=len(scene.selection.used),
                places=count_places(world.gate, scene.selection.used),
            )
        )
    ahead = int((world.snapshot.incidents.day_from > to_day(scene.as_of)).sum())
    if ahead:
        lines.append(message("sentence.clock", n=ahead, day=scene.as_of))
    used = _used_by_pair(world, scene.selection)
    period = scene.selection.period
    years = max(1, round(period.years))
    for pair in wanted_pairs(scene.query):
        count = int(used[PAIRS.index(pair)])
        if count < MIN_RECORDS_TO_NAME:
            span = message("span.years", n=years)
            named = message(f"pair.{pair}")
            lines.append(message("sentence.too_few", pair=named, n=count, years=span))
    if scene.query.period != "all":
        lines.append(message("sentence.no_comparison"))
    return tuple(lines)


def _used_by_pair(world: World, selection: Selection) -> np.ndarray:
    pairs = world.sections.pair[world.snapshot.incidents.section[selection.used]]
    return np.bincount(pairs, minlength=len(PAIRS))


def _timeline(incidents: IncidentColumns, selection: Selection) -> Timeline:
    """A record stands in the bin of its first day."""
    edges, unit = bins(selection.period)
    recorded = np.histogram(incidents.day_from[selection.recorded], edges)[0]
    used = np.histogram(incidents.day_from[selection.used], edges)[0]
    return Timeline(
        tuple(from_day(edge) for edge in edges[:-1]),
        tuple(int(count) for count in recorded),
        tuple(int(count) for count in used),
        unit,
    )
