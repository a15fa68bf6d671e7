// Names on the map: where they may stand, and which of them fit without covering anything.
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const FAMILY = '"Noto Sans","Noto Sans Thai","Noto Sans Lao","Noto Sans Khmer","Noto Sans Myanmar",sans-serif';
  const [MAX_LABELS, FEW_LABELS] = [90, 45]; // the fewer while the map is far
  const SIZES = [[false, false], [false, true], [true, true]]; // first line only, smaller
  const LINE_HEIGHT = 1.3;
  // Steps from an area's middle, in widths and heights of the label, the nearest first.
  const SHIFTS = [0, -0.3, 0.3, -0.6, 0.6]
    .flatMap((across) => [0, -0.8, 0.8, -1.6, 1.6, -2.4, 2.4, -3.2, 3.2, -4.2, 4.2, -5.4, 5.4].map((down) => [across, down]))
    .sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

  function ringArea(line) {
    let sum = 0;
    for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
      sum += line[j] * line[i + 1] - line[i] * line[j + 1];
    }
    return Math.abs(sum) / 2;
  }

  // Middle of the widest stretch inside the largest ring, looking along a few parallels: inside the
  // shape even where it bends.
  function areaAnchor(item) {
    const line = item.lines.reduce((a, b) => (ringArea(b) > ringArea(a) ? b : a));
    const box = atlas.shape([line], true).box;
    let best = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 0];
    for (let step = 3; step <= 7; step += 1) {
      const y = box[1] + ((box[3] - box[1]) * step) / 10;
      const cuts = [];
      for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
        if (line[i + 1] > y !== line[j + 1] > y) {
          cuts.push(line[i] + ((y - line[i + 1]) * (line[j] - line[i])) / (line[j + 1] - line[i + 1]));
        }
      }
      cuts.sort((a, b) => a - b);
      for (let k = 1; k < cuts.length; k += 2) {
        const width = (cuts[k] - cuts[k - 1]) * (step === 5 ? 1.15 : 1);
        if (width > best[2]) best = [(cuts[k] + cuts[k - 1]) / 2, y, width];
      }
    }
    return best;
  }

  function lineAnchor(item) {
    const line = item.lines.reduce((a, b) => (b.length > a.length ? b : a));
    const middle = 2 * Math.floor(line.length / 4);
    return [line[middle], line[middle + 1], Math.max(item.box[2] - item.box[0], item.box[3] - item.box[1])];
  }

  function anchorOf(item) {
    if (!item.anchor) item.anchor = item.area ? areaAnchor(item) : lineAnchor(item);
    return item.anchor;
  }

  function labelStyle(payload, token) {
    const labels = payload.labels || {};
    const family = token.replace(/\..*/, "");
    return labels[token] || labels[family] || labels[""] || { colour: "#26241F", halo: "#FFFFFF", halo_px: 2, size: 11, spacing: 0, weight: 400 };
  }

  // Candidates of one mark in canvas px, in the order of the features.
  function candidates(mark, view) {
    const list = [];
    for (let i = 0; i < mark.count; i += 1) {
      const name = mark.name(i);
      if (!name) continue;
      if (mark.items) {
        const item = mark.items[i];
        if (!item) continue;
        const [x, y, room] = anchorOf(item);
        list.push({ name, token: mark.token(i), x: x * view.S - view.ox, y: y * view.S - view.oy, room: room * view.S, offset: 0, item });
      } else if (mark.x) {
        const offset = mark.kind === "points" ? view.sprite(mark.token(i)).radius + 3 : 0;
        list.push({ mark, index: i, name, token: mark.token(i), x: mark.x[i] * view.S - view.ox, y: mark.y[i] * view.S - view.oy, room: Infinity, offset });
      }
    }
    return list;
  }

  // Letters of Thai, Lao, Khmer and Burmese belong together: only Latin lines are spaced out.
  function space(ctx, line, style, size) {
    const latin = !/[^\u0000-\u024f]/.test(line);
    if ("letterSpacing" in ctx) ctx.letterSpacing = `${latin ? style.spacing * size : 0}px`;
  }

  function measure(ctx, label, style, factor, short, smaller) {
    const size = style.size * factor * (short || smaller ? 0.8 : 1);
    ctx.font = `${style.weight} ${size}px ${FAMILY}`;
    const lines = [...new Set(label.name.split(/\n| · /))].slice(0, short ? 1 : 3);
    const widths = lines.map((line) => {
      space(ctx, line, style, size);
      return ctx.measureText(line).width;
    });
    return { lines, size, width: Math.max(...widths), height: lines.length * size * LINE_HEIGHT };
  }

  function overlaps(box, others, pad) {
    return others.some((b) => box[0] < b[2] + pad && box[2] > b[0] - pad && box[1] < b[3] + pad && box[3] > b[1] - pad);
  }

  // Corners to try: round the middle of an area and still inside it; right, left, above, below a
  // symbol.
  function* places(label, text, view) {
    const { x, y, offset, item } = label;
    const { width, height } = text;
    if (offset) {
      yield [x + offset, y - height / 2];
      yield [x - offset - width, y - height / 2];
      yield [x - width / 2, y - offset - height];
      yield [x - width / 2, y + offset];
      return;
    }
    const inside = (px, py) => atlas.insideItem(item, (px + view.ox) / view.S, (py + view.oy) / view.S);
    for (const [across, down] of SHIFTS) {
      const [cx, cy] = [x + across * width, y + down * height];
      const fits = !item || !item.area || !(across || down) || (inside(cx - width / 2, cy) && inside(cx + width / 2, cy));
      if (fits) yield [cx - width / 2, cy - height / 2];
      if (!item || !item.area) return;
    }
  }

  // A label stands wholly in the window or wholly outside it: none is cut at the edge.
  function cut(box, [west, north, east, south]) {
    const outside = box[2] < west || box[0] > east || box[3] < north || box[1] > south;
    return !outside && (box[0] < west || box[1] < north || box[2] > east || box[3] > south);
  }

  function firstFree(label, text, view, taken, pad) {
    for (const corner of places(label, text, view)) {
      const box = [corner[0], corner[1], corner[0] + text.width, corner[1] + text.height];
      if (!cut(box, view.inner) && !overlaps(box, taken, pad)) return corner;
    }
    return null;
  }

  // The whole label where it fits, else smaller, else its first line alone, else nothing.
  function fit(ctx, label, style, view, taken, pad) {
    for (const [short, smaller] of label.once ? SIZES.slice(0, 1) : SIZES) {
      const text = measure(ctx, label, style, view.factor, short, smaller);
      const corner = text.width <= label.room * 1.05 && firstFree(label, text, view, taken, smaller ? 1 : pad);
      if (corner) return { text, corner };
    }
    return null;
  }

  function write(ctx, text, style, corner, factor) {
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.strokeStyle = style.halo;
    ctx.fillStyle = style.colour;
    ctx.lineWidth = 2 * style.halo_px * factor;
    ctx.font = `${style.weight} ${text.size}px ${FAMILY}`;
    text.lines.forEach((line, k) => {
      space(ctx, line, style, text.size);
      const x = corner[0] + text.width / 2;
      const y = corner[1] + (k + 0.5) * text.size * LINE_HEIGHT;
      ctx.strokeText(line, x, y);
      ctx.fillText(line, x, y);
    });
  }

  // The symbol of a place that is drawn only because its name found room.
  function dot(ctx, view, { mark, index, x, y }, taken) {
    const { canvas, half, radius } = view.sprite(mark.token(index));
    ctx.drawImage(canvas, x - half, y - half, 2 * half, 2 * half);
    taken.push([x - radius, y - radius, x + radius, y + radius]);
    mark.named.add(index);
  }

  // Writes what fits, first come first; a label never covers a symbol or another label. At small
  // zooms labels keep more distance, so that there are fewer.
  function drawLabels(ctx, view, marks) {
    const taken = view.obstacles.concat(view.covers);
    const pad = (view.zoom < 6 ? 5 : view.zoom < 8 ? 4 : 2) * view.factor;
    let written = 0;
    ctx.save();
    for (const label of [...view.ends, ...marks.flatMap((mark) => candidates(mark, view))]) {
      if (written >= (view.zoom < 9 ? FEW_LABELS : MAX_LABELS)) break;
      if (label.x < -60 || label.y < -30 || label.x > view.width + 60 || label.y > view.height + 30) continue;
      const style = labelStyle(view.payload, label.token);
      const found = fit(ctx, label, style, view, taken, pad);
      if (!found) continue;
      const { text, corner } = found;
      taken.push([corner[0], corner[1], corner[0] + text.width, corner[1] + text.height]);
      write(ctx, text, style, corner, view.factor);
      if (label.mark && label.mark.named) dot(ctx, view, label, taken);
      written += 1;
    }
    ctx.restore();
    return written;
  }

  Object.assign(atlas, { drawLabels, FONT_FAMILY: FAMILY });
})(typeof window === "undefined" ? globalThis : window);
