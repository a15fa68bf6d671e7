"""The map as a Streamlit component: the texts to register it with, and the data to mount it with.

Nothing here imports Streamlit. A screen registers ``definition()`` once and mounts it with
``data(...)``; panning and zooming stay in the browser, a click on a record sets the trigger
``selected`` to its id. The trigger ``drawn`` is set once per page, when its first map is drawn or
has failed, so that a screen may hold back what would delay it.
"""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from layers.renderers import _assets
from layers.renderers.payload import Payload

NAME: Final = "border_atlas_map"
HTML: Final = '<div class="am-host"></div>'

# Runs as a module for every rerun. Scripts are loaded once per page, from the app's own address:
# the folder of the page's main script gives the base path, whatever the page's own path is.
# The host calls the clean-up of an overtaken run too, so it only acts once the map has left the
# page.
_LOADER: Final = """
const VERSION = __VERSION__;
const SCRIPTS = __SCRIPTS__;
const STYLES = __STYLES__;
const EARLY = __EARLY__;
function base() {
  const main = document.querySelector('script[src*="static/js/"]');
  const address = main ? main.src : document.baseURI;
  return main ? address.slice(0, address.lastIndexOf("static/js/")) : new URL(".", address).href;
}
function once(url, make) {
  const loads = (window.__atlasLoads = window.__atlasLoads || new Map());
  if (!loads.has(url)) {
    const promise = new Promise((resolve, reject) => {
      const node = make(url);
      node.addEventListener("load", resolve);
      node.addEventListener("error", () => {
        loads.delete(url);
        reject(new Error("Could not load " + url));
      });
      document.head.append(node);
    });
    loads.set(url, promise);
  }
  return loads.get(url);
}
function script(url) {
  const node = document.createElement("script");
  node.src = url;
  node.async = false;
  return node;
}
function sheet(url) {
  const node = document.createElement("link");
  node.rel = "stylesheet";
  node.href = url;
  return node;
}
function styled(root, url) {
  return new Promise((resolve) => {
    const node = sheet(url);
    node.addEventListener("load", resolve);
    node.addEventListener("error", resolve);
    root.append(node);
  });
}
async function start(root) {
  const at = base() + "app/static/";
  const early = (window.__atlasEarly = window.__atlasEarly || new Map());
  for (const name of window.__atlasDisplays ? [] : EARLY) {
    const url = at + "atlas/display/" + name;
    const answer = fetch(url, { credentials: "same-origin" });
    answer.catch(() => early.delete(url));
    early.set(url, answer);
  }
  once(at + "vendor/fonts/fonts.css", sheet).catch(() => undefined);
  const own = SCRIPTS.map((name) => at + "atlas/" + name + "?v=" + VERSION);
  const leaflet = window.L && window.L.map ? [] : [at + "vendor/leaflet/leaflet.js"];
  await Promise.all([
    ...[...leaflet, ...own].map((url) => once(url, script)),
    styled(root, at + "vendor/leaflet/leaflet.css"),
    ...STYLES.map((name) => styled(root, at + "atlas/" + name + "?v=" + VERSION)),
  ]);
  return window.AtlasMap.mount(root.querySelector(".am-host"), {
    displayBase: at + "atlas/display/",
    reportKinds: __KINDS__,
    onSelect: (id) => root.__atlasReport(id),
  });
}
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement;
  root.__atlasReport = (id) => setTriggerValue("selected", id);
  if (!root.__atlasMap) root.__atlasMap = start(root);
  root.__atlasMap
    .then((map) => data && map.update(data))
    .catch((fault) => {
      delete root.__atlasMap;
      root.querySelector(".am-host").textContent = fault.message;
    })
    .finally(() => {
      if (window.__atlasDrawn) return;
      window.__atlasDrawn = true;
      setTriggerValue("drawn", true);
    });
  return () => {
    setTimeout(() => {
      const holder = root.host || root;
      if (holder.isConnected || !root.__atlasMap) return;
      root.__atlasMap.then((map) => map.destroy());
      delete root.__atlasMap;
    }, 0);
  };
}
"""


def script(
    *, report_kinds: Sequence[str] | None = None, early: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The component's module.

    report_kinds: kinds of ids ("section") whose click reruns the app; None for all. early: display
    file to its version word, to be asked for together with the code. Own files carry the version of
    their content in their address.
    """
    kinds = list(report_kinds) if report_kinds is not None else None
    files = [f"{name}.json?v={version}" for name, version in sorted(early.items())]
    return (
        _LOADER.replace("__VERSION__", json.dumps(_assets.version()))
        .replace("__SCRIPTS__", json.dumps(list(_assets.SCRIPTS)))
        .replace("__STYLES__", json.dumps(list(_assets.STYLES)))
        .replace("__KINDS__", json.dumps(kinds))
        .replace("__EARLY__", json.dumps(files))
    )


def definition(
    *, report_kinds: Sequence[str] | None = None, early: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, Any]:
    """Keyword arguments that register the component: name, html, js, isolate_styles.

    report_kinds, early: as in ``script``.
    """
    return {
        "name": NAME,
        "html": HTML,
        "js": script(report_kinds=report_kinds, early=early),
        "isolate_styles": True,
    }


def data(content: Payload) -> bytes:
    """What the mounted component takes as ``data``: raw bytes, compressed."""
    return content.packed()
