"""A bar that turns clicks on the map into places: ask about one, mark one, draw an area.

Nothing here imports Streamlit. The bar finds the map by the key of its container and sets the
trigger ``picked`` to {mode, points: [[lon, lat], …]}: one point, or the corners of an area.
"""

from collections.abc import Mapping
from typing import Any, Final

NAME: Final = "border_atlas_picker"
MODES: Final = ("ask", "office", "candidate", "area")
HTML: Final = """<div class="ap-bar">
<span class="ap-modes" role="group"></span>
<button type="button" class="ap-done"></button>
<output class="ap-text" role="status"></output>
</div>"""
CSS: Final = """.ap-bar {display: flex; gap: .5rem; align-items: center; flex-wrap: wrap;
font: 14px "Noto Sans", "Noto Sans Thai", sans-serif; color: var(--st-text-color);}
.ap-modes {display: inline-flex; flex-wrap: wrap; gap: .4rem;}
.ap-bar button {min-height: 2.2rem; padding: 0 .7rem; cursor: pointer; font: inherit;
color: inherit; background: var(--st-secondary-background-color);
border: 1px solid var(--st-border-color); border-radius: .4rem;}
.ap-bar button[aria-pressed=true] {color: var(--st-background-color);
background: var(--st-primary-color); border-color: var(--st-primary-color);}
.ap-done[hidden] {display: none;}
.ap-text {opacity: .8;}"""
JS: Final = """
const COLOUR = "#AA3377";
const LEAST_CORNERS = 3;
const WAIT_MS = 150;

function mapOf(key) {
  const holder = document.querySelector(".st-key-" + key);
  if (!holder) return null;
  for (const node of [holder, ...holder.querySelectorAll("*")]) {
    const host = (node.shadowRoot || node).querySelector(".am-host");
    if (host && host.__atlas && host.__atlas.picture.payload) return host.__atlas.map;
  }
  return null;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (name) => parentElement.querySelector(".ap-" + name);
  const [modes, done, text] = ["modes", "done", "text"].map(find);
  const state = (parentElement.__atlasPicker = parentElement.__atlasPicker ||
    { mode: "", corners: [], drawn: [], map: null });
  const words = data.words;
  state.report = (points) => setTriggerValue("picked", { mode: state.mode, points });

  function wipe() {
    state.drawn.forEach((layer) => layer.remove());
    state.drawn = [];
    state.corners = [];
  }
  function draw(layer) {
    layer.addTo(state.map);
    state.drawn.push(layer);
  }
  function show() {
    for (const button of modes.children) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
    }
    done.hidden = state.mode !== "area" || state.corners.length < LEAST_CORNERS;
    text.textContent = state.mode ? words.hint[state.mode] : words.idle;
    if (state.map) state.map.getContainer().style.cursor = state.mode ? "crosshair" : "";
  }
  function clicked(event) {
    if (!state.mode) return;
    setTimeout(() => state.map.closePopup(), 0);
    const { lng, lat } = event.latlng.wrap();
    const point = [Number(lng.toFixed(5)), Number(lat.toFixed(5))];
    if (state.mode !== "area") wipe();
    state.corners.push(point);
    const spots = { radius: 6, color: COLOUR, weight: 2, fillOpacity: 0.2 };
    draw(window.L.circleMarker(event.latlng, spots));
    if (state.mode === "area" && state.corners.length > 1) {
      const ring = state.corners.map(([x, y]) => [y, x]);
      draw(window.L.polygon(ring, { color: COLOUR, weight: 1.5, fillOpacity: 0.06 }));
    }
    if (state.mode !== "area") state.report(state.corners);
    show();
  }
  function attach() {
    const map = mapOf(data.key);
    if (!map) {
      state.timer = setTimeout(attach, WAIT_MS);
      return;
    }
    if (state.map === map) return;
    if (state.map) state.map.off("click", state.clicked);
    state.map = map;
    state.clicked = (event) => state.act(event);
    map.on("click", state.clicked);
    show();
  }
  state.act = clicked;
  if (state.start !== data.start) {
    wipe();
    state.mode = state.start = data.start;
  }
  modes.replaceChildren(...data.modes.map((mode) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.mode = mode;
    button.textContent = words.mode[mode];
    button.onclick = () => {
      wipe();
      state.mode = state.mode === mode ? "" : mode;
      show();
    };
    return button;
  }));
  done.textContent = words.done;
  done.onclick = () => {
    state.report(state.corners);
    wipe();
    show();
  };
  clearTimeout(state.timer);
  attach();
  show();
  return () => clearTimeout(state.timer);
}
"""


def definition() -> Mapping[str, Any]:
    """Keyword arguments that register the component: name, html, css, js, isolate_styles."""
    return {"name": NAME, "html": HTML, "css": CSS, "js": JS, "isolate_styles": True}


def data(
    *, map_key: str, words: Mapping[str, Any], modes: tuple[str, ...] = MODES, start: str = ""
) -> Mapping[str, Any]:
    """What the mounted bar takes.

    map_key: of the container that holds the map. words: done, idle, and per mode ``mode`` and
    ``hint``. modes: of MODES, those that are offered. start: the one that is on at first; none of
    them is on where it is blank.
    """
    return {"key": map_key, "words": dict(words), "modes": list(modes), "start": start}
