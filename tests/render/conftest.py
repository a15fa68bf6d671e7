"""A toy world of two countries and one line, small enough to count by hand, and its server."""

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from layers.renderers import _assets
from tests.render.drive import opened  # noqa: F401 (a fixture of every test here)

HOSTILE = (
    "<script>top.__fired=1</script></script><img src=x onerror=top.__fired=2> ${top.__fired=3} "
    "`+(top.__fired=4)+` {{7*7}} {% for %} \\u003cscript\\u003e \\'\" &amp; \u202eabc\u202c "
    "javascript:top.__fired=5 \u2028 " + "W" * 120
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the test output is not a log."""


@pytest.fixture(scope="session")
def hostile() -> str:
    """One text that tries every way known to run or to break something."""
    return HOSTILE


def copy_vendor(static: Path) -> None:
    """The installed assets that the map needs, without the large fonts of pictures."""
    vendor = _assets.STATIC_FOLDER / "vendor"
    for folder in ("leaflet", "markercluster"):
        shutil.copytree(vendor / folder, static / "vendor" / folder)
    shutil.copytree(
        vendor / "fonts", static / "vendor" / "fonts", ignore=shutil.ignore_patterns("*.ttf")
    )


@pytest.fixture(scope="session")
def displays() -> dict[str, dict]:
    """Display file by name: two squares of land, and the line between them in two sections."""
    square = lambda west: [  # noqa: E731
        [[west, 10.0], [west + 5, 10.0], [west + 5, 20.0], [west, 20.0], [west, 10.0]]
    ]
    land = [("AAA", square(95.0)), ("BBB", square(100.0))]
    line = [("AAA-BBB-001", 10.0), ("AAA-BBB-002", 15.0)]
    feature = lambda key, kind, coordinates: {  # noqa: E731
        "type": "Feature",
        "properties": {"id": key},
        "geometry": {"type": kind, "coordinates": coordinates},
    }
    return {
        "toy_land": {
            "type": "FeatureCollection",
            "features": [feature(key, "Polygon", rings) for key, rings in land],
        },
        "toy_sections": {
            "type": "FeatureCollection",
            "features": [
                feature(key, "LineString", [[100.0, south], [100.0, south + 5]])
                for key, south in line
            ],
        },
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, displays: dict[str, dict]) -> Iterator[str]:
    """Address of a plain server with the static folder's layout: own files, Leaflet, displays."""
    root: Path = tmp_path_factory.mktemp("site")
    static = root / "app" / "static"
    (static / "atlas" / "display").mkdir(parents=True)
    for name in _assets.OWN_FILES:
        (static / "atlas" / name).write_text(_assets.own(name), encoding="utf-8")
    for name, content in displays.items():
        (static / "atlas" / "display" / f"{name}.json").write_text(json.dumps(content))
    copy_vendor(static)
    (root / "index.html").write_text(
        '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
        '<div id="host" style="width:100%"></div>'
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
