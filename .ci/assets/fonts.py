"""Fonts from their npm packages: woff2 with unicode ranges for pages, TTF for pictures."""

import logging
import re
import shutil
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

# Package, family and the subsets taken; Vietnamese for the names of a neighbour.
FAMILIES = (
    ("noto-sans", "Noto Sans", ("latin", "latin-ext", "vietnamese")),
    ("noto-sans-khmer", "Noto Sans Khmer", ("khmer",)),
    ("noto-sans-lao", "Noto Sans Lao", ("lao",)),
    ("noto-sans-myanmar", "Noto Sans Myanmar", ("myanmar",)),
    ("noto-sans-thai", "Noto Sans Thai", ("thai",)),
)
WEIGHTS = ((400, "Regular"), (700, "Bold"))
FACE = re.compile(r"/\* (?P<name>[a-z0-9-]+) \*/\s*(?P<rule>@font-face \{.*?\})", re.DOTALL)


def page_faces(package: Path, weight: int, subsets: tuple[str, ...], target: Path) -> list[str]:
    """Copy the woff2 files of ``subsets``; returns their @font-face rules, ranges kept."""
    wanted = {f"{package.name}-{subset}-{weight}-normal" for subset in subsets}
    rules = []
    for face in FACE.finditer((package / f"{weight}.css").read_text()):
        name = face["name"]
        if name in wanted:
            shutil.copyfile(package / "files" / f"{name}.woff2", target / f"{name}.woff2")
            source = f"src: url({name}.woff2) format('woff2');"
            rules.append(re.sub(r"src:.*?;", source, face["rule"], flags=re.DOTALL))
    if len(rules) != len(wanted):
        raise OSError(f"{package.name} {weight}: expected {len(wanted)} faces, found {len(rules)}")
    return rules


def unpack(package: Path, weight: int, subset: str, target: Path) -> Path:
    """Rewrite one woff file as TTF."""
    name = f"{package.name}-{subset}-{weight}-normal"
    font = TTFont(package / "files" / f"{name}.woff")
    font.flavor = None
    font.save(target / f"{name}.ttf")
    return target / f"{name}.ttf"


def picture_font(parts: list[Path], output: Path) -> None:
    """Join script and Latin parts into one TTF, so that a mixed line needs one font."""
    Merger().merge([str(part) for part in parts]).save(output)


def install(packages: Path, target: Path) -> None:
    """Write fonts.css with its woff2 files, and one TTF per family and weight."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    parts = target / "parts"
    parts.mkdir(parents=True)
    rules: list[str] = []
    for weight, face in WEIGHTS:
        latin = [unpack(packages / "noto-sans", weight, one, parts) for one in FAMILIES[0][2]]
        for name, family, subsets in FAMILIES:
            package = packages / name
            rules += page_faces(package, weight, subsets, target)
            own = [] if name == "noto-sans" else [unpack(package, weight, subsets[0], parts)]
            picture_font([*own, *latin], target / f"{family.replace(' ', '')}-{face}.ttf")
    shutil.rmtree(parts)
    (target / "fonts.css").write_text("\n".join(rules) + "\n")
