"""The profile: what one installation leaves out, how it names and orders countries, its words.

One JSON file. The shipped one (``data/profile.json``) is alphabetical and leaves out what needs a
decision first; an installation's own (``profile.json`` in its home) replaces it as a whole.
"""

import base64
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from string import Formatter

from geo.errors import DataFileError, StoreError
from geo.home import home
from geo.language import LANGUAGES, Translator, catalogue, translator
from geo.query import LAYERS
from geo.schema.vocabularies import CATEGORIES, COUNTRIES

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "profile.json"
MAX_LOGO_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"
_PER_LANGUAGE = ("country_order", "names", "disclaimer")


@dataclass(frozen=True, slots=True)
class Profile:
    """What an installation has decided about showing.

    country_order, names, disclaimer: per language. names: text id ("country.THA") to its text.
    logo_png_base64: blank, or a PNG of at most 200 kB.
    """

    left_out_categories: tuple[str, ...] = ()
    left_out_layers: tuple[str, ...] = ()
    country_order: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    disclaimer: dict[str, str] = field(default_factory=dict)
    organisation: str = ""
    logo_png_base64: str = ""

    def translator(self, language: str) -> Translator:
        """A translator that uses this profile's names and order."""
        base = translator(language)
        return Translator(
            base.language,
            base.buddhist,
            tuple(sorted(self.names.get(base.language, {}).items())),
            self.country_order.get(base.language, COUNTRIES),
        )


def profile_path() -> Path:
    """The installation's own profile; may not exist."""
    return home() / "profile.json"


def load_profile(path: Path | None = None) -> Profile:
    """Read the installation's profile, or the shipped one where it has none.

    Errors: DataFileError naming every fault of the file.
    """
    own = path or profile_path()
    chosen = own if own.exists() else SHIPPED
    try:
        raw = json.loads(chosen.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataFileError(
            f"Expected a profile in JSON in {chosen.name}, found {error}; "
            "mend it or remove it to return to the shipped profile."
        ) from error
    return parse_profile(raw, where=chosen.name)


def parse_profile(raw: object, *, where: str) -> Profile:
    """Check a profile's content; all faults at once."""
    faults = _faults(raw)
    if faults:
        raise DataFileError(f"The profile in {where} has faults: " + "; ".join(faults) + ".")
    values = dict(raw)  # type: ignore[call-overload]
    for name in ("left_out_categories", "left_out_layers"):
        values[name] = tuple(values.get(name) or ())
    for name in _PER_LANGUAGE:
        values[name] = values.get(name) or {}
    order = values["country_order"]
    values["country_order"] = {
        language: tuple(order.get(language, COUNTRIES)) for language in LANGUAGES
    }
    return Profile(**values)


def _faults(raw: object) -> list[str]:
    if not isinstance(raw, dict):
        return [f"expected an object, found {type(raw).__name__}"]
    faults = [f"unknown entry {name!r}" for name in raw if name not in Profile.__dataclass_fields__]
    faults += _unknown_words(raw, "left_out_categories", CATEGORIES)
    faults += _unknown_words(raw, "left_out_layers", LAYERS)
    for name in _PER_LANGUAGE:
        faults += _language_faults(raw, name)
    for language, codes in _by_language(raw, "country_order"):
        if not isinstance(codes, list) or sorted(map(str, codes)) != sorted(COUNTRIES):
            faults.append(
                f"country_order of {language!r} must hold each of {', '.join(COUNTRIES)} once"
            )
    for language, names in _by_language(raw, "names"):
        faults += _name_faults(language, names)
    for language, text in _by_language(raw, "disclaimer"):
        if not isinstance(text, str) or not text.strip():
            faults.append(f"disclaimer in {language!r} must not be blank")
    for name in ("organisation", "logo_png_base64"):
        if not isinstance(raw.get(name, ""), str):
            faults.append(f"{name} must be text")
    return faults + _logo_faults(str(raw.get("logo_png_base64") or ""))


def _by_language(raw: dict[str, object], name: str) -> list[tuple[str, object]]:
    entry = raw.get(name) or {}
    return list(entry.items()) if isinstance(entry, dict) else []


def _name_faults(language: str, names: object) -> list[str]:
    """Names replace texts of the catalogue, so they may hold no braces that the text has not."""
    if not isinstance(names, dict):
        return [f"names in {language!r} must hold one text per name"]
    faults = []
    for item, text in names.items():
        known = catalogue("en").get(item)
        if known is None:
            faults.append(f"names in {language!r}: {item!r} is not known")
        elif not isinstance(text, str) or not text.strip():
            faults.append(f"names in {language!r}: {item!r} must not be blank")
        elif not _braces(text) <= _braces(known.plural):
            faults.append(f"names in {language!r}: {item!r} holds braces that mean nothing")
    return faults


def _braces(text: str) -> set[tuple[str | None, str | None]]:
    """What stands in braces, with its format word; a broken brace equals none of them."""
    try:
        return {(name, word) for _, name, word, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {(None, text)}


def _unknown_words(raw: dict[str, object], name: str, allowed: tuple[str, ...]) -> list[str]:
    words = raw.get(name) or []
    if not isinstance(words, list):
        return [f"{name} must be a list"]
    return [f"{name}: {word!r} is not known" for word in words if word not in allowed]


def _language_faults(raw: dict[str, object], name: str) -> list[str]:
    entry = raw.get(name) or {}
    if not isinstance(entry, dict):
        return [f"{name} must hold one entry per language"]
    return [f"{name}: language {item!r} is not known" for item in entry if item not in LANGUAGES]


def _logo_faults(encoded: str) -> list[str]:
    if not encoded:
        return []
    try:
        content = base64.b64decode(encoded, validate=True)
    except ValueError:
        return ["the logo is not base64"]
    if not content.startswith(_PNG) or len(content) > MAX_LOGO_BYTES:
        return [f"the logo must be a PNG of at most {MAX_LOGO_BYTES // 1000} kB"]
    return []


def save_profile(profile: Profile, path: Path | None = None) -> None:
    """Write the profile in one step, so that a crash leaves the old or the new one.

    Errors: DataFileError naming every fault; StoreError when it cannot be written.
    """
    parse_profile(json.loads(json.dumps(asdict(profile))), where="the page")
    target = path or profile_path()
    draft = target.with_suffix(".part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(profile), file, ensure_ascii=False, indent=2)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise StoreError(
            f"Expected to write the profile to {target}, but it cannot be written "
            f"({error.strerror}); the former profile stands. Free some space or mend the folder."
        ) from error
