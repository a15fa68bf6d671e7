"""A mixed-integer program for HiGHS: one thread, fixed seed, so that a run repeats itself."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting.results import Limits

SEED = 20
REL_GAP = 1e-9
# A large model comes with a good start: its first bound by interior point is worth more than
# looking for better choices (20,000 x 2,000: 6 s of CPU against 18).
_LARGE_ENTRIES = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Minimise cost @ x with row_lower <= matrix @ x <= row_upper, lower <= x <= upper.

    integer: bool per variable. All arrays float64; matrix sparse, rows x variables.
    """

    cost: np.ndarray
    matrix: sparse.csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """values: None where no solution is known. bound: lower bound on the cost. infeasible: proven.

    stopped: "", "time", "nodes" or "stop".
    """

    values: np.ndarray | None
    bound: float
    proven: bool
    infeasible: bool
    nodes: int
    stopped: str


def solve(
    program: Program, *, limits: Limits | None = None, start: np.ndarray | None = None
) -> Outcome:
    """Solve a program. start: values of all variables of a known solution."""
    import highspy

    limits = limits or Limits()
    solver = highspy.Highs()
    _set_options(solver, limits, large=program.matrix.nnz > _LARGE_ENTRIES and start is not None)
    solver.passModel(_model(program))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = [float(value) for value in start]
        solver.setSolution(solution)
    if limits.stop is not None:
        _listen(solver, limits)
    solver.run()
    return _outcome(solver, program)


def _set_options(solver: object, limits: Limits, *, large: bool) -> None:
    options = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": SEED,
        "mip_rel_gap": REL_GAP,
        "mip_abs_gap": 1e-7,
    }
    if limits.time_s is not None:
        options["time_limit"] = float(limits.time_s)
    if limits.nodes is not None:
        options["mip_max_nodes"] = int(limits.nodes)
    if large:
        options |= {"mip_lp_solver": "ipm", "mip_heuristic_effort": 0.0}
    for name, value in options.items():
        solver.setOptionValue(name, value)


def _listen(solver: object, limits: Limits) -> None:
    def interrupt(event: object) -> None:
        if limits.stop is not None and limits.stop():
            event.interrupt()

    solver.cbMipInterrupt.subscribe(interrupt)
    solver.cbSimplexInterrupt.subscribe(interrupt)


def _model(program: Program) -> object:
    import highspy

    matrix = sparse.csr_array(program.matrix)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.cost), matrix.shape[0]
    model.col_cost_ = np.asarray(program.cost, dtype=float)
    model.col_lower_, model.col_upper_ = _bounded(program.lower), _bounded(program.upper)
    model.row_lower_, model.row_upper_ = _bounded(program.row_lower), _bounded(program.row_upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data.astype(float)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[int(whole)] for whole in program.integer]
    return model


def _bounded(values: np.ndarray) -> np.ndarray:
    return np.nan_to_num(np.asarray(values, dtype=float), posinf=1e30, neginf=-1e30)


def _outcome(solver: object, program: Program) -> Outcome:
    import highspy

    status, info = solver.getModelStatus(), solver.getInfo()
    ends = {
        highspy.HighsModelStatus.kTimeLimit: "time",
        highspy.HighsModelStatus.kSolutionLimit: "nodes",
        highspy.HighsModelStatus.kInterrupt: "stop",
    }
    known = ends.keys() | {
        highspy.HighsModelStatus.kOptimal,
        highspy.HighsModelStatus.kModelEmpty,
        highspy.HighsModelStatus.kInfeasible,
    }
    if status not in known:
        raise InputError(
            f"Expected a problem that the solver can end, but it ended with {status.name!r}; "
            "check the sizes of weights, costs and distances."
        )
    infeasible = status == highspy.HighsModelStatus.kInfeasible
    has_values = info.primal_solution_status == 2 and not infeasible
    values = np.array(solver.getSolution().col_value) if has_values else None
    proven = status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)
    whole = bool(np.any(program.integer))
    bound = info.mip_dual_bound if whole else info.objective_function_value
    nodes = max(int(info.mip_node_count), 0)
    return Outcome(values, float(bound), proven, infeasible, nodes, ends.get(status, ""))
