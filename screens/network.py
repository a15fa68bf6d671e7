"""*Network*: offices, their pairs and the crossings, as map and tables."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.briefing.network import Network, ReportedCount, current_status
from geo.query import Query
from screens import _cached, _state
from screens._asked import asked
from screens._map import show_map
from screens._page import heading, plain
from screens._state import say, translator
from screens._tables import show_table

MAP_HEIGHT_PX = 560
_LAYERS = (
    "countries",
    "provinces",
    "rivers",
    "places",
    "border",
    "contested",
    "crossings",
    "offices",
)


def page() -> None:
    """The network as of today's date: map first, then what is known against what is claimed."""
    heading()
    _state.follow()
    here = replace(asked(), query=Query(layers=_LAYERS, measure="none"))
    found = _cached.network(here.stamp, here.as_of)
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left:
        show_map(_cached.network_map(here), height_px=MAP_HEIGHT_PX, key="network_map")
    with right:
        _countries(found)
    _pairs(found)
    _counts(found)
    _offices()
    _crossings()


def _countries(found: Network) -> None:
    st.markdown(
        f"**{plain(say('network.lead', n=found.located, countries=found.located_countries))}**"
    )
    write = translator()
    lines = {line.country: line for line in found.countries}
    columns = ("country", "located", "operating", "reported", "reported_date", "counted")
    rows = [
        (
            write.country(line.country),
            line.located,
            line.operating,
            _number(line.reported) if line.reported else "–",
            write.partial(line.reported.date) if line.reported else "",
            line.reported.counted if line.reported else "",
        )
        for line in map(lines.__getitem__, write.ordered(lines))
    ]
    _table("network", columns, rows, key="network_countries")


def _number(count: ReportedCount) -> str:
    word = {"more_than": "more_than", "ordinal": "ordinal"}.get(count.qualifier, "stated_number")
    return say(f"network.{word}", n=count.number)


def _pairs(found: Network) -> None:
    st.subheader(say("network.pairs"), anchor=False)
    write = translator()
    rows = [
        (
            write.pair(line.pair),
            " | ".join(
                f"{write.country(side)} {n}"
                for side, n in zip(line.pair.split("-"), line.offices, strict=True)
            ),
            line.stated,
            line.inferred,
            line.crossings,
            ", ".join(
                f"{say(f'term.crossing_status.{word}')} {n}" for word, n in line.by_status if n
            ),
        )
        for line in found.pairs
    ]
    columns = ("pair", "offices_by_side", "stated", "inferred", "crossings", "status")
    _table("network", columns, rows, key="network_pairs")
    st.caption(plain(say("network.aged_note", day=_state.as_of())))
    st.caption(plain(say("network.without_point", n=found.without_point)))


def _counts(found: Network) -> None:
    st.subheader(say("network.counts"), anchor=False)
    write = translator()
    rows = [
        (
            write.partial(item.date),
            _number(item),
            ", ".join(write.country(code) for code in item.countries) or item.scope,
            item.counted,
            item.outlet,
            item.address,
        )
        for item in found.reported
    ]
    columns = ("reported_date", "number", "scope", "counted", "outlet", "source")
    _table("network", columns, rows, key="network_counts")


def _offices() -> None:
    st.subheader(say("network.offices_table"), anchor=False)
    write, world = translator(), _cached.world(_cached.stamp())
    offices = world.snapshot.offices
    counterparts = offices["name_en"].to_dict()
    rows = [
        (
            row.name_en,
            row.name_local,
            write.country(row.country),
            say(f"term.office_status.{row.status}"),
            counterparts.get(row.counterpart_id, row.counterpart_name),
            say(f"term.counterpart_basis.{row.counterpart_basis}") if row.counterpart_basis else "",
            say(f"term.precision.{row.coord_precision}"),
            say(f"term.audit.{row.audit}"),
        )
        for row in offices.sort_values(["country", "name_en"]).itertuples()
    ]
    columns = (
        "name",
        "local_name",
        "country",
        "status",
        "counterpart",
        "basis",
        "precision",
        "audit",
    )
    _table("network", columns, rows, key="network_offices")


def _crossings() -> None:
    st.subheader(say("network.crossings_table"), anchor=False)
    write, world = translator(), _cached.world(_cached.stamp())
    rows = [
        (
            row.name_en,
            row.name_local,
            write.pair(row.border_pair.split(";")[0]),
            say(f"term.crossing_class.{row.klass}"),
            _status(row.status, row.status_date),
            write.partial(row.status_date),
            say(f"term.precision.{row.coord_precision}"),
            say(f"term.audit.{row.audit}"),
        )
        for row in world.snapshot.crossings.rename(columns={"class": "klass"})
        .sort_values(["border_pair", "name_en"])
        .itertuples()
    ]
    columns = ("name", "local_name", "pair", "class", "status", "status_date", "precision", "audit")
    _table("network", columns, rows, key="network_crossings")


def _status(status: str, stated: str) -> str:
    """The status as it may be shown now, with what was stated where that is too old."""
    now = current_status(status, stated, as_of=_state.as_of())
    shown = say(f"term.crossing_status.{now}")
    return shown if now == status else f"{shown} ({say(f'term.crossing_status.{status}')})"


def _table(
    prefix: str, columns: tuple[str, ...], rows: list[tuple[object, ...]], *, key: str
) -> None:
    names = [say(f"{prefix}.{name}") for name in columns]
    show_table(pd.DataFrame(rows, columns=names), key=key)
