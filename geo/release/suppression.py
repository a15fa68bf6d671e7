"""Hiding small counts so that what is shown, with its totals, does not give them back."""

from collections import deque

import numpy as np
import pandas as pd

from geo.errors import InputError

TOTALS = "totals"


def suppress(table: pd.DataFrame | pd.Series, *, k: int) -> pd.DataFrame | pd.Series:
    """Hide counts of 1…k-1, and as many more as are needed so that none can be worked out.

    Primary suppression hides 1…k-1; zeros are shown. Complementary suppression then hides further
    counts until every hidden small count could have at least two values, for a reader who knows the
    counts shown, that hidden ones are at least 1, and all totals (row, column and grand total of a
    frame; the total of a series). Whether a count is fixed by these is decided exactly: it can move
    if and only if a cycle of hidden counts through it can be raised and lowered by one in turn
    (the residual network of the transportation problem; Gusfield 1988).

    Parameters: table, whole counts of 0 or more without totals; k, at least 1.
    Returns a new table of the same shape and index with pd.NA where hidden (Int64).
    ``attrs["totals"]`` is "shown", or "hidden" where no choice protects the counts while totals
    are shown: then every count but the zeros is hidden and the totals must not be published.
    Errors: InputError for another k or for counts that are negative, fractional or missing.
    """
    values = _counts(table, k)
    cells = values.reshape(-1, 1) if values.ndim == 1 else values
    line = 1 in cells.shape
    cells = cells.reshape(-1, 1) if line else cells
    primary = (cells > 0) & (cells < k)
    hidden, protected = _protect(cells, primary, line)
    shown = pd.array(values.ravel(), dtype="Int64")
    shown[hidden.ravel()] = pd.NA
    result = _like(table, shown)
    result.attrs[TOTALS] = "shown" if protected else "hidden"
    return result


def beside_clear(clear: pd.Series, others: pd.Series, *, k: int) -> pd.DataFrame:
    """CLEAR counts complete, and all counts beside them where these do not tell the others.

    The difference of the two columns is the count of records with other labels: that is what is
    suppressed, so the difference reveals nothing. Give all records of fixed cells (whole sections,
    whole years): tables for overlapping periods could be subtracted from each other.
    Parameters: clear, others, whole counts by the same index; k as in ``suppress``.
    Returns a frame with columns clear (complete) and all (pd.NA where hidden); attrs as suppress's.
    Errors: InputError as ``suppress``, or for different indexes.
    """
    if not clear.index.equals(others.index):
        raise InputError("Expected CLEAR and other counts of the same cells; the indexes differ.")
    shown = suppress(others, k=k)
    complete = clear.astype("Int64")
    result = pd.DataFrame({"clear": complete, "all": complete + shown})
    result.attrs[TOTALS] = shown.attrs[TOTALS]
    return result


def _counts(table: pd.DataFrame | pd.Series, k: int) -> np.ndarray:
    values = table.to_numpy(dtype=float)
    if k < 1 or not np.isfinite(values).all() or (values < 0).any() or (values % 1).any():
        raise InputError(
            f"Expected whole counts of 0 or more and k of at least 1, found k = {k!r} or a count "
            "that is negative, fractional or missing."
        )
    return values.astype(np.int64)


def _like(table: pd.DataFrame | pd.Series, shown: pd.api.extensions.ExtensionArray):
    if isinstance(table, pd.Series):
        return pd.Series(shown, index=table.index, name=table.name)
    columns = [shown[i :: table.shape[1]] for i in range(table.shape[1])]
    frame = pd.concat([pd.Series(column, index=table.index) for column in columns], axis=1)
    frame.columns = table.columns
    return frame


def _protect(cells: np.ndarray, primary: np.ndarray, line: bool) -> tuple[np.ndarray, bool]:
    """Add complementary cells, the smallest first, until no small count is fixed."""
    hidden = primary.copy()
    while True:
        fixed = _fixed(cells, hidden, line) & primary
        if not fixed.any():
            return hidden, True
        row, column = np.argwhere(fixed)[0]
        more = _complement(cells, hidden, int(row), int(column), line)
        if not more:
            return cells > 0, False
        for cell in more:
            hidden[cell] = True


