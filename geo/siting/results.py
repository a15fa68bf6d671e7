"""What the siting models return, and the limits and rules that they may be given."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

GAP_FLOOR = 1e-9
# Two floats that differ by less, relative to their size, are one number to a solver.
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A choice of sites with its proof.

    chosen: new sites, candidate columns in ascending order. objective: value reached together with
    the existing sites; for ``set_cover`` the number of new sites. bound: no choice can be better.
    gap: |objective - bound| / max(|objective|, 1e-9). proven: the bound closes on the objective.
    uncoverable: demand rows that no candidate could serve. nodes: branch-and-bound nodes used.
    stopped: "", "time", "nodes" or "stop" where the search ended early.
    """

    chosen: tuple[int, ...]
    objective: float
    bound: float
    gap: float
    proven: bool
    uncoverable: tuple[int, ...]
    nodes: int = 0
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a search may go on. A node limit replays to the same plan; a time limit may not.

    time_s: seconds of wall clock. nodes: branch-and-bound nodes. stop: asked now and then; True
    ends the search with the best plan so far.
    """

    time_s: float | None = None
    nodes: int | None = None
    stop: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Linear rules on the choice: lower <= matrix @ y <= upper, y binary per candidate.

    matrix: sparse, rules x candidates. forced, forbidden: candidate columns. at_most: a plan may
    open fewer sites than it is allowed to.
    """

    matrix: sparse.csr_array
    lower: np.ndarray
    upper: np.ndarray
    forced: tuple[int, ...] = ()
    forbidden: tuple[int, ...] = ()
    at_most: bool = field(default=True)

    def allows(self, chosen: np.ndarray) -> bool:
        """Whether a choice (bool per candidate) keeps every rule."""
        open_sites = np.asarray(chosen, dtype=float)
        total = self.matrix @ open_sites
        kept = (total >= self.lower - 1e-7).all() and (total <= self.upper + 1e-7).all()
        taken = np.asarray(chosen, dtype=bool)
        return bool(
            kept and taken[list(self.forced)].all() and not taken[list(self.forbidden)].any()
        )


def relative_gap(objective: float, bound: float) -> float:
    """|objective - bound| / max(|objective|, 1e-9)."""
    return abs(objective - bound) / max(abs(objective), GAP_FLOOR)


def site_plan(
    chosen: np.ndarray,
    objective: float,
    bound: float,
    *,
    proven: bool,
    uncoverable: np.ndarray,
    nodes: int = 0,
    stopped: str = "",
) -> SitePlan:
    """A plan with its gap; a proven plan's bound is its objective, rounding aside."""
    if proven and relative_gap(objective, bound) < 1e-6:
        bound = objective
    return SitePlan(
        chosen=tuple(sorted(int(j) for j in chosen)),
        objective=float(objective),
        bound=float(bound),
        gap=relative_gap(objective, bound),
        proven=bool(proven),
        uncoverable=tuple(int(i) for i in uncoverable),
        nodes=int(nodes),
        stopped=stopped if not proven else "",
    )
