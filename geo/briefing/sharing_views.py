"""What each audience is really given of some records, and the machine check on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.columns import Snapshot
from geo.errors import ReleaseError
from geo.release.policy import SUPPRESSED, Audience, Policy
from geo.release.proof import Leak, expected_levels, leaks
from geo.release.records import shown_id
from geo.release.totals import SMALLEST_COUNT, safe_totals, worked_out
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, DATE_PRECISIONS, ORIGINS, PRECISIONS
from geo.snapshot import details, snapshot
from geo.store.engine import Store
from geo.store.ledgers import consented
from geo.store.policies import policy_of
from geo.store.tables import INCIDENT

_PLACES = {"office": "offices", "crossing": "crossings", "zone": "zones",
           "district_status": "district_status"}  # fmt: skip
_EXACT, _MASKED, _SECTION, _DISTRICT, _COUNTRY = range(SUPPRESSED)


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Some records of one table as held and as each audience is given them.

    held: index store key. seen: per audience the rows it gets, index store key. rules, told:
    position in LEVELS per record and audience (columns in the order of ``seen``): what the rules
    allow, and what is really told. leaks: what the machine check found; none where all is well.
    """

    table: str
    policy: Policy
    held: pd.DataFrame
    seen: Mapping[Audience, pd.DataFrame]
    rules: pd.DataFrame
    told: pd.DataFrame
    leaks: tuple[Leak, ...]


def views(store: Store, table: str, held: pd.DataFrame, audiences: Sequence[Audience]) -> Views:
    """What each audience is given of the records of ``held`` (see ``geo.store.originals``).

    Everything is read by the way on which maps and files are made. Errors: StoreError.
    """
    policy = policy_of(store)
    with store.reading() as connection:
        consents = {a: consented(connection, table, a) for a in audiences}
    seen = {a: given(store, table, held, audience=a, policy=policy) for a in audiences}
    levels = {
        a: expected_levels(held, policy=policy, audience=a, consents=consents[a]) for a in audiences
    }
    return Views(
        table=table,
        policy=policy,
        held=held,
        seen=seen,
        rules=pd.DataFrame(levels, index=held.index),
        told=pd.DataFrame({a: told_levels(held, seen[a]) for a in audiences}, index=held.index),
        leaks=leaks(held, seen, policy=policy, consents=consents),
    )


def given(
    store: Store, table: str, held: pd.DataFrame, *, audience: Audience, policy: Policy
) -> pd.DataFrame:
    """The rows of ``held`` as one audience gets them: texts and columns, index the store key."""
    keys = held.index.to_numpy()
    if table == INCIDENT.name:
        seen = snapshot(store, audience=audience, policy=policy, keys=keys.tolist())
        texts = details(store, audience=audience, policy=policy, keys=keys)
        columns = _incident_columns(seen)
        own = [name for name in columns if name not in texts]
        return texts.join(columns[own], how="outer")
    seen = snapshot(store, audience=audience, policy=policy, keys=())
    rows: pd.DataFrame = getattr(seen, _PLACES[table])
    ids = {str(name): key for key, name in held["id"].items()}
    ids |= {shown_id(str(name), store.key): key for key, name in held["id"].items()}
    rows = rows[rows.index.isin(list(ids))]
    rows = rows.assign(id=rows.index.astype(str))
    rows.index = pd.Index([ids[name] for name in rows["id"]], name="key", dtype=np.int64)
    return rows


def _incident_columns(seen: Snapshot) -> pd.DataFrame:
    held = seen.incidents
    names = ("lon", "lat", "section", "km_along", "km_away", "day_from", "day_to", "pair_bits",
             "uncertainty_m")  # fmt: skip
    frame = pd.DataFrame({name: getattr(held, name) for name in names}, index=held.key)
    cells = np.append(held.cells.astype(np.int64), 0)
    words = {"country": COUNTRIES, "category": CATEGORIES, "origin": ORIGINS,
             "date_precision": DATE_PRECISIONS, "coord_precision": PRECISIONS}  # fmt: skip
    coded = {name: getattr(held, name.removeprefix("coord_")) for name in words}
    return frame.assign(
        cell=cells[held.cell],
        district=np.array([*held.districts, ""], dtype=object)[held.district],
        outlet_word=np.array([*held.outlets, ""], dtype=object)[held.outlet],
        **{
            name: np.array([*words[name], ""], dtype=object)[codes] for name, codes in coded.items()
        },
    )


def told_levels(held: pd.DataFrame, seen: pd.DataFrame) -> pd.Series:
    """Position in LEVELS of what the rows really tell, read from the rows themselves."""
    rows = seen.reindex(held.index)
    here = held.index.isin(seen.index)
    same_point = (rows["lon"] == held["lon"]) | (rows["lon"].isna() & held["lon"].isna())
    title = "title" if "title" in held else "name_en"
    same = (rows["id"].astype(str) == held["id"].astype(str)) & same_point
    same &= rows[title].fillna("") == held[title].fillna("")
    placed = [
        same.to_numpy(),
        rows["lon"].notna().to_numpy(),
        (rows["section"].fillna(-1) >= 0).to_numpy(),
        (rows["admin2"].fillna("") != "").to_numpy() if "admin2" in rows else np.zeros(len(held)),
    ]
    levels = np.select(
        [~here, *(np.asarray(one, dtype=bool) for one in placed)],
        [SUPPRESSED, _EXACT, _MASKED, _SECTION, _DISTRICT],
        default=_COUNTRY,
    )
    return pd.Series(levels, index=held.index)


def refuse_leaks(found: tuple[Leak, ...]) -> None:
    """Stop what would give out more than the rules allow.

    Errors: ReleaseError with one sentence.
    """
    if found:
        records = len({leak.key for leak in found})
        raise ReleaseError(
            f"The check found {records} record(s) of which more would be told than the rules for "
            f"release allow ({found[0].audience}); nothing was given out. Tell the steward of "
            "these records and the administrator."
        )


def section_totals(found: Views) -> tuple[pd.DataFrame, list[tuple[str, int]]]:
    """Counts per section that may stand in public, and what a reader could still work out.

    Returns a frame indexed by section position: clear, all (pd.NA where hidden); and pairs of
    section and count that can be worked out, none where the table is safe.
    """
    groups = found.held["section"].astype("int64")
    groups = groups[groups >= 0]
    told = {a.viewer_class: found.told.loc[groups.index, a] <= _SECTION for a in found.seen}
    seen = {"clear": found.held.loc[groups.index, "label"] == "CLEAR", **told}
    table = safe_totals(groups, seen)
    return table, worked_out(table, groups, seen, k=SMALLEST_COUNT)
