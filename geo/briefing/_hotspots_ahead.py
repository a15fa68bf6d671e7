"""Would what this screen showed a year ago have told where the next records came from?"""

from datetime import timedelta

import numpy as np

from geo.borders import neighbourhood
from geo.briefing._hotspots_types import (
    HELD_OUT_DAYS,
    LEAST_RECORDS,
    SEED,
    Asking,
    Cell,
    Chart,
    Found,
    Series,
    parameter,
)
from geo.hotspots.back_test import BackTest, back_test, hit_curve
from geo.hotspots.sections import section_exposure, shrunk_rates
from geo.messages import message
from geo.periods import Period, to_day

NAMED_SHARE = 0.1
CURVE_SHARES = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5)
# What is judged is the order of the screen's own table, chosen before any test, and nothing else.
JUDGED = "shown"
_STANDING_OUT_FIRST = 1e9


def pointing_ahead(asking: Asking) -> Found:
    """Fit on the past, score on the last year: beside plain counts and a blind draw."""
    cover = asking.base.period
    split = cover.last - timedelta(days=HELD_OUT_DAYS - 1)
    parts = asking.parted(split)
    if min(len(part) for part in parts) < LEAST_RECORDS or split <= cover.first:
        words = {"before": len(parts[0]), "after": len(parts[1])}
        return Found(message("hotspots.not_enough_each", need=LEAST_RECORDS, **words), enough=False)
    past, later = (asking.counts(part) for part in parts)
    scores = _scores(asking, past, Period(cover.first, split - timedelta(days=1)))
    km = asking.tested_km
    found = back_test(scores, past, later, km, named_share=NAMED_SHARE, seed=SEED)
    ours, plain = found[JUDGED], found["last_counts"]
    verdict = message(
        f"hotspots.verdict.ahead.{_judged(ours)}",
        hits=ours.hit_rate.value,
        low=ours.hit_rate.low,
        high=ours.hit_rate.high,
        n=int(later.sum()),
    )
    held = float(km[past > 0].sum() / km.sum())
    columns = ("score", "hit", "low", "high", "pai", "recapture", "lead", "lead_low", "lead_high")
    return Found(
        verdict,
        columns,
        tuple(_score(name, result) for name, result in found.items()),
        (
            message("hotspots.sentence.ahead", past=int(past.sum()), n=int(later.sum()), day=split),
            message("hotspots.sentence.lead", ours=ours.pai.value, plain=plain.pai.value, km=held),
            message("hotspots.sentence.where_reported"),
        ),
        charts=(_curve(scores[JUDGED], past, later, km),),
        parameters=(
            parameter("named", NAMED_SHARE),
            parameter("held_out", HELD_OUT_DAYS),
            parameter("seed", SEED),
        ),
    )


def _score(name: str, result: BackTest) -> tuple[Cell, ...]:
    return (
        message(f"hotspots.score.{name}"),
        result.hit_rate.value,
        result.hit_rate.low,
        result.hit_rate.high,
        result.pai.value,
        result.recapture.value,
        result.lead.value,
        result.lead.low,
        result.lead.high,
    )


def _judged(found: BackTest) -> str:
    """Against plain earlier counts: better or worse only where the whole interval says so."""
    if found.lead.low > 0:
        return "better"
    return "worse" if found.lead.high < 0 else "same"


def _scores(asking: Asking, past: np.ndarray, period: Period) -> dict[str, np.ndarray]:
    """What each order would have named, from the past alone.

    The table's order: sections that stand out, then by the lower end of the shrunk rate. Sections
    without a record are not in the table: they share what is left of the tenth blindly, so that no
    difference of a few metres in length decides between them.
    """
    km, near = asking.tested_km, neighbourhood(steps=1)
    shown = asking.within(period).scene.sections
    out = np.zeros(len(km), bool) if shown is None else shown.stands_out
    low = np.nan_to_num(shrunk_rates(past, section_exposure(km, years=period.years)).low)
    table = np.where(past > 0, low + _STANDING_OUT_FIRST * out, 0.0)
    stretch = np.divide(near @ past, near @ km, out=np.zeros(len(km)), where=km > 0)
    rows = asking.parted(period.last + timedelta(days=1))[0]
    day = asking.world.snapshot.incidents.day_from[rows]
    recent = asking.counts(rows[day > to_day(period.last) - HELD_OUT_DAYS])
    last_year = np.divide(recent, km, out=np.zeros(len(km)), where=km > 0)
    return {JUDGED: table, "stretch": stretch, "last_year": last_year}


def _curve(table: np.ndarray, past: np.ndarray, later: np.ndarray, km: np.ndarray) -> Chart:
    """Hits against how much of the border is named: no one share decides the verdict."""
    plain = np.divide(past, km, out=np.zeros(len(km)), where=km > 0)
    lines = {JUDGED: table, "last_counts": plain, "uniform": np.ones(len(km))}
    series = tuple(
        Series(
            message(f"hotspots.score.{name}"),
            "line",
            (0.0, *CURVE_SHARES),
            (0.0, *hit_curve(score, later, km, CURVE_SHARES).tolist()),
        )
        for name, score in lines.items()
    )
    return Chart(
        message("hotspots.chart.ahead"),
        message("hotspots.axis.km_share"),
        message("hotspots.axis.hit_share"),
        series,
    )
