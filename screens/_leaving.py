"""A file with records that are not CLEAR is checked before, and written down when it is made."""

from collections.abc import Callable

from geo.briefing.disclosures import check_before_leaving, closed_in, note_leaving
from screens import _cached, _viewer
from screens._cached import Asked
from screens._store import store

Make = Callable[[], bytes]


def leaving(here: Asked) -> Callable[[Make, str], Make]:
    """A function that gives a maker of a view's files back as one that writes down what left.

    Its arguments: the maker, and what kind of file it makes, a word. The maker of a view with
    CLEAR records alone is given back as it is. Errors: ReleaseError with one sentence where more
    would leave than the rules allow.
    """
    closed = closed_in(store(), _cached.answer(here))
    if not closed:
        return lambda make, form: make  # noqa: ARG005
    viewer_class, actor = here.stamp[2], _viewer.actor()
    levels = check_before_leaving(store(), closed, viewer_class=viewer_class)

    def noted(make: Make, form: str) -> Make:
        def made() -> bytes:
            content = make()
            note_leaving(
                store(), levels, content, viewer_class=viewer_class, form=form, actor=actor
            )
            return content

        return made

    return noted
