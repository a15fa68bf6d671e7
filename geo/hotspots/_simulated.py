"""How a method that simulates tells how far it is, and stops when told to."""

from collections.abc import Callable, Iterator

from geo.errors import InputError

Progress = Callable[[int, int], bool]
_TOLD_EVERY = 25


def told(simulations: int, progress: Progress | None, *, at_once: int = 1) -> Iterator[int]:
    """How many are done once the present step is: ``at_once``, twice that… ``simulations``.

    progress: called after every 25 or more with simulations done and wanted; where it returns False
    no further step follows. Raises InputError for fewer than one simulation.
    """
    if simulations < 1:
        raise InputError(f"simulations must be at least 1; got {simulations!r}.")
    done, last_told = 0, 0
    while done < simulations:
        done = min(done + at_once, simulations)
        yield done
        if progress is None or (done - last_told < _TOLD_EVERY and done < simulations):
            continue
        last_told = done
        if not progress(done, simulations):
            return