def _complement(
    cells: np.ndarray, hidden: np.ndarray, row: int, column: int, line: bool
) -> list[tuple[int, int]]:
    """The cheapest further cells to hide that free the count at (row, column); none: no way.

    Tried in turn: one cell of a series; the best rectangle through the count; the whole of what is
    not zero. Cost is the sum of counts newly hidden.
    """
    open_cells = (cells > 0) & ~hidden
    if line:
        order = np.argsort(np.where(open_cells[:, 0], cells[:, 0], np.iinfo(np.int64).max))
        tries = [[(int(at), 0)] for at in order if open_cells[at, 0]]
    else:
        tries = _rectangles(cells, hidden, row, column)
    for cells_to_hide in tries:
        trial = hidden.copy()
        for cell in cells_to_hide:
            trial[cell] = True
        if not _fixed_at(cells, trial, row, column, line):
            return cells_to_hide
    everything = cells > 0
    if open_cells.any() and not _fixed_at(cells, everything, row, column, line):
        return [(int(r), int(c)) for r, c in np.argwhere(open_cells)]
    return []


def _rectangles(
    cells: np.ndarray, hidden: np.ndarray, row: int, column: int
) -> list[list[tuple[int, int]]]:
    """Rectangles of counts above zero with one corner at (row, column), cheapest first."""
    priced = []
    for r in np.flatnonzero(cells[:, column] > 0):
        for c in np.flatnonzero((cells[row] > 0) & (cells[r] > 0)):
            if r != row and c != column:
                corners = [(row, int(c)), (int(r), column), (int(r), int(c))]
                new = [corner for corner in corners if not hidden[corner]]
                priced.append((sum(int(cells[corner]) for corner in new), new))
    priced.sort()
    return [new for _, new in priced if new]


def _fixed(cells: np.ndarray, hidden: np.ndarray, line: bool) -> np.ndarray:
    """Hidden cells whose count follows from what is shown."""
    result = np.zeros(cells.shape, dtype=bool)
    for row, column in np.argwhere(hidden):
        result[row, column] = _fixed_at(cells, hidden, int(row), int(column), line)
    return result


def _fixed_at(cells: np.ndarray, hidden: np.ndarray, row: int, column: int, line: bool) -> bool:
    if line:
        others = hidden[:, 0].copy()
        others[row] = False
        can_rise = bool((cells[others, 0] > 1).any())
        can_fall = cells[row, 0] > 1 and bool(others.any())
        return not (can_rise or can_fall)
    return not (
        _moves(cells, hidden, row, column, rising=True)
        or (cells[row, column] > 1 and _moves(cells, hidden, row, column, rising=False))
    )


def _moves(cells: np.ndarray, hidden: np.ndarray, row: int, column: int, *, rising: bool) -> bool:
    """Whether the count can rise (or fall) by one with all totals held, hidden counts staying ≥ 1.

    A walk over rows and columns that alternately lowers and raises hidden counts, from one end of
    the cell to its other end without passing through the cell itself.
    """
    n_rows = cells.shape[0]
    lowers, raises = hidden & (cells > 1), hidden.copy()
    lowers[row, column] = raises[row, column] = False
    # Raising (row, column) must be made good by lowering another cell of its column, and so on.
    by_column, by_row = (lowers, raises) if rising else (raises, lowers)
    start, goal = n_rows + column, row
    seen, queue = {start}, deque([start])
    while queue:
        node = queue.popleft()
        if node >= n_rows:
            following = np.flatnonzero(by_column[:, node - n_rows])
        else:
            following = np.flatnonzero(by_row[node]) + n_rows
        for nearer in following.tolist():
            if nearer == goal:
                return True
            if nearer not in seen:
                seen.add(nearer)
                queue.append(nearer)
    return False
