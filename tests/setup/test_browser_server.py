"""The real server in a real browser: it answers, draws, serves its own assets, asks nobody else."""

from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.browser


def test_first_page_draws_with_the_servers_own_fonts_only(server, page, watch):
    page.goto(server.url)
    page.wait_for_selector("[data-testid=stAppViewContainer]")
    page.wait_for_function("document.fonts.check('16px \"Noto Sans\"')")
    page.wait_for_load_state("networkidle")
    fonts = [url for url in watch.requests if "/static/vendor/fonts/" in url]
    assert fonts
    assert all(url.startswith(server.url) for url in fonts)
    assert len(watch.requests) > 10


def test_a_request_elsewhere_is_noticed(server, browser, watch):
    """The watch itself works: a page that asks another host and fails is told of."""
    guard = watch
    context = browser.new_context()
    guard.attach(context)
    context.route("**/example.org/**", lambda route: route.abort())
    opened = context.new_page()
    opened.goto(f"{server.url}/_stcore/health")
    opened.evaluate("fetch('https://example.org/x').catch(() => console.error('refused'))")
    opened.wait_for_timeout(200)
    context.close()
    assert guard.outside == ["https://example.org/x"]
    assert any("refused" in one for one in guard.errors)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("vendor/leaflet/leaflet.js", "javascript"),
        ("vendor/leaflet/leaflet.css", "css"),
        ("vendor/fonts/noto-sans-thai-thai-400-normal.woff2", "font/woff2"),
    ],
)
def test_assets_have_the_right_content_type(server, path, kind):
    with urlopen(f"{server.url}/app/static/{path}", timeout=10) as answer:
        assert answer.status == 200
        assert kind in answer.headers["content-type"]


def test_server_listens_on_this_machine_only(server):
    log = server.log.read_text()
    assert "127.0.0.1" in log
    assert "0.0.0.0" not in log
    assert "Network URL" not in log
