// The canvas under Leaflet's pan and zoom. Two of them: the ground, which seldom changes, and the
// marks with their labels. A layer whose version is unchanged is neither read nor drawn again.
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const GROUND = /^(land|water|river|border\.(province|district))\b/;
  const MAX_RATIO = 2;
  const OVERVIEW_BELOW = 8;

  function makeRendererClass(L) {
    return L.Renderer.extend({
      options: { padding: 0.25 },
      initialize(draw, options) {
        this._draw = draw;
        L.Renderer.prototype.initialize.call(this, options);
      },
      _initContainer() {
        this._container = document.createElement("canvas");
        this._container.setAttribute("aria-hidden", "true");
      },
      _destroyContainer() {
        this._container.remove();
        delete this._container;
      },
      getEvents() {
        const events = L.Renderer.prototype.getEvents.call(this);
        events.move = this._keepFilled;
        return events;
      },
      _keepFilled() {
        const map = this._map;
        if (map._animatingZoom || !this._bounds || map._zoom !== this._zoom) return;
        const size = map.getSize();
        const corner = map.containerPointToLayerPoint([0, 0]);
        if (!this._bounds.contains(L.bounds(corner, corner.add(size)))) this._update();
      },
      _update() {
        if (this._map._animatingZoom && this._bounds) return;
        L.Renderer.prototype._update.call(this);
        const size = this._bounds.getSize();
        const ratio = Math.min(MAX_RATIO, root.devicePixelRatio || 1);
        const canvas = this._container;
        L.DomUtil.setPosition(canvas, this._bounds.min);
        const [width, height] = [Math.ceil(size.x * ratio), Math.ceil(size.y * ratio)];
        if (canvas.width !== width || canvas.height !== height) {
          canvas.width = width;
          canvas.height = height;
          canvas.style.width = `${size.x}px`;
          canvas.style.height = `${size.y}px`;
        }
        this.paint();
      },
      paint() {
        if (!this._map || !this._bounds) return;
        const ratio = Math.min(MAX_RATIO, root.devicePixelRatio || 1);
        const ctx = this._container.getContext("2d");
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.clearRect(0, 0, this._container.width, this._container.height);
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        this._draw(ctx, this._viewOf(ratio));
      },
      _viewOf(ratio) {
        const origin = this._map.getPixelOrigin().add(this._bounds.min);
        const size = this._bounds.getSize();
        const S = 256 * 2 ** this._map.getZoom();
        const box = [origin.x / S, origin.y / S, (origin.x + size.x) / S, (origin.y + size.y) / S];
        const at = this._map.containerPointToLayerPoint([0, 0]).subtract(this._bounds.min);
        const shown = this._map.getSize();
        const inner = [at.x, at.y, at.x + shown.x, at.y + shown.y];
        return { S, ox: origin.x, oy: origin.y, box, inner, width: size.x, height: size.y, zoom: this._map.getZoom(), ratio };
      },
    });
  }

  // How far a layer rises at overview, where symbols stand on one another: sections above the
  // network, records above sections.
  function liftOf(tokens) {
    if (tokens.some((token) => /^category\./.test(token))) return 2;
    return tokens.some((token) => /^section\./.test(token)) ? 1 : 0;
  }

  // Reads a layer of the payload into marks; `env` gives display files and asks for redraws.
  function readLayer(spec, blob, env) {
    const tokens = spec.marks.flatMap((mark) => (mark.features ? mark.features.tokens : mark.tokens || []));
    const ground = tokens.length > 0 && tokens.every((token) => GROUND.test(token));
    // Names of the ground stand on the other canvas, so that one is drawn in any case.
    const own = { ...env, redraw: () => env.redraw(...(ground ? ["ground", "marks"] : ["marks"])) };
    const marks = spec.marks.map((mark) => atlas.MARKS[mark.kind].read(mark, spec, blob, own));
    const { id, version, order, min_zoom: minZoom, max_zoom: maxZoom } = spec;
    return { id, version, order, minZoom, maxZoom, ground, marks, lift: liftOf(tokens) };
  }

  // One card per feature, though two marks may draw it (a rim below, a line above).
  function single(found) {
    const hits = new Map();
    for (const { mark, members } of found) {
      const id = mark.ids[members[0]];
      if (members.length === 1 && !hits.has(id)) hits.set(id, { mark, index: members[0] });
    }
    return [...hits.values()];
  }

  // The drawing: layers by id, two canvases, what is selected, filtered and switched off.
  class Picture {
    constructor(L, map, env) {
      this.map = map;
      this.env = env;
      this.layers = [];
      this.payload = null;
      this.state = { selected: null, hidden: new Set(), filter: null, filterVersion: 0 };
      this.stats = { read: {}, painted: { ground: 0, marks: 0 }, labels: 0 };
      this.dirty = new Set();
      this.lastView = null;
      const Renderer = makeRendererClass(L);
      this.canvases = {
        ground: new Renderer((ctx, view) => this.paintGround(ctx, view), { pane: "ground" }),
        marks: new Renderer((ctx, view) => this.paintMarks(ctx, view), { pane: "marks" }),
      };
    }

    attach() {
      this.canvases.ground.addTo(this.map);
      this.canvases.marks.addTo(this.map);
    }

    // Takes a new payload; layers with a known version keep what was read of them.
    take(payload) {
      const known = new Map(this.layers.map((layer) => [layer.id, layer]));
      const restyled = !this.payload || this.payload.style_version !== payload.style_version;
      this.payload = payload;
      this.state.selected = payload.selected || null;
      this.layers = payload.layers.map((spec) => {
        const old = known.get(spec.id);
        if (old && !restyled && old.version === spec.version) return old;
        const layer = readLayer(spec, payload.blob, this.env);
        this.stats.read[spec.id] = (this.stats.read[spec.id] || 0) + 1;
        // Known display files are there before the next frame: nothing flickers.
        const zoom = this.map._loaded ? this.map.getZoom() : 0;
        for (const mark of layer.marks) if (mark.load) mark.load(zoom);
        this.redraw(layer.ground ? "ground" : "marks");
        return layer;
      });
      this.layers.sort((a, b) => a.order - b.order);
      const gone = [...known.keys()].some((id) => !payload.layers.some((spec) => spec.id === id));
      if (gone || restyled) this.redraw("ground");
      this.redraw("marks");
    }

    redraw(...names) {
      for (const name of names.length ? names : ["ground", "marks"]) this.dirty.add(name);
      if (this.frame) return;
      this.frame = root.requestAnimationFrame(() => {
        this.frame = 0;
        const dirty = [...this.dirty];
        this.dirty.clear();
        for (const name of dirty) this.canvases[name].paint();
      });
    }

    visible(ground) {
      const zoom = this.map.getZoom();
      return this.layers.filter(
        (layer) => layer.ground === ground && zoom >= layer.minZoom && !this.state.hidden.has(layer.id),
      );
    }

    view(base) {
      const factor = this.payload.scale || 1;
      if (this.sprites !== this.payload.style_version + factor + base.ratio) {
        this.sprites = this.payload.style_version + factor + base.ratio;
        this.sprite = atlas.spriteMaker(this.payload, factor, base.ratio);
      }
      const sprite = (token) => this.sprite(token, base.zoom);
      return Object.assign(base, { factor, payload: this.payload, sprite, obstacles: [], ends: [] });
    }

    paintLayers(ctx, view, layers) {
      for (const mark of layers.flatMap((layer) => layer.marks)) {
        if (mark.load) mark.load(view.zoom);
        atlas.MARKS[mark.kind].draw(ctx, view, mark, this.state);
      }
    }

    paintGround(ctx, base) {
      if (!this.payload) return;
      const view = this.view(base);
      const layers = this.visible(true);
      for (const mark of layers.flatMap((layer) => layer.marks)) if (mark.load) mark.load(view.zoom);
      this.paintSea(ctx, view);
      this.paintLayers(ctx, view, layers);
      this.stats.painted.ground += 1;
    }

    // Water only as far as land is drawn: beyond the sheet's edge nothing is known, so nothing is sea.
    paintSea(ctx, view) {
      const lands = this.visible(true).flatMap((layer) => layer.marks).filter((mark) => mark.count && /^land/.test(mark.token(0)));
      const boxes = lands.flatMap((mark) => (mark.items || []).filter(Boolean).map((item) => item.box));
      if (!boxes.length) return;
      const edge = (k, pick) => pick(...boxes.map((box) => box[k]));
      const [x0, y0, x1, y1] = [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)];
      if (lands.every((mark) => mark.items && mark.items.length)) this.env.sheet([x0, y0, x1, y1]);
      ctx.fillStyle = atlas.styleOf(view.payload, "water").fill;
      ctx.fillRect(x0 * view.S - view.ox, y0 * view.S - view.oy, (x1 - x0) * view.S, (y1 - y0) * view.S);
    }

    paintMarks(ctx, base) {
      if (!this.payload) return;
      const view = this.view(base);
      this.lastView = view;
      const layers = this.visible(false);
      const overview = view.zoom < OVERVIEW_BELOW;
      this.paintLayers(ctx, view, overview ? [...layers].sort((a, b) => a.lift - b.lift) : layers);
      if (overview) for (const layer of layers) atlas.drawFindings(ctx, view, layer, this.state);
      view.covers = this.env.covers().map((box) => box.map((edge, k) => edge + view.inner[k % 2]));
      this.stats.labels = atlas.drawLabels(ctx, view, this.labelled());
      this.stats.painted.marks += 1;
    }

    // Countries are named first, then points, then other areas and lines.
    labelled() {
      const rank = (mark) => (mark.count && /^land/.test(mark.token(0)) ? 0 : mark.x ? 1 : 2);
      const marks = [...this.visible(true), ...this.visible(false)].flatMap((layer) => layer.marks);
      return marks.filter((mark) => mark.labelled).sort((a, b) => rank(a) - rank(b));
    }

    // Everything with a card under a place: [{mark, index}] or one joined group. First what stands
    // out at overview, then symbols, lines and areas, the nearest of each first.
    find(latlng, reachPx) {
      const view = this.lastView;
      if (!view || view.zoom !== this.map.getZoom()) return { hits: [], group: null };
      const [x, y] = [atlas.projectX(latlng.lng), atlas.projectY(latlng.lat)];
      const reach = reachPx / view.S;
      const layers = [...this.visible(true), ...this.visible(false)].sort((a, b) => b.order - a.order);
      const found = [];
      for (const mark of layers.flatMap((layer) => [...layer.marks].reverse())) {
        if (!mark.card.length) continue;
        const first = mark.finding && view.zoom < OVERVIEW_BELOW;
        for (const hit of atlas.MARKS[mark.kind].hit(mark, x, y, reach, view, this.state)) {
          found.push({ mark, members: hit.members, away: hit.away, rank: first ? 0 : hit.rank });
        }
      }
      found.sort((a, b) => a.rank - b.rank || a.away - b.away);
      if (found.length && found[0].members.length > 1) return { hits: [], group: found[0] };
      return { hits: single(found), group: null };
    }

    // Bounds of the features with an id, as [[south, west], [north, east]], or null.
    boundsOf(id) {
      for (const mark of this.layers.flatMap((layer) => layer.marks)) {
        const i = mark.ids.indexOf(id);
        if (i < 0) continue;
        const item = mark.items && mark.items[i];
        const box = item ? item.box : mark.x ? [mark.x[i], mark.y[i], mark.x[i], mark.y[i]] : null;
        if (box) return [atlas.unproject(box[0], box[3]), atlas.unproject(box[2], box[1])];
      }
      return null;
    }

    setFilter(filter) {
      this.state.filter = filter;
      this.state.filterVersion += 1;
      this.redraw("marks");
    }

    // The nearest zoom that every layer on the map allows.
    nearest(limit) {
      const layers = this.layers.filter((layer) => !this.state.hidden.has(layer.id));
      return Math.min(limit, ...layers.map((layer) => layer.maxZoom ?? limit));
    }

    setHidden(id, hidden) {
      if (hidden) this.state.hidden.add(id);
      else this.state.hidden.delete(id);
      this.env.switched();
      this.redraw();
    }

    destroy() {
      if (this.frame) root.cancelAnimationFrame(this.frame);
    }
  }

  atlas.Picture = Picture;
})(typeof window === "undefined" ? globalThis : window);
