"""The house rules, held by reading the code: who imports whom, sizes, words that must not stand."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("dashboard.py", "screens", "layers", "geo")
CODE = (*ROOMS, "data", "tests", "benchmarks", ".ci")
TOP_LEVEL = {
    ".ci", ".git", ".github", ".gitattributes", ".gitignore", ".streamlit", "LICENSE", "Makefile",
    "README.md", "benchmarks", "dashboard.py", "data", "geo", "layers", "locale",
    "pyproject.toml", "requirements-test.lock", "requirements-test.txt", "requirements.lock",
    "requirements.txt", "screens", "tests",
}  # fmt: skip
IGNORED = {
    ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv", "__pycache__", "bundle",
    "bundle.new", "static", "var",
}  # fmt: skip
MAX_FILE_LINES = 350
MAX_BODY_LINES = 40
WIDGETS = {"streamlit", "streamlit_folium"}
FOLIUM = {"folium", "branca", "streamlit_folium"}
STATISTICS = {"scipy", "sklearn", "esda", "libpysal", "statsmodels"}
FORBIDDEN = {
    "geo": {"layers", "screens", "dashboard", "data", *WIDGETS, *FOLIUM},
    "layers": {"screens", "dashboard", "data", *WIDGETS, *STATISTICS},
    "screens": {"dashboard", "data", *STATISTICS},
    "dashboard.py": {"data", *STATISTICS},
}
# Their files hold a person's own rows, a template, settings, or a list of what left.
FILES_OF_NO_RECORD = {
    "screens/_import_shown.py", "screens/_sharing_keeping.py", "screens/disclosures.py",
    "screens/file.py", "screens/import_.py", "screens/profile.py",
}  # fmt: skip
ANALYSES = ("geo/hotspots", "geo/siting", "geo/coverage")
GROWING = {"append", "add", "update", "extend", "setdefault", "insert", "pop", "clear", "remove"}


def files(*rooms: str, ends: tuple[str, ...] = (".py",)) -> list[Path]:
    """Files of the given rooms, by path, without what is installed or generated."""
    found = []
    for room in rooms:
        place = ROOT / room
        inside = [place] if place.is_file() else sorted(place.rglob("*"))  # no such room: none
        found += [
            path
            for path in inside
            if path.is_file()
            and path.suffix in ends
            and not IGNORED.intersection(path.relative_to(ROOT).parts)
        ]
    return found


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """The path from the top, as a person writes it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path, *, root: Path = ROOT) -> Iterator[str]:
    """Full dotted names that a file imports, "geo.store" for ``from geo import store`` too."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) + 1 - node.level]) if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield start
            yield from (f"{start}.{alias.name}" for alias in node.names)


def none_of(faults: list[str]) -> None:
    """Fail with every fault on its own line."""
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room):
    faults = [
        f"{name_of(path)} imports {name}"
        for path in files(room)
        for name in imports(path)
        if name.split(".")[0] in FORBIDDEN[room]
    ]
    none_of(faults)


def test_the_rule_on_imports_sees_every_form(tmp_path):
    (tmp_path / "geo").mkdir()
    code = "import streamlit as st\nfrom layers import x\ndef f():\n    from . import store\n"
    (tmp_path / "geo" / "bad.py").write_text(code)
    seen = set(imports(tmp_path / "geo" / "bad.py", root=tmp_path))
    assert {"streamlit", "layers", "layers.x", "geo.store"} <= seen


def test_folium_stays_in_its_renderer_and_the_screens():
    renderers = ROOT / "layers" / "renderers"
    faults = [
        f"{name_of(path)} imports {name}"
        for path in files("layers")
        for name in imports(path)
        if name.split(".")[0] in FOLIUM and path.parent != renderers
    ]
    none_of(faults)


def test_layers_read_no_file():
    """Layer files build from the scene; renderers may inline the assets that stand in static/."""
    reading = {"open", "read_text", "read_bytes", "read_csv", "read_file", "read_json"}
    faults = [
        f"{name_of(path)}:{node.lineno} reads a file"
        for path in (ROOT / "layers").glob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", ""))
        in reading
    ]  # fmt: skip
    none_of(faults)


def test_analyses_know_neither_the_store_nor_each_other():
    faults = []
    for room in ANALYSES:
        own = room.replace("/", ".")
        others = {one.replace("/", ".") for one in ANALYSES if one != room} | {"geo.store"}
        for path in files(room, f"{room}.py"):
            known = [name for name in imports(path) if any(f"{name}.".startswith(f"{one}.")
                     for one in others)]  # fmt: skip
            faults += [f"{name_of(path)} ({own}) imports {name}" for name in known]
    none_of(faults)


def test_nothing_imports_the_build_scripts():
    faults = [
        f"{name_of(path)} imports {name}"
        for path in files(*ROOMS, "benchmarks")
        for name in imports(path)
        if name.startswith("data.build")
    ]
    none_of(faults)


def test_top_level_holds_the_named_rooms_only():
    found = {path.name for path in ROOT.iterdir()} - IGNORED
    in_a_bundle = {"start.sh", "start.bat", "wheels"}
    assert found - in_a_bundle <= TOP_LEVEL


def test_files_are_short():
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(*CODE, ends=(".py", ".js", ".css", ".sh"))
    }
    none_of([f"{name}: {lines} lines" for name, lines in lengths.items() if lines > MAX_FILE_LINES])


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_functions_are_short():
    faults = [
        f"{name_of(path)}:{function.lineno} {function.name}: {body_lines(function)} lines"
        for path in files(*ROOMS, "data", "benchmarks", ".ci")
        for function in functions(path)
        if body_lines(function) > MAX_BODY_LINES
    ]
    none_of(faults)


def test_functions_take_few_arguments():
    faults = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in files(*ROOMS)
        for function in functions(path)
        if len(function.args.args) + len(function.args.kwonlyargs) > 8
    ]
    none_of(faults)


def test_no_fault_is_swallowed():
    faults = [
        f"{name_of(path)}:{node.lineno}"
        for path in files(*CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    none_of(faults)


def test_no_assert_outside_tests():
    faults = [
        f"{name_of(path)}:{node.lineno}"
        for path in files(*ROOMS, "data", ".ci")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert)
    ]
    none_of(faults)


def containers(path: Path) -> set[str]:
    """Names of lists, dicts and sets that a module makes at its top level."""
    made = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
    names = set()
    for node in tree(path).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        call = isinstance(value, ast.Call) and getattr(value.func, "id", "") in (
            "list", "dict", "set", "defaultdict", "deque",
        )  # fmt: skip
        if isinstance(value, made) or call:
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def changed(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name where code changes a container of its module, or says ``global``."""
    names = containers(path)
    for node in ast.walk(tree(path)):
        target = None
        if isinstance(node, ast.Global):
            yield node.lineno, ", ".join(node.names)
        elif isinstance(node, ast.Subscript | ast.Attribute):
            writes = isinstance(node.ctx, ast.Store | ast.Del)
            target = node.value if writes or getattr(node, "attr", "") in GROWING else None
        if isinstance(target, ast.Name) and target.id in names:
            yield node.lineno, target.id


