"""Whom a record is shared with at first: the other side of its border, and nobody else."""

from geo.release.policy import Audience
from geo.schema.vocabularies import COUNTRIES


def suggested_audience(pairs: str, *, owner: str) -> Audience | None:
    """The other country of a record's border: "for Lao PDR only" for a Thai LAO-THA record.

    pairs: pairs that the record names, ``;``-joined; owner: alpha-3 code of its originator's
    country. Several pairs give the other countries of all of them; a record that names no border of
    its owner's gives the countries of the border it names. None where no pair is named.
    """
    named = [pair.strip().split("-") for pair in pairs.split(";") if pair.strip()]
    own = [pair for pair in named if owner in pair] or named
    others = {code for pair in own for code in pair if code != owner and code in COUNTRIES}
    return Audience("restricted", tuple(sorted(others))) if others else None
