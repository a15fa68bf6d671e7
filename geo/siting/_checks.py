"""Input of the siting models, checked as a whole: every fault is told in one error."""

from collections.abc import Sequence

import numpy as np

from geo.errors import InputError
from geo.siting.results import Rules


def checked(
    distance: np.ndarray,
    weight: np.ndarray | None,
    *,
    existing: Sequence[int],
    sites: int | None = None,
    radius: float | None = None,
    rules: Rules | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance (float64), weight (ones where None) and existing columns, or one InputError."""
    distance = np.asarray(distance, dtype=float)
    faults = _distance_faults(distance)
    rows, columns = distance.shape if distance.ndim == 2 else (0, 0)
    weight = np.ones(rows) if weight is None else np.asarray(weight, dtype=float)
    fixed = np.unique(np.asarray(list(existing), dtype=np.int64))
    faults += _weight_faults(weight, rows) + _existing_faults(fixed, columns)
    faults += _sites_faults(sites, columns - len(fixed), len(fixed))
    if radius is not None and not (np.isfinite(radius) and radius > 0):
        faults.append(f"expected a radius above 0, found {radius!r}")
    if rules is not None and rules.matrix.shape[1] != columns:
        faults.append(f"expected rules on {columns} candidates, found {rules.matrix.shape[1]}")
    if faults:
        raise InputError(sentence(faults))
    return distance, weight, fixed


def sentence(faults: Sequence[str]) -> str:
    """All faults as one sentence."""
    text = "; ".join(faults)
    return f"{text[0].upper()}{text[1:]}."


def _distance_faults(distance: np.ndarray) -> list[str]:
    if distance.ndim != 2:
        return [f"expected distances as demand x candidates, found {distance.ndim} dimension(s)"]
    faults = []
    if distance.shape[0] == 0:
        faults.append("expected at least one demand row, found none")
    if distance.shape[1] == 0:
        faults.append("expected at least one candidate, found none; add candidates")
    if np.isnan(distance).any():
        row, column = np.argwhere(np.isnan(distance))[0]
        faults.append(f"expected a distance, found none at demand {row}, candidate {column}")
    if (distance < 0).any():
        row, column = np.argwhere(distance < 0)[0]
        faults.append(
            f"expected distances of 0 or more, found {distance[row, column]:g} at demand {row}, "
            f"candidate {column}"
        )
    return faults


def _weight_faults(weight: np.ndarray, rows: int) -> list[str]:
    if weight.shape != (rows,):
        return [f"expected one weight for each of {rows} demand rows, found {weight.shape}"]
    if not np.isfinite(weight).all() or (weight < 0).any():
        row = int(np.flatnonzero(~np.isfinite(weight) | (weight < 0))[0])
        return [f"expected weights of 0 or more, found {weight[row]:g} at demand {row}"]
    if rows and not weight.any():
        return ["expected at least one weight above 0, found only zeros; give demand a weight"]
    return []


def _existing_faults(fixed: np.ndarray, columns: int) -> list[str]:
    unknown = fixed[(fixed < 0) | (fixed >= columns)]
    if len(unknown):
        listed = ", ".join(str(column) for column in unknown[:5])
        return [f"expected existing sites among columns 0 to {columns - 1}, found {listed}"]
    return []


def _sites_faults(sites: int | None, free: int, fixed: int) -> list[str]:
    if sites is None:
        return []
    if sites != int(sites) or sites < 0 or (sites == 0 and not fixed):
        return [f"expected a number of sites of 1 or more, found {sites!r}"]
    if sites > free:
        text = (
            f"expected at most {free} new sites, the number of candidates that are not already "
            f"open, found {sites}; ask for fewer or add candidates"
        )
        return [text]
    return []
