"""A time slider as a Streamlit component: plays dated records on the map without a page rerun.

Nothing here imports Streamlit. The slider finds the map by the key of its container, takes the
days that the map's payload carries, and filters in the browser; nothing goes back to the server.
"""

from collections.abc import Mapping
from typing import Any, Final

NAME: Final = "border_atlas_time"
HTML: Final = """<div class="at-bar">
<button type="button" class="at-play"></button>
<input type="range" class="at-range" min="0" step="1">
<select class="at-window"></select>
<output class="at-text" role="status"></output>
</div>"""
CSS: Final = """.at-bar {display: flex; gap: .7rem; align-items: center; flex-wrap: wrap;
font: 14px "Noto Sans", "Noto Sans Thai", sans-serif; color: var(--st-text-color);}
.at-range {flex: 1 1 12rem; min-width: 8rem; accent-color: var(--st-primary-color);}
.at-play, .at-window {min-height: 2.2rem; min-width: 4.5rem; padding: 0 .7rem; cursor: pointer;
color: inherit; background: var(--st-secondary-background-color);
border: 1px solid var(--st-border-color); border-radius: .4rem;}
.at-text {font-variant-numeric: tabular-nums; min-width: 17rem;}"""
JS: Final = """
const DAY_MS = 86400000;
const STEP_MS = 450;
const STEP_DAYS = 30;
const written = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

function mapOf(key) {
  const holder = document.querySelector(".st-key-" + key);
  if (!holder) return null;
  const nodes = [holder, ...holder.querySelectorAll("*")];
  for (const node of nodes) {
    const host = (node.shadowRoot || node).querySelector(".am-host");
    if (host && host.__atlas && host.__atlas.picture.payload) return host.__atlas;
  }
  return null;
}

export default function ({ data, parentElement }) {
  const find = (name) => parentElement.querySelector(".at-" + name);
  const [play, range, width, text] = ["play", "range", "window", "text"].map(find);
  const words = data.words;
  const spans = data.spans;
  const state = (parentElement.__atlasTime = parentElement.__atlasTime || { timer: null });
  const same = JSON.stringify(data);
  if (state.data === same && width.options.length) return undefined;
  state.data = same;
  width.replaceChildren(...data.windows.map(([days, name]) => new Option(name, String(days))));
  width.setAttribute("aria-label", words.window);
  range.setAttribute("aria-label", words.slider);
  range.max = String(Math.max(1, Math.ceil((data.last - data.first) / STEP_DAYS)));
  range.value = range.max;

  function show() {
    const days = Number(width.value);
    const last = Math.min(data.last, data.first + Number(range.value) * STEP_DAYS);
    const first = days ? last - days + 1 : data.first;
    const inside = (from, to) => from >= first && to <= last;
    const map = mapOf(data.key);
    if (map) map.setFilter((mark, i) => inside(mark.days[0][i], mark.days[1][i]));
    const n = spans.filter(([from, to]) => inside(from, to)).length;
    text.textContent = written(Math.max(first, data.first)) + " – " + written(last) + " · " +
      words.count.replace("{shown}", n).replace("{all}", spans.length);
    range.dataset.shown = String(n);
  }
  function stop() {
    clearInterval(state.timer);
    state.timer = null;
    play.textContent = words.play;
  }
  function step() {
    if (!play.isConnected) return stop();
    if (Number(range.value) >= Number(range.max)) return stop();
    range.value = String(Number(range.value) + 1);
    show();
  }
  play.onclick = () => {
    if (state.timer) return stop();
    if (Number(range.value) >= Number(range.max)) range.value = "0";
    play.textContent = words.pause;
    show();
    state.timer = setInterval(step, STEP_MS);
  };
  range.oninput = show;
  width.onchange = show;
  stop();
  text.textContent = words.idle;
  return () => {
    if (!play.isConnected) clearInterval(state.timer);
  };
}
"""


def definition() -> Mapping[str, Any]:
    """Keyword arguments that register the component: name, html, css, js, isolate_styles."""
    return {"name": NAME, "html": HTML, "css": CSS, "js": JS, "isolate_styles": True}


def data(
    days: Mapping[str, tuple[int, int]],
    *,
    first: int,
    last: int,
    map_key: str,
    words: Mapping[str, str],
    windows: tuple[tuple[int, str], ...],
) -> Mapping[str, Any]:
    """What the mounted slider takes.

    days: first and last day (since 1970-01-01) by feature id, as the map's payload has them. first,
    last: ends of the time line. words: play, pause, window, slider, idle, and count with {shown}
    and {all} in it. windows: length in days and name of each choice; 0 for "since the beginning".
    """
    spans = sorted(days.values())
    return {
        "spans": [list(span) for span in spans],
        "first": first,
        "last": last,
        "key": map_key,
        "words": dict(words),
        "windows": [list(choice) for choice in windows],
    }
