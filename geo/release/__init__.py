"""What may leave: a record's label, its category and the audience decide, before anything else."""

from geo.release.policy import DEFAULT_POLICY, LEVELS, PUBLIC, Audience, Policy, Rule, audience_of
from geo.release.records import release
from geo.release.suppression import suppress

__all__ = [
    "DEFAULT_POLICY",
    "LEVELS",
    "PUBLIC",
    "Audience",
    "Policy",
    "Rule",
    "audience_of",
    "release",
    "suppress",
]
