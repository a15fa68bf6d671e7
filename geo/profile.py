"""The profile: what one installation leaves out, how it names and orders countries, its words.

One JSON file. The shipped one (``data/profile.json``) is alphabetical and leaves out what needs a
decision first; an installation's own (``profile.json`` in its home) replaces it as a whole.
"""

import base64
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from geo.errors import DataFileError
from geo.home import home
from geo.language import LANGUAGES, Translator, translator
from geo.query import LAYERS
from geo.schema.vocabularies import CATEGORIES, COUNTRIES

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "profile.json"
MAX_LOGO_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"


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
    except (OSError, ValueError) as error:
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
        values[name] = tuple(values.get(name, ()))
    values["country_order"] = {
        language: tuple(codes) for language, codes in values.get("country_order", {}).items()
    }
    return Profile(**values)


def _faults(raw: object) -> list[str]:
    if not isinstance(raw, dict):
        return [f"expected an object, found {type(raw).__name__}"]
    faults = [f"unknown entry {name!r}" for name in raw if name not in Profile.__dataclass_fields__]
    faults += _unknown_words(raw, "left_out_categories", CATEGORIES)
    faults += _unknown_words(raw, "left_out_layers", LAYERS)
    for name in ("country_order", "names", "disclaimer"):
        faults += _language_faults(raw, name)
    for language, codes in (raw.get("country_order") or {}).items():
        if not isinstance(codes, list) or sorted(codes) != sorted(COUNTRIES):
            faults.append(
                f"country_order of {language!r} must hold each of {', '.join(COUNTRIES)} once"
            )
    for language, text in (raw.get("disclaimer") or {}).items():
        if not isinstance(text, str) or not text.strip():
            faults.append(f"disclaimer in {language!r} must not be blank")
    return faults + _logo_faults(str(raw.get("logo_png_base64") or ""))


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
    """Write the profile in one step, so that a crash leaves the old or the new one."""
    parse_profile(json.loads(json.dumps(asdict(profile))), where="the page")
    target = path or profile_path()
    draft = target.with_suffix(".part")
    draft.write_text(json.dumps(asdict(profile), ensure_ascii=False, indent=2), encoding="utf-8")
    draft.replace(target)