def test_modules_keep_no_state():
    """All sessions share a module: what it holds must never change."""
    faults = [
        f"{name_of(path)}:{line} changes {name}"
        for path in files(*ROOMS)
        for line, name in changed(path)
    ]
    none_of(faults)


def test_no_outside_address_in_code():
    """Names of namespaces are no requests; everything else stands in data/ as a source."""
    address = re.compile(r"https?://(?!127\.0\.0\.1|localhost|\[::1\]|www\.w3\.org/)[^\s\"'`)]+")
    rooms = files(*ROOMS, ".streamlit", ends=(".py", ".js", ".css", ".toml"))
    faults = [
        f"{name_of(path)}: {found}"
        for path in rooms
        for found in address.findall(path.read_text(encoding="utf-8"))
    ]
    none_of(faults)


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file that is part of the project."""
    for folder, inside, names in os.walk(ROOT):
        inside[:] = sorted(set(inside) - IGNORED - {".git", "wheels"})
        for path in (Path(folder) / name for name in sorted(names)):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_text_names_a_package_registry_or_a_machines_folder():
    """Lock files must work behind any mirror; a path of one machine means nothing on another."""
    hosts = ("pypi" + ".org", "python" + "hosted", "npmjs" + ".", "deb.debian" + ".", "--index-url")
    folders = re.compile(r"(?<![\w/.:%~*-])/(?:wo" + r"rk|ro" + r"ot|tm" + r"p|opt)/")
    faults = []
    for path, text in texts():
        if path == Path(__file__).resolve():
            continue
        faults += [f"{name_of(path)} names {host}" for host in hosts if host in text]
        faults += [f"{name_of(path)} names {found}" for found in folders.findall(text)]
    none_of(faults)


def test_every_screen_that_makes_files_of_records_writes_down_what_left():
    making = {
        name_of(path): path.read_text(encoding="utf-8")
        for path in files("screens")
        if "download_button" in path.read_text(encoding="utf-8")
    }
    silent = {
        name for name, text in making.items() if not re.search(r"\b(noted|note_leaving)\(", text)
    }
    assert silent == FILES_OF_NO_RECORD


def test_tables_are_drawn_in_one_place():
    """It puts a sentence where there is no row; Streamlit would say "empty" in any language."""
    faults = [
        f"{name_of(path)}:{node.lineno} draws a table by itself"
        for path in files("screens")
        if path.name != "_tables.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("dataframe", "table")
        and getattr(node.func.value, "id", "") == "st"
    ]  # fmt: skip
    none_of(faults)


def test_no_mark_of_unfinished_work():
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b")
    faults = [
        f"{name_of(path)}: {found}"
        for path in files(*CODE, ends=(".py", ".js", ".css", ".sh", ".md"))
        for found in marks.findall(path.read_text(encoding="utf-8"))
    ]
    none_of(faults)
