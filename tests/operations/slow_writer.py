"""A server in which a change takes long: started and told to stop by ``test_service``."""

import importlib.util
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITE_S = 2.0


def main(port: int) -> int:
    """Serve, and once the store is open change it slowly; then try once more."""
    sys.path.insert(0, str(ROOT / ".ci"))
    spec = importlib.util.spec_from_file_location("serving", ROOT / ".ci" / "serving.py")
    serving = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(serving)
    from geo.errors import StoreError
    from geo.store.records import writing

    opening = serving._open_store

    def change() -> None:
        store = serving._store.store()
        with writing(store, actor="u1", action="slow") as under_way:
            print("writing", flush=True)
            time.sleep(WRITE_S)
            under_way.records = 1
        try:
            with writing(store, actor="u1", action="late"):
                print("late", flush=True)
        except StoreError as error:
            print(f"refused: {error}", flush=True)

    def opened() -> None:
        opening()
        threading.Thread(target=change, daemon=True).start()

    serving._open_store = opened
    return serving.serve(port, browser=False)


if __name__ == "__main__":
    number = int(sys.argv.pop())
    sys.exit(main(number))
