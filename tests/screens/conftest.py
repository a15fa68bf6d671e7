"""One wrapper round Streamlit's own test driver: open a screen by its link, read all its words."""

import json
import sys
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

import screens
from geo.language import Translator
from geo.profile import SHIPPED, load_profile
from screens import _state

ROOT = Path(__file__).resolve().parents[2]
RUN_LIMIT_S = 120
MOST_RUNS = 300


class Screen:
    """One session of the dashboard without a browser; widgets by key, the link as a dict.

    words: of the link. opened: keys of popovers that stand open.
    """

    def __init__(self, words: dict[str, str], opened: tuple[str, ...] = ()) -> None:
        self.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=RUN_LIMIT_S)
        for name, value in words.items():
            self.app.query_params[name] = value
        for popover in opened:
            self.app.session_state[popover] = True
        # No browser draws the map here, so nothing would ask for the rest of the page.
        self.app.session_state["atlas_opened"] = True
        self.app.run()

    def press(self, key: str) -> "Screen":
        """Press the button of a key and run."""
        self.app.button(key=key).click().run()
        return self

    def run_until(self, holds: Callable[[], bool]) -> "Screen":
        """Run again until it holds; fail when it never does."""
        for _ in range(MOST_RUNS):
            if holds():
                return self
            self.app.run()
        pytest.fail(f"did not come true in {MOST_RUNS} runs")

    def has_table(self, heading: str) -> bool:
        """Whether a table with this heading stands on the screen."""
        return any(heading in item.value.columns for item in self.app.dataframe)

    @property
    def faults(self) -> list[str]:
        """Sentences shown as errors; a traceback fails at once."""
        assert not self.app.exception, self.app.exception
        return [str(item.value) for item in self.app.error]

    @property
    def notices(self) -> list[str]:
        """Sentences shown as warnings."""
        return [str(item.value) for item in self.app.warning]

    @property
    def link(self) -> dict[str, str]:
        """The words of the session's link."""
        given = self.app.query_params.items()
        return {name: text if isinstance(text, str) else text[0] for name, text in given}

    @property
    def metrics(self) -> list[str]:
        """Recorded, used, standing out."""
        return [item.value for item in self.app.metric]

    def has(self, key: str) -> bool:
        """Whether a button of this key stands on the screen."""
        return any(item.key == key for item in self.app.button)

    def words(self) -> str:
        """Every text of the screen: markdown, captions, labels, options, tables."""
        return "\n".join(_texts(self.app.main))

    def map(self) -> dict[str, Any]:
        """What the map is sent, as its head: layers, furniture, view, words."""
        found = next(item for item in _nodes(self.app.main) if item.type == "bidi_component")
        raw = zlib.decompress(found.proto.bytes)
        length = int.from_bytes(raw[4:8], "little")
        return json.loads(raw[8 : 8 + length])

    def legend(self, layer: str) -> str:
        """The legend and notes of one layer of the map."""
        found = next(one for one in self.map()["layers"] if one["id"] == layer)
        return "\n".join([entry["text"] for entry in found["legend"]] + found["notes"])

    def table(self, heading: str) -> Any:
        """The first table with a column of this heading, as a data frame."""
        tables = (*self.app.dataframe, *self.app.table)
        return next(item.value for item in tables if heading in item.value.columns)


def _nodes(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from _nodes(child)


def _texts(block: Any) -> Iterator[str]:
    for node in _nodes(block):
        if node.type == "dataframe":
            yield node.value.to_csv(index=False)
        for name in ("label", "body", "placeholder"):
            yield str(getattr(node, name, "") or getattr(getattr(node, "proto", None), name, ""))
        yield from map(str, getattr(node, "options", ()) or ())
        if node.type in ("markdown", "caption", "error", "warning", "metric"):
            yield str(node.value)


@pytest.fixture(scope="session")
def seeded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of records that the screens' tests of a run share; seeded at the first run."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def opened(seeded_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    """Opens a screen by the words of a link."""
    monkeypatch.setenv("BORDER_ATLAS_HOME", str(seeded_home))
    return _opener(monkeypatch)


@pytest.fixture
def opened_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Path], Screen]]:
    """Opens the first screen with another folder of records; nothing cached is used or left."""
    open_screen = _opener(monkeypatch)

    def start(home: Path) -> Screen:
        st.cache_resource.clear()
        monkeypatch.setenv("BORDER_ATLAS_HOME", str(home))
        return open_screen()

    yield start
    st.cache_resource.clear()


def _screens() -> list[ModuleType]:
    """The screens and all that they brought, whichever test was the first to need them."""
    for page in iter_modules(screens.__path__):
        if not page.name.startswith("_"):
            import_module(f"screens.{page.name}")
    return [module for name, module in list(sys.modules.items()) if name.startswith("screens.")]


def _opener(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    """The test driver writes labels outside of a session: there the last language opened holds."""
    of_session, last = _state.translator, ["en"]

    def write() -> Translator:
        inside = get_script_run_ctx(suppress_warning=True) is not None
        return of_session() if inside else load_profile(SHIPPED).translator(last[0])

    for module in _screens():
        if getattr(module, "translator", None) is of_session:
            monkeypatch.setattr(module, "translator", write)

    def start(*, opened: tuple[str, ...] = (), **words: str) -> Screen:
        last[0] = words.get("lang", "en")
        return Screen(words, opened)

    return start
