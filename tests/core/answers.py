"""What tests of *Situation* ask of its answers."""

from geo.language import translator

ENGLISH = translator("en")
MAX_WORDS = 30
METHODS = ("binomial", "Gi*", "Benjamini", "p-value", "significant", "z-score", "Poisson")


def sentences(answer):
    """The lines below the verdict, in English."""
    return [ENGLISH(item) for item in answer.sentences]


def busy(toy, count, section="MMR-THA-113"):
    """Records on one section, spread over ten years."""
    return [toy.record(f"{2015 + n % 10}-03-09", section=section) for n in range(count)]
