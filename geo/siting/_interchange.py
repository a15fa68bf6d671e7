"""Interchange for the p-median: one site for another while the total falls (Whitaker 1983)."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.siting.results import SAME, Rules

_EXCHANGES = 200


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Costs (weight x distance) demand x free candidate, capped by what existing sites give."""

    cost: np.ndarray
    base: np.ndarray
    free: np.ndarray
    sites: int
    rules: Rules | None


def value_of(case: Case, taken: np.ndarray) -> float:
    """Total cost of some free candidates with the existing sites; inf where demand is left out."""
    if not len(taken):
        return float(case.base.sum())
    return float(case.cost[:, taken].min(axis=1).sum())


def interchanged(case: Case, taken: np.ndarray) -> np.ndarray:
    """Swap one site for another while the total falls; the best swap of each round is made."""
    taken = np.array(taken, dtype=np.int64)
    total = value_of(case, taken)
    for _ in range(_EXCHANGES):
        change, place, entering = best_swap(case, taken)
        if not change < -SAME * max(total, 1.0):
            break
        taken[place] = entering
        total = value_of(case, taken)
    return taken


def best_swap(case: Case, taken: np.ndarray) -> tuple[float, int, int]:
    """Change of the total, place in ``taken`` and the site that enters (Whitaker 1983)."""
    costs = np.column_stack([case.cost[:, taken], case.base])
    order = np.argsort(costs, axis=1, kind="stable")[:, :2]
    rows = np.arange(len(costs))
    first, second = costs[rows, order[:, 0]], costs[rows, order[:, 1]]
    gain = np.minimum(case.cost - first[:, None], 0.0)
    extra = np.minimum(case.cost, second[:, None]) - first[:, None] - gain
    owner = sparse.csr_array(
        (np.ones(len(rows)), (order[:, 0], rows)), shape=(costs.shape[1], len(rows))
    )
    change = (owner @ extra)[: len(taken)] + gain.sum(axis=0)[None, :]
    change[:, taken] = np.inf
    place, entering = np.unravel_index(int(np.argmin(change)), change.shape)
    return float(change[place, entering]), int(place), int(entering)
