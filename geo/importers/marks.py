"""What the records of an import have in common: label, grades and originator."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from geo.errors import InputError
from geo.importers.distinct import as_words
from geo.schema.vocabularies import COUNTRIES, INFORMATION_GRADES, LABELS, SOURCE_GRADES

MAX_AGENCY_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Marks:
    """Of records without their own: label, grade of the source and of the information (blank where
    nobody graded), originator as ``originator_of`` writes it.

    Errors: InputError for a word outside its vocabulary.
    """

    label: str
    source_grade: str = ""
    information_grade: str = ""
    originator: str = ""

    def __post_init__(self) -> None:
        grades = (*SOURCE_GRADES, ""), (*INFORMATION_GRADES, "")
        if (
            self.label not in LABELS
            or self.source_grade not in grades[0]
            or self.information_grade not in grades[1]
        ):
            raise InputError(
                f"Expected a label of {', '.join(LABELS)} and grades of their lists, found {self}."
            )


def originator_of(country: str, agency: str) -> str:
    """ "THA: Agency" or "THA" from the two fields of a form; blank where no country is chosen.

    Errors: InputError for an unknown country, an agency without a country, or a name too long.
    """
    name = " ".join(agency.split())
    if (country and country not in COUNTRIES) or (name and not country):
        raise InputError(
            f"Expected a country of {', '.join(COUNTRIES)} for the originator, found {country!r}."
        )
    if len(name) > MAX_AGENCY_LETTERS:
        raise InputError(
            f"Expected an agency of at most {MAX_AGENCY_LETTERS} letters, found {len(name)}."
        )
    return f"{country}: {name}" if name else country


def marked(parts: Iterable[pd.DataFrame], marks: Marks) -> Iterator[pd.DataFrame]:
    """The parts with the marks on every record that has none of its own."""
    for part in parts:
        common = {
            "label": _filled(part["label"], marks.label),
            "originator": _filled(part["originator"], marks.originator),
            "source_grade": marks.source_grade,
            "information_grade": marks.information_grade,
        }
        yield part.assign(**common)


def _filled(column: pd.Series, word: str) -> pd.Categorical:
    words = column.astype(object)
    return as_words(words.where(words != "", word))
