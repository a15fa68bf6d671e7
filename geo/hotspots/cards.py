"""Method cards: what each method answers, how, what it needs and where it fails, as messages."""

from dataclasses import dataclass

from geo.errors import InputError
from geo.messages import Message, message

_REFERENCES = {
    "counts": "Garwood 1936; Clayton & Kaldor 1987; Marshall 1991",
    "chance": "Przyborowski & Wilenski 1940; Benjamini & Hochberg 1995",
    "cells": "Przyborowski & Wilenski 1940; Benjamini & Hochberg 1995",
    "density": "Silverman 1986; Wand 1994",
    "local_g": "Getis & Ord 1992, 1996",
    "scan": "Kulldorff 1997",
    "space_time": "Kulldorff 2001; Kulldorff et al. 2005",
    "groups": "Ester, Kriegel, Sander & Xu 1996",
    "alerts": "Fisher 1935; Benjamini & Hochberg 1995",
    "change": "Przyborowski & Wilenski 1940; Clopper & Pearson 1934",
    "trend": "Mann 1945; Kendall 1975",
    "emerging": "Mann 1945; Harris et al. 2017",
    "near_repeat": "Knox 1964; Johnson et al. 2007",
    "reporting": "Spiegelhalter 2005; Hill 1973",
    "concentration": "Lorenz 1905; Bernasco & Steenbeek 2017; Moran 1950; Assunção & Reis 1999",
    "back_test": "Chainey, Tompson & Uhlig 2008; Levine 2008",
}
METHODS = tuple(_REFERENCES)


@dataclass(frozen=True, slots=True)
class MethodCard:
    """One method in words. question: what it answers. how: its definition. limits: what it needs
    and when it misleads. reference: authors and years, the same in every language."""

    method: str
    question: Message
    how: Message
    limits: Message
    reference: str


def method_card(method: str) -> MethodCard:
    """The card of one of ``METHODS``; raises InputError for any other word."""
    if method not in _REFERENCES:
        raise InputError(f"method must be one of {', '.join(METHODS)}; got {method!r}.")
    parts = {
        part: message(f"hotspots.card.{method}.{part}") for part in ("question", "how", "limits")
    }
    return MethodCard(method=method, reference=_REFERENCES[method], **parts)
