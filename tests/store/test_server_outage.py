"""PostgreSQL stopped in the middle of a write, and back: told at once, nothing lost."""

import os
import signal
import threading

import pytest
from sqlalchemy import event

from geo.errors import StoreError
from geo.store import edit, revision
from tests.store import model, toy
from tests.store import server as servers
from tests.store.conftest import Address
from tests.store.fault_table import Row, write_row

TIMES = 2
MANY = int(os.environ.get("BORDER_ATLAS_OUTAGES", "20"))


@pytest.fixture(scope="module")
def power():
    """A server that may be stopped; each test leaves it running."""
    if servers.programs() is None:
        pytest.skip("PostgreSQL is not installed; its half of these tests is left out.")
    with servers.running() as server:
        yield server


@pytest.fixture
def outage(power, tmp_path):
    """The server, and a store in it with one import."""
    address = Address(power.url(power.database()), tmp_path)
    store = address.open()
    work = model.Work("import", 0, tuple(f"F0-{i}" for i in range(120)))
    work.do(store)
    yield power, store, address, work.done(model.World())
    store.close()


def stopped_in_a_write(server, store, number, how):
    """Stop the server between two statements of an edit; the fault that the edit tells."""

    def stop(*_):
        event.remove(store.engine, "after_cursor_execute", stop)
        server.stop(how)

    event.listen(store.engine, "after_cursor_execute", stop)
    values = {"title": f"lost {number}"}
    with pytest.raises(StoreError) as caught:
        edit(store, "incident", "F0-1", values, actor="u1", keys=toy.toy_keys)
    return str(caught.value)


def through(outage, times):
    """Stop and start so many times; every sentence and the state after."""
    server, store, address, world = outage
    for number in range(times):
        said = stopped_in_a_write(server, store, number, servers.WAYS[number % len(servers.WAYS)])
        assert "does not answer; nothing was changed" in said
        assert "\n" not in said
        with pytest.raises(StoreError, match="does not answer"):
            revision(store)
        server.start()
        assert revision(store) == world.entries
        model.check(address, world)
        work = model.Work("edit", number, (f"F0-{number % 100 + 2}",))
        work.do(store)
        world = work.done(world)
    model.check(address, world)


def test_a_server_that_stops_in_a_write_is_told_and_the_store_goes_on(outage):
    through(outage, TIMES)


@pytest.mark.long
def test_a_server_that_stops_in_many_writes(outage):
    through(outage, MANY)
    kind = "server stopped in the middle of a write and started again"
    found = "told; as before each time; the same process went on"
    write_row(Row("postgresql", kind, MANY, found, 0, 0))


def test_a_commit_without_an_answer_is_not_called_unchanged(outage):
    """The server is lost when the end of the transaction was sent: nobody knows, and so it says."""
    _, store, address, world = outage

    left = [1]

    def stop(connection):
        if left:
            left.pop()
            os.kill(connection.connection.driver_connection.info.backend_pid, signal.SIGKILL)

    event.listen(store.engine, "commit", stop)
    work = model.Work("edit", 1, ("F0-1",))
    with pytest.raises(StoreError, match="is not known, so look before") as caught:
        work.do(store)
    assert "nothing was changed" not in str(caught.value)
    store.close()
    model.check(address, world, work.done(world))


def test_what_is_read_while_the_server_is_away_is_one_sentence(outage):
    server, store, _, world = outage
    server.stop("fast")
    faults = []

    def look():
        try:
            revision(store)
        except StoreError as error:
            faults.append(str(error))

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(faults) == 8
    assert {fault.count(".") >= 1 and "\n" not in fault for fault in faults} == {True}
    server.start()
    assert revision(store) == world.entries
