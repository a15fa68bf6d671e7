"""Rows whose every text tries to run, to break a template or to blank a page."""

import pandas as pd

HOSTILE = (
    "<script>top.__fired=1</script><img src=x onerror=top.__fired=2> ${top.__fired=3} "
    "`+(top.__fired=4)+` {{7*7}} {% for %} \\' \" &lt; \u202eabc\u202c javascript:top.__fired=5"
)
_PLACED = {
    "name_en": HOSTILE,
    "name_local": HOSTILE,
    "admin1": HOSTILE,
    "admin2": HOSTILE,
    "nearest_town": HOSTILE,
    "coord_precision": "exact",
    "coord_note": HOSTILE,
    "coord_source": HOSTILE,
    "border_pair": "LAO-THA",
    "notes": HOSTILE,
    "source_id": HOSTILE,
    "source_date": "2025",
    "confidence": "high",
    "audit": "not-checked",
    "label": "CLEAR",
}
INCIDENT = {
    "id": "hostile-incident",
    "date": "2025-11-03",
    "date_precision": "day",
    "title": HOSTILE,
    "origin": "published",
    "category": "drug_smuggling",
    "subtype_written": HOSTILE,
    "quantity_unit_written": HOSTILE,
    "country": "THA",
    "admin1": HOSTILE,
    "admin2": HOSTILE,
    "place": HOSTILE,
    "lon": 104.72,
    "lat": 16.54,
    "coord_precision": "exact",
    "coord_note": HOSTILE,
    "border_pair": "LAO-THA",
    "agencies": HOSTILE,
    "outcome": HOSTILE,
    "source_id": HOSTILE,
    "outlet": HOSTILE,
    "confidence": "high",
    "audit": "not-checked",
    "label": "CLEAR",
}
OFFICE = {
    **_PLACED,
    "id": "hostile-office",
    "country": "THA",
    "lon": 104.75,
    "lat": 16.50,
    "counterpart_name": HOSTILE,
    "counterpart_basis": "stated",
    "agencies": HOSTILE,
    "host_agency": HOSTILE,
    "status": "operating",
}
CROSSING = {
    **_PLACED,
    "id": "hostile-crossing",
    "side_a_country": "LAO",
    "side_a_place": HOSTILE,
    "side_b_country": "THA",
    "side_b_place": HOSTILE,
    "lon": 104.74,
    "lat": 16.60,
    "mode": "road",
    "class": "permanent",
    "class_local": HOSTILE,
    "class_written": HOSTILE,
    "status": "open",
    "opening_hours": HOSTILE,
}
ZONE = {
    **_PLACED,
    "id": "hostile-zone",
    "country": "THA",
    "lon": 104.70,
    "lat": 16.45,
    "kind": "sez",
    "operator": HOSTILE,
    "status": "operating",
    "flag_basis": HOSTILE,
}
ROWS = {"incident": INCIDENT, "office": OFFICE, "crossing": CROSSING, "zone": ZONE}


def frames() -> dict[str, pd.DataFrame]:
    """One hostile row per table."""
    return {table: pd.DataFrame([row]) for table, row in ROWS.items()}


def own_file() -> bytes:
    """A user's file with hostile cells, some of them in rows that are understood."""
    rows = [
        {"date": "2025-01-02", "category": "drug_smuggling", "place": HOSTILE, "lat": 16.541,
         "lon": 104.721, HOSTILE: HOSTILE},
        {"date": HOSTILE, "category": HOSTILE, "place": HOSTILE, "lat": None, "lon": None,
         HOSTILE: HOSTILE},
    ]  # fmt: skip
    return pd.DataFrame(rows).to_csv(index=False).encode()
