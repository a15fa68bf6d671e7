"""The land borders: lines, sections along them, and where points lie along and beside them.

The border is the unit of the atlas. Every pair's line is cut into numbered sections of about 10 km,
counted from kilometre 0; estuaries carry link sections beyond the end of the land line. Lines are
de facto lines of OpenStreetMap (ODbL 1.0), indicative, not legal boundaries.
"""

from geo.borders.contests import (
    ContestedStretch,
    contested,
    contested_marks,
    contested_stretches,
)
from geo.borders.lines import cut, line, line_ends, links, sections
from geo.borders.network import neighbourhood
from geo.borders.sides import country_at
from geo.borders.snapping import FLAGS, snap
from geo.borders.table import SectionIndex, index, pairs, position

__all__ = [
    "FLAGS",
    "ContestedStretch",
    "SectionIndex",
    "contested",
    "contested_marks",
    "contested_stretches",
    "country_at",
    "cut",
    "index",
    "line",
    "line_ends",
    "links",
    "neighbourhood",
    "pairs",
    "position",
    "sections",
    "snap",
]
