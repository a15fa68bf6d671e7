"""What may leave: a record's label, its category and the audience decide, before anything else."""

from geo.release.masking import RING_M, mask
from geo.release.policy import (
    DEFAULT_POLICY,
    LEVELS,
    PUBLIC,
    RELATIONS,
    Audience,
    Policy,
    Rule,
    audience_of,
    audience_of_class,
)
from geo.release.records import release
from geo.release.suppression import beside_clear, suppress

__all__ = [
    "DEFAULT_POLICY",
    "LEVELS",
    "PUBLIC",
    "RELATIONS",
    "RING_M",
    "Audience",
    "Policy",
    "Rule",
    "audience_of",
    "audience_of_class",
    "beside_clear",
    "mask",
    "release",
    "suppress",
]
