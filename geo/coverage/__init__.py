"""What offices cover of the border: nearest offices, lengths and incidents within reach, gaps."""

from geo.coverage.lengths import (
    Gap,
    Line,
    both_sides,
    coverage_lines,
    gaps,
    share,
)
from geo.coverage.offices import NearestOffice, existing, nearest_office

__all__ = [
    "Gap",
    "Line",
    "NearestOffice",
    "both_sides",
    "coverage_lines",
    "existing",
    "gaps",
    "nearest_office",
    "share",
]
