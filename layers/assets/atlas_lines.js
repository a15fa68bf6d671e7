// Lines and areas: how they are read, drawn and found under the pointer; ticks at the ends of
// sections, and what stands out.
//
// `view` while drawing: S (world size in px), ox, oy (world px of the canvas corner), box (visible
// part of the unit square), zoom, factor (Present mode), payload, sprite(token), and two lists to
// fill: obstacles (boxes that no label may cover) and ends (labels of line ends).
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const [ENDS_FROM, ALL_ENDS_FROM] = [9, 10]; // zoom of the ticks, and of words at each of them
  const END_HALF_PX = 6;
  const RIM_PX = 4;
  const LONG_PX = 60; // longer lines leave room for labels inside their box

  function meets(a, b) {
    return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
  }

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
    if (mark.end && view.zoom >= ENDS_FROM) drawEnds(ctx, view, mark);
  }

  // A tick across the end of each line, with its words for the labels to place.
  function drawEnds(ctx, view, mark) {
    const style = atlas.styleOf(view.payload, "section.end");
    ctx.save();
    atlas.setPen(ctx, style, view.factor);
    mark.items.forEach((item, i) => {
      const name = item && mark.end(i);
      if (!name || !meets(item.box, view.box)) return;
      const line = item.lines[item.lines.length - 1];
      const [x, y, dx, dy] = endOf(line, view);
      const half = END_HALF_PX * view.factor;
      ctx.beginPath();
      ctx.moveTo(x - dy * half, y + dx * half);
      ctx.lineTo(x + dy * half, y - dx * half);
      ctx.stroke();
      if (view.zoom < ALL_ENDS_FROM && i % 2) return;
      view.ends.push({ once: true, name, token: "section.end", x, y, room: Infinity, offset: half + 2 });
    });
    ctx.restore();
  }

  // The last point in px with the direction of the line over its last few px.
  function endOf(line, view) {
    const [x, y] = [line[line.length - 2] * view.S - view.ox, line[line.length - 1] * view.S - view.oy];
    let [dx, dy] = [1, 0];
    for (let i = line.length - 4; i >= 0; i -= 2) {
      [dx, dy] = [x - (line[i] * view.S - view.ox), y - (line[i + 1] * view.S - view.oy)];
      if (Math.hypot(dx, dy) > END_HALF_PX) break;
    }
    const length = Math.hypot(dx, dy) || 1;
    return [x, y, dx / length, dy / length];
  }

  // What stands out, above everything else, with a pale rim. A section is a few px long at
  // overview, so its class would not be legible within the outline; it shows when one is nearer.
  function drawFindings(ctx, view, layer, state) {
    for (const mark of layer.marks.filter((one) => one.finding && one.items)) {
      const style = atlas.styleOf(view.payload, mark.token(0));
      ctx.save();
      if (style.shape === "line") drawRim(ctx, view, mark, style);
      ctx.restore();
      drawItems(ctx, view, mark, state);
    }
  }

  function drawRim(ctx, view, mark, style) {
    atlas.setPen(ctx, { ...style, stroke: view.payload.theme === "dark" ? "#10161A" : "#FFFFFF", o: 1, w: style.w + RIM_PX }, view.factor);
    const pad = ((style.w + RIM_PX) / 2) * view.factor;
    for (const item of mark.items) {
      if (!item || !meets(item.box, view.box)) continue;
      traceLines(ctx, view, item);
      ctx.stroke();
      const at = [item.box[0] * view.S - view.ox, item.box[1] * view.S - view.oy, item.box[2] * view.S - view.ox, item.box[3] * view.S - view.oy];
      if (at[2] - at[0] + at[3] - at[1] < LONG_PX) view.obstacles.push([at[0] - pad, at[1] - pad, at[2] + pad, at[3] + pad]);
    }
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
      const away = item.area ? 0 : distanceToLines(item, x, y);
      if (item.area ? insideItem(item, x, y) : away <= near) found.push({ members: [i], away, rank: item.area ? 3 : 2 });
    });
    return found;
  }

  function shapes(spec, layer, blob, env) {
    const mark = { kind: "shapes", items: [], overview: null, detail: null, ...atlas.features(spec, layer, blob) };
    if (spec.ends && spec.ends.length !== 0) mark.end = atlas.texts(spec.ends, layer, blob);
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
    const lon = atlas.array(spec.lon, layer, blob);
    const lat = atlas.array(spec.lat, layer, blob);
    const ends = atlas.array(spec.ends, layer, blob);
    const area = spec.kind === "polygons";
    const items = Array.from(ends, (end, i) => {
      const start = i ? ends[i - 1] : 0;
      const line = new Float64Array(2 * (end - start));
      for (let k = 0; k < end - start; k += 1) {
        line[2 * k] = atlas.projectX(lon[start + k]);
        line[2 * k + 1] = atlas.projectY(lat[start + k]);
      }
      return line.length >= 4 ? atlas.shape([line], area) : null;
    });
    return { kind: spec.kind, items, ...atlas.features(spec, layer, blob) };
  }

  atlas.insideItem = insideItem;
  atlas.drawFindings = drawFindings;
  atlas.MARKS = {
    ...atlas.MARKS,
    shapes: { read: shapes, draw: drawItems, hit: hitItems },
    paths: { read: given, draw: drawItems, hit: hitItems },
    polygons: { read: given, draw: drawItems, hit: hitItems },
  };
})(typeof window === "undefined" ? globalThis : window);
