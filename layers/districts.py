"""Districts, with the evidence for a coordination centre where a source gives any."""

import pandas as pd

from geo.layerspec import LayerSpec, LegendEntry, Shapes
from geo.messages import Message, message
from geo.scene import Scene
from geo.schema.vocabularies import CENTRE_EVIDENCE
from layers._build import (
    features,
    line,
    names,
    note,
    source_fields,
    source_ids,
    table,
    texts,
    words,
)

FROM_ZOOM = 8
SHOWN_EVIDENCE = ("stated_target", "centre_reported", "visited")


def _evidence(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """Status rows of districts in the order of ``rows``; blank where a district has none.

    Status rows go by the official Thai code.
    """
    status = scene.snapshot.district_status
    code = rows["official_code"].where(rows["country"] == "THA", "")
    return status.reindex(code.to_numpy())


def _tokens(evidence: list[str]) -> list[str]:
    return [
        f"district.centre.{item}" if item in SHOWN_EVIDENCE else "border.district"
        for item in evidence
    ]


def _legend(evidence: list[str]) -> tuple[LegendEntry, ...]:
    entries = [LegendEntry("border.district", message("layers.legend.district"), "line")]
    for item in SHOWN_EVIDENCE:
        if count := evidence.count(item):
            text = message("layers.legend.centre", basis=message(f"term.centre.{item}"), n=count)
            entries.append(LegendEntry(f"district.centre.{item}", text, "fill"))
    return tuple(entries)


def _notes(evidence: list[str]) -> tuple[Message, ...]:
    if not any(item in CENTRE_EVIDENCE for item in evidence):
        return ()
    return (*note("centre_unknown", evidence.count("unknown")), message("layers.note.centre_list"))


def build(scene: Scene) -> LayerSpec:
    """Districts by code; a centre is marked only where a source names it, never filled by guess."""
    rows = table(scene, "districts").sort_index()
    marks, legend, notes, status = (), (), (), rows
    if len(rows):
        status = _evidence(scene, rows)
        evidence = texts(status, "nts_target")
        card = (
            line("country", words("country", texts(rows, "country"))),
            line("province", texts(rows, "province_en")),
            line("centre", words("centre", evidence)),
            line("evidence", texts(status, "nts_evidence")),
            *source_fields(scene, status, column="nts_source_id"),
        )
        ids = (f"district:{code}" for code in rows.index)
        found = features(ids, _tokens(evidence), names=names(rows), card=card)
        marks, legend, notes = (Shapes(found, "districts"),), _legend(evidence), _notes(evidence)
    return LayerSpec(
        id="districts",
        title=message("layers.districts"),
        marks=marks,
        legend=legend,
        notes=notes,
        source_ids=source_ids(rows, status),
        order=12,
        min_zoom=FROM_ZOOM,
    )
