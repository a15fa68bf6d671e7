"""A visitor without a browser: the messages that a page sends to the server and waits for."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import environ
from pathlib import Path
from types import TracebackType
from urllib.error import URLError
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT_S = 90
_ANSWER_LIMIT_S = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What one run of the page brought. texts: what it says, joined; elements: by widget key."""

    seconds: float
    received_bytes: int
    well: bool
    texts: str
    elements: dict[str, Element]


class Session:
    """One visitor. A page is run whole, as after a change of a widget."""

    def __init__(self, url: str, *, link: str = "") -> None:
        """url: "http://127.0.0.1:PORT"; link: the query part of the address."""
        self._link = link
        self._ids: dict[str, str] = {}
        self._states: dict[str, WidgetState] = {}
        self._timers: dict[str, float] = {}
        stream = url.replace("http:", "ws:") + "/_stcore/stream"
        self._context = connect(
            stream, subprotocols=["streamlit"], max_size=None, compression="deflate"
        )

    def __enter__(self) -> "Session":
        self._socket = self._context.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._context.__exit__(kind, error, trace)

    def choose(self, key: str, *words: str) -> None:
        """Set a widget by its key: one word of a list of options, or several."""
        state = WidgetState(id=self._ids[key])
        if key in ("filter_categories", "filter_pairs", "filter_layers"):
            state.string_array_value.data.extend(words)
        else:
            state.string_value = words[0]
        self._states[key] = state

    def run(self) -> Answer:
        """Run the page with what was chosen and wait until all of it has come."""
        said = BackMsg()
        said.rerun_script.query_string = self._link
        said.rerun_script.widget_states.widgets.extend(self._states.values())
        self._timers = {}
        return self._said(said)

    def arrive(self) -> Answer:
        """Open the page: the map comes alone, and once it is drawn the page asks for the rest."""
        self.run()
        return self.run()

    def idle(self, seconds: float) -> Answer | None:
        """Read for a while: parts of the page that run by themselves are run, as a page does.

        Returns what came when the server drew the whole page anew meanwhile; None when it did not.
        """
        until, answer = time.monotonic() + seconds, None
        while self._timers and time.monotonic() + min(self._timers.values()) < until:
            wait_s = min(self._timers.values())
            time.sleep(wait_s)
            for fragment, every_s in list(self._timers.items()):
                if every_s <= wait_s:
                    found = self._run_part(fragment)
                    answer = found if found.texts else answer
        time.sleep(max(0.0, until - time.monotonic()))
        return answer

    def _run_part(self, fragment: str) -> Answer:
        said = BackMsg()
        said.rerun_script.query_string = self._link
        said.rerun_script.fragment_id = fragment
        said.rerun_script.is_auto_rerun = True
        said.rerun_script.widget_states.widgets.extend(self._states.values())
        return self._said(said)

    def _said(self, said: BackMsg) -> Answer:
        start = time.perf_counter()
        self._socket.send(said.SerializeToString())
        return self._answer(start, self._socket.recv(timeout=_ANSWER_LIMIT_S))

    def _answer(self, start: float, data: bytes) -> Answer:
        """Everything up to the end of a run; data: its first message."""
        received, elements, texts = 0, {}, []
        while True:
            received += len(data)
            told = ForwardMsg.FromString(data)
            kind = told.WhichOneof("type")
            if kind == "auto_rerun":
                self._timers[told.auto_rerun.fragment_id] = told.auto_rerun.interval
            elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
                element = told.delta.new_element
                texts.append(str(element)[:20_000])
                widget = getattr(getattr(element, element.WhichOneof("type")), "id", "")
                if widget:
                    elements[widget.split("-", 2)[-1]] = element
                    self._ids[widget.split("-", 2)[-1]] = widget
            elif kind == "script_finished" and told.script_finished != _RERUN_EARLIER:
                well = told.script_finished in _WELL
                seconds = time.perf_counter() - start
                return Answer(seconds, received, well, "\n".join(texts), elements)
            data = self._socket.recv(timeout=_ANSWER_LIMIT_S)


_RERUN_EARLIER = ForwardMsg.FINISHED_EARLY_FOR_RERUN
_WELL = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


@contextmanager
def served(home: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The atlas started as ``make run`` starts it, with its own records in ``home``; its address
    and process. It is told to stop when the block ends."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    own = {"BORDER_ATLAS_HOME": str(home), "PORT": str(port), "HEADLESS": "1"}
    with (home / f"server-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / ".ci" / "start.py")],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**environ, **own, **environment},
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield url, process
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + START_LIMIT_S
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urlopen(f"{url}/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server at {url} did not start")
