"""*Hotspots* in a browser: it answers, and its slider plays without a word to the server."""

import pytest

pytestmark = pytest.mark.browser
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"


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
