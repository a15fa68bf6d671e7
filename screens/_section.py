"""The card of the chosen section."""

import pandas as pd
import streamlit as st

from geo.briefing.section_card import OfficeLine, SectionCard
from geo.messages import own_name
from screens import _cached, _state
from screens._asked import asked
from screens._page import plain, show_link
from screens._state import say, translator
from screens._tables import show_table


def go_to_section(section_id: str) -> None:
    """Open a section's card and send the map there."""
    index = _cached.world(_cached.stamp()).sections
    at = index.ids.index(section_id)
    _state.change(section=section_id)
    _state.fly_to(f"section:{section_id}", float(index.mid_lon[at]), float(index.mid_lat[at]))


def show_section() -> None:
    """Where it is, who is on either side, what is recorded there, what to mind."""
    section_id = _state.query().section
    card = _cached.card(asked())
    if card is None:
        st.warning(say("section.unknown", name=section_id))
        return
    with st.container(border=True):
        _head(card)
        _sides(card)
        _records(card)
        for caveat in card.caveats:
            st.caption(plain(translator()(caveat)))
        if not _state.presenting():
            _ways(card)


def _head(card: SectionCard) -> None:
    write = translator()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(card.section_id)}** · {plain(write.pair(card.pair))}")
        if not _state.presenting():
            st.button(
                say("section.close"),
                key="section_close",
                on_click=_state.change,
                kwargs={"section": ""},
            )
    st.markdown(
        plain(
            say(
                "section.where",
                first=card.km_from,
                last=card.km_to,
                length=card.length_km,
                n=card.count,
            )
        )
    )
    if card.rate == card.rate:
        st.markdown(
            plain(
                say("section.rate", rate=card.rate, low=card.rate_low, high=card.rate_high)
                + " "
                + say("section.out" if card.stands_out else "section.not_out")
            )
        )


def _sides(card: SectionCard) -> None:
    """Districts and nearest offices, one line per side, sides in alphabetical order."""
    write = translator()
    for side in write.ordered(card.pair.split("-")):
        names = [
            f"{line.name} {line.local_name}".strip() for line in card.districts if line.side == side
        ]
        lines = [f"**{plain(write.country(side))}**: {plain(', '.join(names) or '–')}"]
        lines += [
            f"  {plain(_office(line))}" for line in card.offices if line.nearest.country == side
        ]
        st.markdown("  \n".join(lines))


def _office(line: OfficeLine) -> str:
    basis = say(f"filter.offices.{line.basis}")
    if not line.nearest.office_id:
        return say("section.no_office", basis=basis)
    name = own_name(line.nearest.country, line.nearest.name, line.nearest.local_name)
    words = "section.office_rough" if line.nearest.approximate else "section.office"
    return say(words, basis=basis, name=name, distance=line.nearest.distance_km)


def _records(card: SectionCard) -> None:
    if not card.records:
        st.caption(plain(say("section.no_records")))
        return
    write = translator()
    columns = ("date", "category", "place", "precision", "outlet", "audit", "used")
    rows = [
        (
            write.partial(item.date),
            say(f"term.category.{item.category}"),
            item.place,
            write(item.precision),
            item.outlet,
            say(f"term.audit.{item.audit}"),
            say("ranking.yes") if item.used else say("ranking.no"),
        )
        for item in card.records
    ]
    names = [say(f"section.records.{name}") for name in columns]
    show_table(pd.DataFrame(rows, columns=names), key="section_records")


def _ways(card: SectionCard) -> None:
    """On to the neighbouring sections, and a link to this view."""
    st.caption(say("section.neighbours"))
    with st.container(horizontal=True):
        for neighbour in card.neighbours:
            st.button(
                neighbour,
                key=f"section_to_{neighbour}",
                on_click=go_to_section,
                args=(neighbour,),
            )
    show_link()
