// The kinds of marks a layer may have: how each is read, drawn and found under the pointer.
//
// `view` while drawing: S (world size in px), ox, oy (world px of the canvas corner), box (visible
// part of the unit square), zoom, factor (Present mode), payload, sprite(token).
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const CLUSTER_PX = 40;
  const KEEP_SINGLE_FROM = 13; // from this zoom, symbols are never joined

  function features(spec, layer, blob) {
    const f = spec.features;
    const tokenOf = atlas.array(f.token_of, layer, blob);
    return {
      ids: f.ids,
      count: f.ids.length,
      labelled: f.labelled,
      token: (i) => f.tokens[tokenOf[i]],
      name: atlas.texts(f.names, layer, blob),
      card: (f.card || []).map((row) => ({ label: row.label, value: atlas.texts(row.values, layer, blob) })),
      layer: layer.id,
    };
  }

  function meets(a, b) {
    return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
  }

  // ---- lines and areas ------------------------------------------------------------------------

  function traceLines(ctx, view, item) {
    const { S, ox, oy } = view;
    ctx.beginPath();
    for (const line of item.lines) {
      let lastX = line[0] * S - ox;
      let lastY = line[1] * S - oy;
      ctx.moveTo(lastX, lastY);
      const end = line.length - 2;
      for (let i = 2; i <= end; i += 2) {
        const x = line[i] * S - ox;
        const y = line[i + 1] * S - oy;
        // Points nearer than a pixel change nothing that can be seen; the last one is kept.
        if (i < end && Math.abs(x - lastX) + Math.abs(y - lastY) < 1) continue;
        ctx.lineTo(x, y);
        lastX = x;
        lastY = y;
      }
      if (item.area) ctx.closePath();
    }
  }

  function paintItem(ctx, view, item, style) {
    traceLines(ctx, view, item);
    if (item.area && style.fill && style.o > 0) {
      ctx.globalAlpha = style.o;
      ctx.fill("evenodd");
      ctx.globalAlpha = style.shape === "line" ? style.o : 1;
    }
    if (style.stroke && style.w > 0) ctx.stroke();
  }

  function highlight(ctx, view, item) {
    const style = atlas.styleOf(view.payload, "section.selected");
    ctx.save();
    atlas.setPen(ctx, style, view.factor);
    if (item.area) ctx.lineWidth = 4 * view.factor;
    traceLines(ctx, view, item);
    ctx.stroke();
    ctx.restore();
  }

  function drawItems(ctx, view, mark, state) {
    let current = null;
    let style = null;
    ctx.save();
    mark.items.forEach((item, i) => {
      if (!item || !meets(item.box, view.box)) return;
      const token = mark.token(i);
      if (mark.ids[i] === state.selected) highlight(ctx, view, item);
      if (token !== current) {
        style = atlas.styleOf(view.payload, token);
        atlas.setPen(ctx, style, view.factor);
        current = token;
      }
      paintItem(ctx, view, item, style);
    });
    ctx.restore();
  }

  function insideItem(item, x, y) {
    let inside = false;
    for (const line of item.lines) {
      for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
        const crosses = line[i + 1] > y !== line[j + 1] > y;
        if (crosses && x < ((line[j] - line[i]) * (y - line[i + 1])) / (line[j + 1] - line[i + 1]) + line[i]) {
          inside = !inside;
        }
      }
    }
    return inside;
  }

  function distanceToLines(item, x, y) {
    let best = Infinity;
    for (const line of item.lines) {
      for (let i = 2; i < line.length; i += 2) {
        const [ax, ay] = [line[i - 2], line[i - 1]];
        const [dx, dy] = [line[i] - ax, line[i + 1] - ay];
        const length = dx * dx + dy * dy;
        const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
        best = Math.min(best, Math.hypot(x - ax - t * dx, y - ay - t * dy));
      }
    }
    return best;
  }

  function hitItems(mark, x, y, reach, view) {
    const found = [];
    (mark.items || []).forEach((item, i) => {
      if (!item) return;
      const style = atlas.styleOf(view.payload, mark.token(i));
      const near = reach + (style.w * view.factor) / (2 * view.S);
      if (!meets(item.box, [x - near, y - near, x + near, y + near])) return;
      if (item.area ? insideItem(item, x, y) : distanceToLines(item, x, y) <= near) found.push(i);
    });
    return found;
  }

  function shapes(spec, layer, blob, env) {
    const mark = { kind: "shapes", items: [], overview: null, detail: null, ...features(spec, layer, blob) };
    const pick = (table) => mark.ids.map((id) => table.get(id) || table.get(id.replace(/^[a-z_]+:/, "")));
    mark.load = (zoom) => {
      const detailed = Boolean(spec.detail_file) && zoom >= spec.detail_from_zoom;
      const level = detailed ? "detail" : "overview";
      if (mark[level]) mark.items = mark[level];
      else if (mark.loading !== level) {
        mark.loading = level;
        env.display(detailed ? spec.detail_file : spec.file).then((table) => {
          mark[level] = pick(table);
          mark.loading = null;
          env.redraw();
        }, env.failed);
      }
    };
    return mark;
  }

  // Paths and polygons: coordinates of all features in one array, `ends` says where each stops.
  function given(spec, layer, blob) {
    const lonlat = atlas.array(spec.lonlat, layer, blob);
    const ends = atlas.array(spec.ends, layer, blob);
    const area = spec.kind === "polygons";
    const items = Array.from(ends, (end, i) => {
      const line = new Float64Array(2 * (end - (i ? ends[i - 1] : 0)));
      const start = 2 * (i ? ends[i - 1] : 0);
      for (let k = 0; k < line.length; k += 2) {
        line[k] = atlas.projectX(lonlat[start + k]);
        line[k + 1] = atlas.projectY(lonlat[start + k + 1]);
      }
      return line.length >= 4 ? atlas.shape([line], area) : null;
    });
    return { kind: spec.kind, items, ...features(spec, layer, blob) };
  }

  // ---- points ---------------------------------------------------------------------------------

  function positions(spec, layer, blob) {
    const lon = atlas.array(spec.lon, layer, blob);
    const lat = atlas.array(spec.lat, layer, blob);
    return {
      x: Float64Array.from(lon, atlas.projectX),
      y: Float64Array.from(lat, atlas.projectY),
      lat,
    };
  }

  function points(spec, layer, blob) {
    return {
      kind: "points",
      cluster: spec.cluster,
      days: spec.days ? spec.days.map((ref) => atlas.array(ref, layer, blob)) : null,
      groups: null,
      ...positions(spec, layer, blob),
      ...features(spec, layer, blob),
    };
  }

  function shown(mark, filter) {
    const list = [];
    for (let i = 0; i < mark.count; i += 1) if (!filter || filter(mark, i)) list.push(i);
    return list;
  }

  // Joins what falls into one square of the grid, then joins neighbours that still touch.
  function gather(mark, list, S, size) {
    const squares = new Map();
    for (const i of list) {
      const key = `${Math.floor((mark.x[i] * S) / size)}:${Math.floor((mark.y[i] * S) / size)}`;
      const group = squares.get(key);
      if (group) group.push(i);
      else squares.set(key, [i]);
    }
    const groups = [...squares.values()].sort((a, b) => b.length - a.length).map((members) => centre(mark, members));
    const kept = [];
    for (const group of groups) {
      const near = kept.find((other) => Math.hypot(other.x - group.x, other.y - group.y) * S < size * 0.7);
      if (near) Object.assign(near, centre(mark, near.members.concat(group.members)));
      else kept.push(group);
    }
    return kept;
  }

  function centre(mark, members) {
    let [x, y] = [0, 0];
    for (const i of members) {
      x += mark.x[i] / members.length;
      y += mark.y[i] / members.length;
    }
    return { x, y, members };
  }

  // What a points mark draws at this zoom: groups of one or more members.
  function groupsOf(mark, view, state) {
    const key = `${view.zoom}/${view.factor}/${state.filterVersion}`;
    if (!mark.groups || mark.groups.key !== key) {
      const list = shown(mark, mark.days ? state.filter : null);
      const join = mark.cluster && view.zoom < KEEP_SINGLE_FROM && list.length > 1;
      mark.groups = join
        ? gather(mark, list, view.S, CLUSTER_PX * view.factor)
        : list.map((i) => ({ x: mark.x[i], y: mark.y[i], members: [i] }));
      mark.groups.key = key;
    }
    return mark.groups;
  }

  function clusterRadius(count, factor) {
    return (7.5 + 1.7 * Math.log2(count)) * factor;
  }

  // A disc with the count, its rim parted by token so that it matches the legend.
  function drawCluster(ctx, view, mark, group, x, y) {
    const radius = clusterRadius(group.members.length, view.factor);
    const shares = new Map();
    for (const i of group.members) shares.set(mark.token(i), (shares.get(mark.token(i)) || 0) + 1);
    const dark = view.payload.theme === "dark";
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = dark ? "#10161A" : "#FFFFFF";
    ctx.fill();
    let from = -Math.PI / 2;
    ctx.lineWidth = 3.5 * view.factor;
    for (const [token, count] of [...shares].sort()) {
      const style = atlas.styleOf(view.payload, token);
      const to = from + (2 * Math.PI * count) / group.members.length;
      ctx.beginPath();
      ctx.arc(x, y, radius - 1.75 * view.factor, from, to);
      ctx.strokeStyle = style.fill || style.stroke || "#666666";
      ctx.stroke();
      from = to;
    }
    ctx.fillStyle = dark ? "#ECE8DF" : "#26241F";
    ctx.font = `600 ${Math.round(11 * view.factor)}px "Noto Sans", sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(String(group.members.length), x, y + 0.5);
    return radius;
  }

  function drawPoints(ctx, view, mark, state) {
    for (const group of groupsOf(mark, view, state)) {
      const x = group.x * view.S - view.ox;
      const y = group.y * view.S - view.oy;
      if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
      const single = group.members.length === 1;
      if (single) {
        const sprite = view.sprite(mark.token(group.members[0]));
        ctx.drawImage(sprite.canvas, x - sprite.half, y - sprite.half, 2 * sprite.half, 2 * sprite.half);
        group.radius = sprite.radius;
      } else group.radius = drawCluster(ctx, view, mark, group, x, y);
      view.obstacles.push([x - group.radius, y - group.radius, x + group.radius, y + group.radius]);
      if (group.members.some((i) => mark.ids[i] === state.selected)) ring(ctx, view, x, y, group.radius);
    }
  }

  function ring(ctx, view, x, y, radius) {
    const style = atlas.styleOf(view.payload, "section.selected");
    ctx.save();
    ctx.globalAlpha = 0.9;
    ctx.lineWidth = 3 * view.factor;
    ctx.strokeStyle = style.stroke;
    ctx.beginPath();
    ctx.arc(x, y, radius + 4 * view.factor, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.restore();
  }

  function hitPoints(mark, x, y, reach, view, state) {
    const found = [];
    for (const group of groupsOf(mark, view, state)) {
      const radius = (group.radius || 6) / view.S;
      if (Math.hypot(group.x - x, group.y - y) <= Math.max(radius, reach)) found.push(group);
    }
    return found;
  }

  // ---- circles on the ground, rasters ---------------------------------------------------------

  function circles(spec, layer, blob) {
    const radius = atlas.array(spec.radius_m, layer, blob);
    const mark = { kind: "circles", ...positions(spec, layer, blob), ...features(spec, layer, blob) };
    mark.radius = Float64Array.from(radius, (metres, i) => atlas.projectLength(metres, mark.lat[i]));
    return mark;
  }

  function drawCircles(ctx, view, mark, state) {
    ctx.save();
    for (let i = 0; i < mark.count; i += 1) {
      const style = atlas.styleOf(view.payload, mark.token(i));
      const [x, y, r] = [mark.x[i] * view.S - view.ox, mark.y[i] * view.S - view.oy, mark.radius[i] * view.S];
      if (x + r < 0 || y + r < 0 || x - r > view.width || y - r > view.height || !(r > 0)) continue;
      atlas.setPen(ctx, style, view.factor);
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.globalAlpha = style.o;
      if (style.fill) ctx.fill();
      ctx.globalAlpha = 0.7;
      if (style.stroke && style.w > 0) ctx.stroke();
      if (mark.ids[i] === state.selected) ring(ctx, view, x, y, r);
    }
    ctx.restore();
  }

  function hitCircles(mark, x, y, reach) {
    const found = [];
    for (let i = 0; i < mark.count; i += 1) {
      if (Math.hypot(mark.x[i] - x, mark.y[i] - y) <= Math.max(mark.radius[i], reach)) found.push(i);
    }
    return found;
  }

  function raster(spec, layer, blob, env) {
    const classes = atlas.array(spec.classes, layer, blob);
    const canvas = document.createElement("canvas");
    [canvas.height, canvas.width] = spec.shape;
    const ctx = canvas.getContext("2d");
    const image = ctx.createImageData(canvas.width, canvas.height);
    const inks = spec.tokens.map((token) => {
      const style = atlas.styleOf(env.payload(), token);
      const value = parseInt((style.fill || "#888888").slice(1), 16);
      return [value >> 16, (value >> 8) & 255, value & 255, Math.round(255 * style.o)];
    });
    classes.forEach((c, i) => c && image.data.set(inks[c - 1] || [0, 0, 0, 0], 4 * i));
    ctx.putImageData(image, 0, 0);
    const [west, south, east, north] = spec.bounds;
    const box = [atlas.projectX(west), atlas.projectY(north), atlas.projectX(east), atlas.projectY(south)];
    return { kind: "raster", canvas, box, ids: [], count: 0, card: [], token: () => "", name: () => "" };
  }

  function drawRaster(ctx, view, mark) {
    const [x0, y0, x1, y1] = mark.box;
    const { S, ox, oy } = view;
    ctx.drawImage(mark.canvas, x0 * S - ox, y0 * S - oy, (x1 - x0) * S, (y1 - y0) * S);
  }

  atlas.insideItem = insideItem;
  atlas.MARKS = {
    shapes: { read: shapes, draw: drawItems, hit: hitItems },
    paths: { read: given, draw: drawItems, hit: hitItems },
    polygons: { read: given, draw: drawItems, hit: hitItems },
    points: { read: points, draw: drawPoints, hit: hitPoints },
    circles: { read: circles, draw: drawCircles, hit: hitCircles },
    raster: { read: raster, draw: drawRaster, hit: () => [] },
  };
})(typeof window === "undefined" ? globalThis : window);
