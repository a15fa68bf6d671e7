"""What a question about hotspots is asked with and answered by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from geo.briefing.situation import Situation, situation
from geo.hotspots.cards import MethodCard, method_card
from geo.layerspec import Text
from geo.messages import Message, message, own_name
from geo.periods import Period, to_day
from geo.profile import Profile
from geo.query import Query
from geo.scene import Scene
from geo.world import World

# Any fixed number: the same question has the same answer, to the byte.
SEED = 20261123
SIMULATIONS = 999
LEAST_RECORDS = 20
# What is tested ahead, and what counts as lately: the last year that the records cover.
HELD_OUT_DAYS = 365
TOWN = "populated_place"
Cell = Text | int | float


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of points of a chart. mark: "line", "points" or "bars"."""

    name: Message
    mark: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A small chart beside a table, with the words on its axes."""

    title: Message
    x: Message
    y: Message
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What one method says. rows: one entry per column. marked: section positions to mark on the
    map, None where the map stays as it is. parameters: what was set, for the method card."""

    verdict: Message
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    sentences: tuple[Message, ...] = ()
    marked: np.ndarray | None = None
    parameters: tuple[Message, ...] = ()
    charts: tuple[Chart, ...] = ()
    enough: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A question's whole answer. enough: False where records are too few or not comparable; then
    no number is given. columns: messages over the table's rows. scene: what the map is built of."""

    question: str
    method: str
    enough: bool
    verdict: Message
    sentences: tuple[Message, ...]
    columns: tuple[Message, ...]
    rows: tuple[tuple[Cell, ...], ...]
    charts: tuple[Chart, ...]
    parameters: tuple[Message, ...]
    card: MethodCard
    base: Situation
    scene: Scene


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """What every method is given. base: the same query as *Situation* answers it. since: for what
    is new. progress: called with simulations done and wanted; returning False stops there."""

    world: World
    query: Query
    as_of: date
    profile: Profile
    base: Situation
    since: date | None = None
    simulations: int = SIMULATIONS
    progress: Callable[[int, int], bool] | None = None

    @property
    def rows(self) -> np.ndarray:
        """Positions of the records that a statistic may use."""
        return self.base.scene.selection.used

    @property
    def tested_km(self) -> np.ndarray:
        """Length per section, 0 where it is not tested."""
        sections = self.base.scene.sections
        tested = sections.tested if sections is not None else np.zeros(0, bool)
        return np.where(tested, self.world.sections.length_km, 0.0)

    def within(self, period: Period) -> Situation:
        """The same question of another period; blurred dates are set aside."""
        query = replace(
            self.query, period="own", date_from=period.first, date_to=period.last, layers=()
        )
        return situation(self.world, query, as_of=self.as_of, profile=self.profile)

    def parted(self, day: date) -> tuple[np.ndarray, np.ndarray]:
        """Used records on tested sections that end before a day, and those from it on."""
        incidents = self.world.snapshot.incidents
        section = incidents.section[self.rows]
        rows = self.rows[(section >= 0) & (self.tested_km[section] > 0)]
        edge = to_day(day)
        return rows[incidents.day_to[rows] < edge], rows[incidents.day_from[rows] >= edge]

    def counts(self, rows: np.ndarray) -> np.ndarray:
        """Records per section, those on tested sections only."""
        section = self.world.snapshot.incidents.section[rows]
        counts = np.bincount(section[section >= 0], minlength=len(self.tested_km))
        return np.where(self.tested_km > 0, counts, 0)


def too_few(found: int, need: int = LEAST_RECORDS) -> Found:
    """The answer where records do not carry a number."""
    return Found(message("hotspots.not_enough", found=int(found), need=need), enough=False)


def odds(p: float) -> Message:
    """How often chance does as much: "1 in 1,000" where rare, a share where not."""
    if p < 0.05:
        return message("hotspots.odds.rare", times=round(1 / p))
    return message("hotspots.odds.share", share=float(p))


def parameter(name: str, value: Cell) -> Message:
    """One line of a method card: what was set to what."""
    return message("hotspots.parameter", name=message(f"hotspots.set.{name}"), value=value)


def place_name(asking: Asking, lon: float, lat: float) -> Text:
    """The nearest town of the atlas by name, blank where it has none."""
    places = asking.world.tables.get("places")
    if places is None or not len(places):
        return ""
    places = places[places["kind"] == TOWN]
    east = (places["lon"].to_numpy(float) - lon) * np.cos(np.radians(lat))
    away = np.hypot(east, places["lat"].to_numpy(float) - lat)
    nearest = places.iloc[int(np.nanargmin(away))]
    columns = ("country", "name_en", "name_local")
    return own_name(*(str(nearest[name]) for name in columns))


def section_place(asking: Asking, position: int) -> Text:
    """The nearest place to a section's middle."""
    index = asking.world.sections
    return place_name(asking, float(index.mid_lon[position]), float(index.mid_lat[position]))


def answer_of(question: str, method: str, asking: Asking, found: Found) -> Answer:
    """The frozen answer: the method's words with its card and the map that shows it."""
    return Answer(
        question=question,
        method=method,
        enough=found.enough,
        verdict=found.verdict,
        sentences=found.sentences,
        columns=tuple(message(f"hotspots.column.{name}") for name in found.columns),
        rows=found.rows,
        charts=found.charts,
        parameters=found.parameters,
        card=method_card(method),
        base=asking.base,
        scene=_marked(asking.base.scene, found),
    )


def _marked(scene: Scene, found: Found) -> Scene:
    """The scene with the method's own sections marked; none where it has too few records."""
    if scene.sections is None or (found.enough and found.marked is None):
        return scene
    marked = np.zeros(len(scene.sections.tested), dtype=bool)
    if found.marked is not None and found.enough:
        marked[found.marked] = True
    return replace(scene, sections=replace(scene.sections, stands_out=marked))
