"""The map's own few words; each is the message ``render.<word>``."""

from typing import Final

WORDS: Final = (
    "legend",
    "home",
    "zoom_in",
    "zoom_out",
    "previous",
    "next",
    "close",
    "map_label",
    "shapes_missing",
)
FILE_WORDS: Final = (
    "filter",
    "period_from",
    "period_to",
    "category",
    "shown_of",
    "print",
    "no_period",
    "file_notice",
)
