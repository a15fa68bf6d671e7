"""Places of a block's rows: the point as written, else the point of the names."""

from collections.abc import Mapping
from typing import Any

from geo.cleaning.texts import clean, is_legacy_font, is_unknown, is_zawgyi, text_of
from geo.importers.placing import Placed, PlaceNames, place
from geo.importers.points import PointReader, carried, has_point, plain_degrees
from geo.importers.row_notes import add_to
from geo.messages import Message, message
from geo.schema.vocabularies import PRECISIONS

_PLACES = ("place", "subdistrict", "district", "province")


class PlaceRows:
    """The part of a sheet's reader that reads places."""

    names: PlaceNames
    points: PointReader
    placed: dict[tuple[str, ...], Placed]

    def _places(
        self,
        cells: Mapping[str, list[Any]],
        countries: list[str],
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> dict[str, list[Any]]:
        y, x, plain = plain_degrees(cells["lat"], cells["lon"])
        names = (
            "lon",
            "lat",
            "coord_precision",
            "coord_uncertainty_m",
            "coord_note",
            "place",
            "admin1",
            "admin1_code",
            "admin2",
        )
        rows: dict[str, list[Any]] = {name: [] for name in names}
        for at, ok in enumerate(plain.tolist()):
            stated = self._stated(cells, at, notes)
            placed = self._placed(stated, countries[at])
            countries[at] = countries[at] or placed.country
            given = text_of(cells["precision"][at]).lower() if cells["precision"][at] else ""
            if ok and not cells["zone"][at]:
                lon, lat = float(x[at]), float(y[at])
                word, off_m = given or carried(cells["lat"][at], cells["lon"][at]), float("nan")
            else:
                lon, lat, word, off_m = self._other_point(cells, at, placed, reasons, notes)
                word = given or word
            if word not in PRECISIONS:
                add_to(reasons, at, message("import.reason.precision", value=given[:60]))
            off_m = metres(cells["uncertainty"][at], off_m)
            said = (
                lon,
                lat,
                word,
                off_m,
                text_of(cells["precision_code"][at]),
                stated[0] or stated[1],
            )
            for name, value in zip(
                names, (*said, stated[3], placed.admin1, stated[2]), strict=True
            ):
                rows[name].append(value)
        return rows

    def _stated(
        self, cells: Mapping[str, list[Any]], at: int, notes: dict[int, list[str]]
    ) -> tuple[str, str, str, str]:
        """The row's place names; one in an old font cannot be matched and is left out, and told."""
        found = []
        for name in _PLACES:
            if not cells[name][at]:
                found.append("")
                continue
            text = clean(text_of(cells[name][at]))
            if text and not text.isascii() and (is_zawgyi(text) or is_legacy_font(text)):
                add_to(notes, at, "zawgyi" if is_zawgyi(text) else "legacy_font")
                text = ""
            found.append("" if is_unknown(text) else text)
        return found[0], found[1], found[2], found[3]

    def _placed(self, stated: tuple[str, str, str, str], country: str) -> Placed:
        key = (*stated, country)
        if key not in self.placed:
            self.placed[key] = place(self.names, stated=stated, country=country)
        return self.placed[key]

    def _other_point(
        self,
        cells: Mapping[str, list[Any]],
        at: int,
        placed: Placed,
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> tuple[float, float, str, float]:
        """A point in other dress than plain degrees, else the point of the row's place names."""
        given = tuple(cells[name][at] for name in ("lat", "lon", "coords", "zone", "datum"))
        problem = "blank"
        if has_point(*given[:3]):
            read = self.points.slow(given, placed.admin1)
            for word in read.notes:
                add_to(notes, at, word)
            if not read.problem:
                return read.lon, read.lat, read.carried, read.uncertainty_m
            problem = read.problem
        if problem not in ("blank", "null_island"):
            said = next((text for text in map(text_of, (given[2], given[0])) if text), "")
            add_to(reasons, at, message(f"import.reason.point_{problem}", value=said[:80]))
            return float("nan"), float("nan"), "none", float("nan")
        return self._by_name(at, placed, problem, reasons, notes)

    def _by_name(
        self,
        at: int,
        placed: Placed,
        problem: str,
        reasons: dict[int, list[Message]],
        notes: dict[int, list[str]],
    ) -> tuple[float, float, str, float]:
        told = [problem] * (problem != "blank") + list(placed.notes)
        for word in told:
            add_to(notes, at, word)
        if placed.precision:
            return placed.lon, placed.lat, placed.precision, float("nan")
        fonts = [word for word in ("zawgyi", "legacy_font") if word in notes.get(at, ())]
        why = (fonts + [word for word in placed.notes if word.startswith("place")] + ["no_place"])[
            0
        ]
        add_to(reasons, at, message(f"import.reason.{why}"))
        return float("nan"), float("nan"), "none", float("nan")


def metres(cell: Any, otherwise: float) -> float:
    text = text_of(cell) if cell else ""
    if not text:
        return otherwise
    try:
        found = float(text)
    except ValueError:
        return otherwise
    return found if 0 < found < 1e7 else otherwise
