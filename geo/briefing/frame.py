"""The furniture of every map and file of *Situation*: what stands inside the frame."""

import base64
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from geo.borders import index
from geo.briefing.network import Network
from geo.briefing.situation import Situation
from geo.columns import Snapshot
from geo.language import translator
from geo.layerspec import Furniture
from geo.messages import Message, listing, message
from geo.profile import Profile
from geo.query import Query
from geo.release import audience_of_class
from geo.schema.vocabularies import PAIRS
from geo.viewers import audience_words


@cache
def version() -> str:
    """The atlas's version, from its project file."""
    path = Path(__file__).resolve().parents[2] / "pyproject.toml"
    return str(tomllib.loads(path.read_text(encoding="utf-8"))["project"]["version"])


# West, south, east, north: the five inner borders.
REGION_BOUNDS = (96.3, 9.4, 108.4, 22.3)
VIEW_MARGIN_DEGREES = 0.4
# Whom to credit for what a layer draws; data/README.md tells licences per file.
CREDITS = MappingProxyType(
    {
        "countries": "borders",
        "border": "borders",
        "sections": "borders",
        "contested": "borders",
        "provinces": "districts",
        "districts": "districts",
        "rivers": "rivers",
        "places": "places",
        "offices": "network",
        "crossings": "network",
        "zones": "zones",
        "sites": "zones",
        "incidents": "incidents",
        "density": "incidents",
        "cells": "incidents",
    }
)


def credit_lines(layers: Iterable[str]) -> tuple[Message, ...]:
    """Credit lines of the layers shown, each once, in a fixed order."""
    shown = set(layers)
    kinds = dict.fromkeys(kind for layer, kind in CREDITS.items() if layer in shown)
    return tuple(message(f"credit.{kind}") for kind in kinds)


def furniture(
    answer: Situation, *, profile: Profile, language: str, written: str = ""
) -> Furniture:
    """The frame of one answer.

    language: picks the profile's disclaimer. written: see ``seen_by``.
    """
    period = answer.period
    own = profile.disclaimer.get(language)
    return Furniture(
        title=message("frame.title", what=_what(answer), where=_where(answer)),
        window=message("frame.window", first=period.first, last=period.last),
        as_of=message("frame.as_of", day=answer.scene.as_of, covered=answer.cover.last),
        counts=_counts(answer),
        audience=seen_by(answer.scene.snapshot, written=written),
        disclaimer=message("frame.disclaimer_own", text=own)
        if own
        else message("frame.disclaimer"),
        credits=credit_lines(answer.scene.query.layers),
        verdict=answer.verdict,
        version=version(),
        notes=(*answer.sentences, *_hidden(answer), *_draft(language)),
        organisation=profile.organisation,
        logo_png=base64.b64decode(profile.logo_png_base64),
    )


def seen_by(seen: Snapshot, *, written: str = "") -> Message:
    """Label and audience of whatever is made from a snapshot.

    written: the organisation that it is made for, as people write its name.
    """
    return audience_words(audience_of_class(seen.viewer_class), seen.label, written=written)


def _hidden(answer: Situation) -> tuple[Message, ...]:
    """That features were left out of this view by hand; counts of records keep them."""
    hidden = len(answer.scene.query.hidden)
    return (message("frame.hidden", n=hidden),) if hidden else ()


def _draft(language: str) -> tuple[Message, ...]:
    """A note where words of the language still await a native reader."""
    drafts, total = translator(language).drafts()
    return (message("frame.draft_words", n=drafts, total=total),) if drafts else ()


def on_screen(whole: Furniture, answer: Situation) -> Furniture:
    """The frame of a map that has its words beside it: short counts and one line of credits.

    Period, as-of date, audience and disclaimer stay inside, so that a photograph carries them.
    """
    aside = sum(records for _, records in answer.set_aside)
    counts = message("frame.counts_short", n=answer.recorded, used=answer.used, aside=aside)
    return replace(whole, verdict=None, notes=(), counts=counts, credits=(message("credit.short"),))


def own_frame(whole: Furniture, answer: Situation) -> Furniture:
    """The frame of a map of the reader's own rows: they carry no label and stay in the session."""
    return replace(on_screen(whole, answer), audience=message("frame.audience.own"))


def network_frame(whole: Furniture, found: Network, *, as_of: date) -> Furniture:
    """The frame of the network's map: what is drawn has a day, not a period."""
    return replace(
        whole,
        title=message("frame.network"),
        verdict=None,
        notes=(),
        window=message("frame.network_as_of", day=as_of),
        as_of=message("frame.network_statuses"),
        counts=message("frame.network_counts", n=found.located, crossings=found.crossings),
        credits=(message("credit.short"),),
    )


def _counts(answer: Situation) -> Message:
    aside = sum(records for _, records in answer.set_aside)
    reasons = listing(
        message("frame.reason", reason=reason, n=records) for reason, records in answer.set_aside
    )
    return message(
        "frame.counts",
        n=answer.recorded,
        used=answer.used,
        aside=aside,
        reasons=reasons,
        places=answer.places,
    )


def _what(answer: Situation) -> Message:
    words = answer.scene.query.categories
    if not words:
        return message("frame.all_categories")
    return message(
        "frame.categories", words=listing(message(f"term.category.{word}") for word in words)
    )


def _where(answer: Situation) -> Message:
    pairs = answer.scene.query.pairs
    if not pairs:
        return message("frame.inner_borders")
    return message("frame.pairs", pairs=listing(message(f"pair.{pair}") for pair in pairs))


def view_bounds(query: Query) -> tuple[float, float, float, float]:
    """Bounds in degrees: the chosen pairs' sections with a margin, or all inner borders."""
    if not query.pairs:
        return REGION_BOUNDS
    sections = index()
    at = np.isin(sections.pair, [PAIRS.index(pair) for pair in query.pairs])
    lon, lat = sections.mid_lon[at], sections.mid_lat[at]
    margin = VIEW_MARGIN_DEGREES
    return (
        float(lon.min()) - margin,
        float(lat.min()) - margin,
        float(lon.max()) + margin,
        float(lat.max()) + margin,
    )
