// The frame round the map: title, window, counts, audience, legend, disclaimer, credits, and the
// card of a record. Every text is written with textContent; nothing that is read becomes markup.
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const LEGEND_MAX_SCALE = 1.25; // as in atlas_map.css
  const ADDRESS = /^https?:\/\/[^\s<>"']+$/i;

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }

  function fill(node, ...children) {
    node.replaceChildren(...children.filter(Boolean));
    return node;
  }

  // The skeleton; the map goes into `.map`.
  function build() {
    const frame = make("section", "am-frame");
    const parts = {
      frame,
      head: make("header", "am-head"),
      body: make("div", "am-body"),
      map: make("div", "am-map"),
      legend: make("details", "am-legend"),
      notice: make("div", "am-notice"),
      foot: make("footer", "am-foot"),
    };
    parts.notice.setAttribute("role", "status");
    parts.body.append(parts.map, parts.legend, parts.notice);
    frame.append(parts.head, parts.body, parts.foot);
    return parts;
  }

  function drawHead(parts, furniture) {
    const line = make("p", "am-meta");
    for (const key of ["window", "counts", "as_of", "audience"]) {
      if (furniture[key]) line.append(make("span", `am-${key}`, furniture[key]));
    }
    fill(
      parts.head,
      make("h2", "am-title", furniture.title),
      furniture.verdict ? make("p", "am-verdict", furniture.verdict) : null,
      line,
    );
  }

  function drawFoot(parts, furniture) {
    const credits = make("p", "am-credits");
    for (const credit of furniture.credits) credits.append(make("span", "", credit));
    const tail = [furniture.crs, furniture.version].filter(Boolean).join(" · ");
    if (tail) credits.append(make("span", "", tail));
    const notes = furniture.notes.map((note) => make("p", "am-note", note));
    fill(parts.foot, make("p", "am-disclaimer", furniture.disclaimer), ...notes, credits);
  }

  function legendBlock(payload, layer, picture, switches) {
    const block = make("div", "am-block");
    block.dataset.layer = layer.id;
    const title = make(switches ? "label" : "p", "am-layer", switches ? null : layer.title);
    if (switches) {
      const box = make("input");
      box.type = "checkbox";
      box.checked = !picture.state.hidden.has(layer.id);
      box.addEventListener("change", () => {
        picture.setHidden(layer.id, !box.checked);
        block.classList.toggle("am-off", !box.checked);
      });
      title.append(box, make("span", "", layer.title));
    }
    block.append(title);
    for (const entry of layer.legend) {
      const row = make("div", "am-entry");
      row.append(atlas.swatch(payload, entry, Math.min(payload.scale || 1, LEGEND_MAX_SCALE)), make("span", "", entry.text));
      block.append(row);
    }
    for (const note of layer.notes) block.append(make("p", "am-note", note));
    return block;
  }

  // What the map is about comes first: the layer that classes the sections.
  function isAnswer(layer) {
    return layer.legend.some((entry) => /^section\./.test(entry.token));
  }

  // Topmost layer first, as on the map. With switches every layer is listed, else those that
  // explain something.
  function drawLegend(parts, payload, picture, switches) {
    const key = JSON.stringify([
      payload.style_version,
      payload.scale,
      payload.words,
      payload.layers.map((layer) => [layer.id, layer.title, layer.legend, layer.notes]),
    ]);
    if (parts.legend.dataset.key === key) return;
    parts.legend.dataset.key = key;
    const layers = [...payload.layers]
      .sort((a, b) => isAnswer(b) - isAnswer(a) || b.order - a.order)
      .filter((layer) => switches || layer.legend.length || layer.notes.length);
    const list = make("div", "am-blocks");
    list.append(...layers.map((layer) => legendBlock(payload, layer, picture, switches)));
    fill(parts.legend, make("summary", "", payload.words.legend), list);
    parts.legend.hidden = layers.length === 0;
  }

  function address(text) {
    const link = make("a", "", text);
    link.href = text;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }

  // Addresses become links only where the whole word is one; nothing of them is loaded.
  function value(text) {
    const node = make("dd");
    for (const piece of String(text).split(/(\s+|;)/)) {
      node.append(ADDRESS.test(piece) ? address(piece) : document.createTextNode(piece));
    }
    return node;
  }

  function card(mark, index) {
    const box = make("div", "am-card");
    const name = mark.name(index);
    if (name) box.append(make("h3", "", name.replaceAll(" · ", "\n")));
    const list = make("dl");
    for (const row of mark.card) {
      const text = row.value(index);
      if (text !== "" && text !== null && text !== undefined) list.append(make("dt", "", row.label), value(text));
    }
    box.append(list);
    return box;
  }

  // One card of several, with steps to the next; calls `onShow` with the id of what is shown.
  function cards(hits, words, onShow) {
    const holder = make("div", "am-cards");
    let at = 0;
    const show = () => {
      const { mark, index } = hits[at];
      const bar = hits.length > 1 ? make("div", "am-pager") : null;
      if (bar) {
        const step = (by) => () => {
          at = (at + by + hits.length) % hits.length;
          show();
        };
        const back = make("button", "", words.previous);
        const next = make("button", "", words.next);
        back.type = next.type = "button";
        back.addEventListener("click", step(-1));
        next.addEventListener("click", step(1));
        bar.append(back, make("span", "", `${at + 1} / ${hits.length}`), next);
      }
      fill(holder, bar, card(mark, index));
      onShow(mark.ids[index]);
    };
    show();
    return holder;
  }

  Object.assign(atlas, { make, fill, buildFrame: build, drawHead, drawFoot, drawLegend, cards });
})(typeof window === "undefined" ? globalThis : window);
