"""The session's view as the key of every cached call."""

from screens import _cached, _state, _viewer
from screens._cached import Asked


def asked(language: str | None = None) -> Asked:
    """What the session is looking at now, in its own language unless another is named."""
    return Asked(
        _cached.stamp(),
        _state.query(),
        _state.as_of(),
        _cached.profile_stamp(),
        language or _state.language(),
        _viewer.viewer().organisation,
    )
