"""*Hotspots* in a browser: it answers, Stop stops, and its slider plays without the server."""

import pytest

pytestmark = pytest.mark.browser
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
STOP = ".st-key-hotspots_stop_0 button"


def test_the_slider_plays_without_rerunning_the_page(page, server):
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(f"{server.url}/?screen=hotspots")
    page.wait_for_selector(".am-frame[data-updates]")
    page.wait_for_selector(IDLE)
    page.locator(".at-play").wait_for()
    page.wait_for_timeout(2000)
    before = len(sent)
    page.locator(".at-play").click()
    page.wait_for_function("document.querySelectorAll('[data-testid=stApp]').length === 1")
    texts = set()
    for _ in range(8):
        page.wait_for_timeout(450)
        texts.add(page.locator(".at-text").inner_text())
    filtered = page.locator(".am-host").first.evaluate(
        "host => host.__atlas.picture.state.filterVersion"
    )
    assert len(texts) > 2
    assert filtered > 2
    assert len(sent) == before


def test_a_long_simulation_can_be_stopped_while_the_page_stays_usable(page, server):
    page.goto(f"{server.url}/?screen=hotspots&question=cluster&simulations=9999")
    page.locator(STOP).click()
    page.get_by_text("no result is shown").wait_for()
    assert "simulations=9999" in page.url
    assert page.locator(".st-key-hotspots_again button").is_visible()
    # The map and the choices never went away.
    page.wait_for_selector(".am-frame[data-updates]")
    page.locator(".st-key-hotspots_view").get_by_text("Two periods").click()
    page.wait_for_selector(".st-key-hotspots_periods_0, .am-frame")
    page.wait_for_url("**view=periods**")


def test_charts_say_nothing_to_the_console(page, server):
    told = []
    page.on("console", lambda message: told.append(message.text))
    for question in ("direction", "ahead", "reports"):
        page.goto(f"{server.url}/?screen=hotspots&question={question}")
        page.wait_for_selector("[data-testid=stVegaLiteChart]")
        page.wait_for_selector(IDLE)
        page.wait_for_timeout(500)
    assert [text for text in told if "WARN" in text] == []
