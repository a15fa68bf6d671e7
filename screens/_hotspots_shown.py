"""How an answer about hotspots is shown: verdict, table, charts, method card."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.briefing.hotspot_tables import hotspot_table
from geo.briefing.hotspots import Answer, Chart
from screens._page import plain
from screens._state import say, translator

TABLE_HEIGHT_PX = 330
CHART_HEIGHT_PX = 300


def verdict(answer: Answer) -> None:
    """The one sentence, and what to mind."""
    write = translator()
    st.markdown(f"**{plain(write(answer.verdict))}**")
    if answer.sentences:
        st.caption(plain(" ".join(write(sentence) for sentence in answer.sentences)))


def table(answer: Answer, *, key: str) -> None:
    """The table beside the map; nothing where records are too few."""
    columns, rows = hotspot_table(answer, translator())
    if rows:
        st.dataframe(
            pd.DataFrame(rows, columns=list(columns)),
            hide_index=True,
            height=TABLE_HEIGHT_PX if len(rows) > 8 else "content",
            key=key,
        )


def charts(answer: Answer) -> None:
    """The answer's small charts."""
    for chart in answer.charts:
        st.vega_lite_chart(_values(chart), _spec(chart), height=CHART_HEIGHT_PX)


def _values(chart: Chart) -> pd.DataFrame:
    write = translator()
    frames = [
        pd.DataFrame({"x": part.x, "y": part.y, "name": write(part.name), "mark": part.mark})
        for part in chart.series
    ]
    return pd.concat(frames, ignore_index=True)


def _spec(chart: Chart) -> dict[str, Any]:
    write = translator()
    marks = {"line": "line", "points": {"type": "point", "filled": True, "size": 70}, "bars": "bar"}
    encoding = {
        "x": {
            "field": "x",
            "type": "quantitative",
            "title": write(chart.x),
            "axis": {"format": ",~f"},
        },
        "y": {"field": "y", "type": "quantitative", "title": write(chart.y)},
        "color": {
            "field": "name",
            "type": "nominal",
            "legend": {"title": None, "orient": "bottom", "columns": 2, "symbolType": "circle"},
        },
        "strokeDash": {"field": "name", "type": "nominal", "legend": None},
    }
    if chart.series[0].mark == "bars":
        encoding["x"] |= {"type": "ordinal", "axis": {"format": "d", "labelAngle": 0}}
    kinds = dict.fromkeys(part.mark for part in chart.series)
    layer = [
        {"transform": [{"filter": f"datum.mark === '{kind}'"}], "mark": marks[kind]}
        for kind in kinds
    ]
    title = {"text": write(chart.title), "fontSize": 13, "anchor": "start"}
    return {"title": title, "encoding": encoding, "layer": layer}


def method_card(answer: Answer) -> None:
    """Definition, what was set, reference and limits, folded away."""
    write = translator()
    with st.expander(say("hotspots.card"), key=f"hotspots_card_{answer.method}"):
        st.markdown(f"**{plain(say(f'hotspots.method.{answer.method}'))}**")
        st.markdown(plain(write(answer.card.how)))
        if answer.parameters:
            st.markdown(plain("; ".join(write(item) for item in answer.parameters)))
        st.markdown(plain(say("hotspots.card.limits", text=write(answer.card.limits))))
        st.caption(plain(say("hotspots.card.reference", text=answer.card.reference)))
