// AtlasMap.mount(element, options) -> {ready, update, flyTo, destroy, ...}: one map for the page of
// the dashboard and for the one-file map. Needs Leaflet's global L and the other atlas_*.js files.
//
// options: displayBase (folder of the display files), displays ({name: GeoJSON} instead of it),
// onSelect(id), reportKinds (kinds of ids told to onSelect; all when absent), switches (layer
// switches in the legend).
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const MAX_ZOOM = 14;
  const MIN_ZOOM = 4;
  const FLIGHT_ZOOM = 10;
  const NARROW_PX = 760; // as in atlas_map.css: from here the legend has a column of its own
  const PADDING = [6, 6];

  function displayLoader(options, payloadOf) {
    const inlined = new Map();
    return (name) => {
      const given = options.displays && options.displays[name];
      if (given) {
        if (!inlined.has(name)) inlined.set(name, Promise.resolve().then(() => atlas.readDisplay(given)));
        return inlined.get(name);
      }
      const version = (payloadOf().display_versions || {})[name];
      const query = version ? `?v=${encodeURIComponent(version)}` : "";
      return atlas.fetchDisplay(`${options.displayBase}${encodeURIComponent(name)}.json${query}`);
    };
  }

  function leafletMap(L, element) {
    const map = L.map(element, {
      zoomControl: false,
      attributionControl: false,
      minZoom: MIN_ZOOM,
      maxZoom: MAX_ZOOM,
      zoomSnap: 0.5,
      zoomDelta: 1,
      wheelPxPerZoomLevel: 90,
      worldCopyJump: false,
      fadeAnimation: false,
      closePopupOnClick: true,
    });
    map.createPane("ground").style.zIndex = 200;
    map.createPane("marks").style.zIndex = 400;
    map.getPane("ground").style.pointerEvents = map.getPane("marks").style.pointerEvents = "none";
    return map;
  }

  function bounds([west, south, east, north]) {
    return [
      [south, west],
      [north, east],
    ];
  }

  // What stands over the map, as boxes in px from its corner: no label goes below it.
  function covers(parts) {
    const corner = parts.map.getBoundingClientRect();
    const nodes = [parts.legend, ...parts.map.querySelectorAll(".am-controls, .leaflet-control-scale")];
    return nodes.map((node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      return [left - corner.left, top - corner.top, right - corner.left, bottom - corner.top];
    });
  }

  // Two plain buttons and a word: nearer, farther, whole area.
  function controls(L, map, words, goHome, zoomBy) {
    const Bar = L.Control.extend({
      onAdd() {
        const bar = atlas.make("div", "am-controls leaflet-bar");
        const button = (className, text, label, act) => {
          const node = atlas.make("button", className, text);
          node.type = "button";
          if (label) node.setAttribute("aria-label", label);
          node.addEventListener("click", act);
          return node;
        };
        bar.append(
          button("am-in", "+", words.zoom_in, () => zoomBy(1)),
          button("am-out", "−", words.zoom_out, () => zoomBy(-1)),
          button("am-home", words.home, "", goHome),
        );
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.disableScrollPropagation(bar);
        return bar;
      },
    });
    return new Bar({ position: "topright" }).addTo(map);
  }

  function mount(element, options) {
    const L = root.L;
    const parts = atlas.buildFrame();
    element.replaceChildren(parts.frame);
    const map = leafletMap(L, parts.map);
    const env = {
      display: displayLoader(options, () => picture.payload),
      redraw: (...names) => picture.redraw(...names),
      payload: () => picture.payload,
      sheet: (box) => limit(box),
      covers: () => covers(parts),
      switched: () => map.setMaxZoom(picture.nearest(MAX_ZOOM)),
      failed: () => {
        parts.notice.textContent = picture.payload.words.shapes_missing;
      },
    };
    const picture = new atlas.Picture(L, map, env);
    const tip = parts.body.appendChild(atlas.make("div", "am-tip"));
    tip.hidden = true;
    let buttons = null;
    let seenView = null;
    let seenFlight = null;
    let sheet = null; // how far land and sea are known: nobody is led beyond it
    let atHome = true; // false once the reader has moved the map
    let wide = null;
    let reading = false; // a card is open: no tip over it
    let alive = true;
    let queue = Promise.resolve();
    const coarse = root.matchMedia && root.matchMedia("(pointer: coarse)").matches;
    const reach = coarse ? 14 : 5;

    function goHome() {
      // Leaflet drops a move asked for in the middle of a zoom.
      if (map._animatingZoom) {
        map.once("zoomend", goHome);
        return;
      }
      if (picture.payload) fitHome(true);
    }

    function fitHome(animate) {
      atHome = true;
      map.fitBounds(bounds(picture.payload.view.bounds), { animate, padding: PADDING });
    }

    function zoomBy(step) {
      atHome = false;
      map.setZoom(map.getZoom() + step);
    }

    function limit(box) {
      if (sheet && sheet.key === box.join()) return;
      sheet = L.latLngBounds(atlas.unproject(box[0], box[3]), atlas.unproject(box[2], box[1]));
      sheet.key = box.join();
      // This is called from within a drawing.
      root.setTimeout(() => {
        keepOnSheet();
        if (alive && atHome) fitHome(false);
      }, 0);
    }

    // As far out as the whole area needs, else until the sheet fills the window.
    function keepOnSheet() {
      if (!alive || !sheet) return;
      map.options.minZoom = MIN_ZOOM;
      const whole = map.getBoundsZoom(bounds(picture.payload.view.bounds), false, L.point(PADDING).multiplyBy(2));
      map.setMinZoom(Math.max(MIN_ZOOM, Math.min(whole, map.getBoundsZoom(sheet, true))));
      map.setMaxBounds(sheet);
    }

    function tell(id) {
      picture.state.selected = id;
      picture.redraw("marks");
      const kind = String(id).split(":")[0];
      if (options.onSelect && (!options.reportKinds || options.reportKinds.includes(kind))) options.onSelect(id);
    }

    function open(hits, latlng) {
      const { words } = picture.payload;
      const content = atlas.cards(hits, words, tell);
      const width = Math.min(340 * (picture.payload.scale || 1), parts.map.clientWidth - 60);
      const popup = L.popup({ maxWidth: width, minWidth: Math.min(290, width), maxHeight: Math.max(140, parts.map.clientHeight - 90), className: "am-popup" })
        .setLatLng(latlng)
        .setContent(content)
        .openOn(map);
      const close = popup.getElement().querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", words.close);
      close.title = words.close;
    }

    map.on("click", (event) => {
      tip.hidden = true;
      const { hits, group } = picture.find(event.latlng, reach);
      if (group) {
        const box = spread(group);
        const together = box.getNorthEast().distanceTo(box.getSouthWest()) < 30 || map.getZoom() >= map.getMaxZoom();
        if (together) open(group.members.map((index) => ({ mark: group.mark, index })), event.latlng);
        else map.fitBounds(box, { maxZoom: MAX_ZOOM, padding: [60, 60] });
      } else if (hits.length) open(hits, event.latlng);
    });

    function spread(group) {
      return L.latLngBounds(group.members.map((i) => atlas.unproject(group.mark.x[i], group.mark.y[i])));
    }

    map.on("popupopen popupclose", (event) => {
      reading = event.type === "popupopen";
    });

    let pending = null;
    map.on("mousemove", (event) => {
      if (coarse) return;
      if (!pending) root.requestAnimationFrame(hover);
      pending = event;
    });
    map.on("mouseout movestart", () => {
      tip.hidden = true;
    });

    function hover() {
      const event = pending;
      pending = null;
      if (!alive || !event || !picture.payload || reading) return;
      const { hits, group } = picture.find(event.latlng, reach);
      const name = group ? String(group.members.length) : hits.length ? hits[0].mark.name(hits[0].index) : "";
      parts.map.classList.toggle("am-can-click", Boolean(group || hits.length));
      tip.hidden = !name;
      tip.textContent = name;
      const point = event.containerPoint;
      const left = point.x > parts.map.clientWidth * 0.7;
      tip.style.transform = `translate(${point.x + (left ? -12 : 12)}px, ${point.y + 14}px)${left ? " translateX(-100%)" : ""}`;
    }

    function dress(payload) {
      const { frame } = parts;
      frame.dataset.theme = payload.theme;
      frame.classList.toggle("am-present", (payload.scale || 1) > 1);
      frame.style.setProperty("--am-scale", payload.scale || 1);
      frame.style.setProperty("--am-height", payload.height || "70vh");
      frame.lang = payload.language || "";
      parts.map.setAttribute("aria-label", payload.words.map_label);
      parts.map.setAttribute("role", "application");
      atlas.drawHead(parts, payload.furniture);
      atlas.drawFoot(parts, payload.furniture);
      atlas.drawLegend(parts, payload, picture, options.switches);
    }

    function look(payload) {
      const asked = JSON.stringify(payload.view.bounds);
      if (asked === seenView) return;
      map.invalidateSize({ pan: false });
      fitHome(seenView !== null);
      seenView = asked;
      keepOnSheet();
    }

    // A place that was searched for: gone to once, whatever is drawn anew afterwards.
    function fly(flight) {
      if (!flight || flight[0] === seenFlight) return;
      seenFlight = flight[0];
      atHome = false;
      map.flyTo([flight[2], flight[1]], Math.max(map.getZoom(), FLIGHT_ZOOM), { duration: 0.6 });
    }

    // bytes (Uint8Array, ArrayBuffer) or base64 text.
    async function apply(data) {
      const bytes = typeof data === "string" ? atlas.fromBase64(data) : new Uint8Array(data);
      const payload = await atlas.unpack(bytes);
      if (!alive) return;
      const first = !picture.payload;
      picture.take(payload);
      dress(payload);
      look(payload);
      env.switched();
      if (first) picture.attach();
      fly(payload.view.flight);
      const words = JSON.stringify(payload.words);
      if (!buttons || buttons.words !== words) {
        if (buttons) buttons.remove();
        buttons = controls(L, map, payload.words, goHome, zoomBy);
        buttons.words = words;
        if (first) L.control.scale({ imperial: false, position: "bottomright", maxWidth: 120 }).addTo(map);
      }
      parts.frame.dataset.updates = Number(parts.frame.dataset.updates || 0) + 1;
    }

    // With room the legend stands open beside the map, else it waits to be opened over it.
    function arrange() {
      if (wide === element.clientWidth >= NARROW_PX) return;
      wide = element.clientWidth >= NARROW_PX;
      parts.legend.open = wide;
    }

    function resized() {
      arrange();
      map.invalidateSize({ pan: false, debounceMoveend: true });
      if (!picture.payload || !map._loaded) return;
      keepOnSheet();
      if (atHome) fitHome(false);
    }

    for (const move of ["mousedown", "touchstart", "wheel", "keydown"]) {
      parts.map.addEventListener(move, () => { atHome = false; }, { passive: true });
    }
    parts.body.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    arrange();
    const observer = new ResizeObserver(resized);
    observer.observe(parts.map);
    observer.observe(parts.frame);
    if (document.fonts) document.fonts.addEventListener("loadingdone", repaint);
    function repaint() {
      if (alive && picture.payload) picture.redraw("marks");
    }

    const handle = {
      map,
      picture,
      frame: parts.frame,
      update(data) {
        queue = queue.then(() => apply(data));
        return queue;
      },
      flyTo(box) {
        map.flyToBounds(bounds(box), { padding: [30, 30], maxZoom: 11, duration: 0.6 });
      },
      select(id) {
        picture.state.selected = id;
        picture.redraw("marks");
        const box = picture.boundsOf(id);
        if (box) map.flyToBounds(box, { padding: [60, 60], maxZoom: 10, duration: 0.6 });
      },
      setFilter: (filter) => picture.setFilter(filter),
      stats: () => picture.stats,
      destroy() {
        if (!alive) return;
        alive = false;
        observer.disconnect();
        if (document.fonts) document.fonts.removeEventListener("loadingdone", repaint);
        picture.destroy();
        map.remove();
        parts.frame.remove();
      },
    };
    element.__atlas = handle;
    return handle;
  }

  root.AtlasMap = { mount };
})(typeof window === "undefined" ? globalThis : window);
