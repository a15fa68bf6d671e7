"""Run inside a network namespace: starts a bundle, asks it for its pages, ends it.

    python offline_start.py BUNDLE FOLDER PORT

Prints one line of JSON: whether a route was there, and what the server answered.
"""

import json
import os
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

LIMIT_S = 400
ANYWHERE = ("192.0.2.1", 80)  # an address set aside for documentation
PATHS = (
    "/_stcore/health",
    "/",
    "/app/static/vendor/leaflet/leaflet.js",
    "/app/static/vendor/fonts/noto-sans-thai-thai-400-normal.woff2",
)


def has_route() -> bool:
    """Whether this namespace leads anywhere beyond itself."""
    with socket.socket() as trial:
        trial.settimeout(3)
        try:
            trial.connect(ANYWHERE)
        except OSError as error:
            return isinstance(error, TimeoutError)
    return True


def status(url: str) -> int:
    """The answer's status, 0 where nobody answers."""
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status
    except (URLError, OSError):
        return 0


def main(bundle: str, folder: str, port: str) -> None:
    """Start, wait, ask, end."""
    routed = has_route()
    begin = time.monotonic()
    with open(os.path.join(folder, "start.log"), "wb") as log:  # noqa: PTH118, PTH123
        server = subprocess.Popen(
            ["sh", os.path.join(bundle, "start.sh"), folder],  # noqa: PTH118
            env={**os.environ, "PORT": port, "HEADLESS": "1"},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    while time.monotonic() - begin < LIMIT_S and server.poll() is None:
        if status(url + PATHS[0]) == 200:
            break
        time.sleep(0.2)
    seconds = time.monotonic() - begin
    answers = {path: status(url + path) for path in PATHS}
    server.terminate()
    server.wait(20)
    print(json.dumps({"routed": routed, "answers": answers, "seconds": round(seconds, 1)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
