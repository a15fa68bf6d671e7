// Names on the map: where they may stand, and which of them fit without covering anything.
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const FAMILY = '"Noto Sans","Noto Sans Thai","Noto Sans Lao","Noto Sans Khmer","Noto Sans Myanmar",sans-serif';
  const [MAX_LABELS, FEW_LABELS] = [90, 45]; // the fewer while the map is far
  // The fullest first. part: of the style's size; short: the first line only; close: not spaced out.
  const SIZES = [{ part: 1 }, { part: 0.8 }, { part: 0.8, short: true }];
  const COUNTRY_SIZES = [...SIZES, { part: 0.64, short: true, close: true }];
  const LINE_HEIGHT = 1.3;
  const ALIKE = "land.core"; // the countries of the atlas
  // Steps from an area's middle, in widths and heights of the label, the nearest first: wide for the
  // many small areas, narrow for the few countries, whose symbols leave little room.
  const SHIFTS = shifts([0.3, 0.6], [0.8, 1.6, 2.4, 3.2, 4.2, 5.4]);
  const NARROW_SHIFTS = shifts([0.15, 0.3, 0.45, 0.6], Array.from({ length: 16 }, (_, i) => (i + 1) / 5));

  const REACH = [1.1, 5.9]; // how far from the middle the farthest step takes an edge

  function shifts(across, down) {
    const both = (steps) => [0, ...steps.flatMap((step) => [-step, step])];
    const grid = both(across).flatMap((x) => both(down).map((y) => [x, y]));
    return grid.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
  }

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
  function space(ctx, line, spacing) {
    const latin = !/[^\u0000-\u024f]/.test(line);
    if ("letterSpacing" in ctx) ctx.letterSpacing = `${latin ? spacing : 0}px`;
  }

  function measure(ctx, label, style, factor, { part, short, close }) {
    const size = style.size * factor * part;
    const spacing = close ? 0 : style.spacing * size;
    ctx.font = `${style.weight} ${size}px ${FAMILY}`;
    const lines = [...new Set(label.name.split(/\n| · /))].slice(0, short ? 1 : 3);
    const widths = lines.map((line) => {
      space(ctx, line, spacing);
      return ctx.measureText(line).width;
    });
    return { lines, size, spacing, width: Math.max(...widths), height: lines.length * size * LINE_HEIGHT };
  }

  function overlaps(box, others, pad) {
    return others.some((b) => box[0] < b[2] + pad && box[2] > b[0] - pad && box[1] < b[3] + pad && box[3] > b[1] - pad);
  }

  // Corners to try: round the middle of an area, with whether this moves the label from it; right,
  // left, above, below a symbol.
  function* places(label, text) {
    const { x, y, offset, item } = label;
    const { width, height } = text;
    if (offset) {
      yield [x + offset, y - height / 2];
      yield [x - offset - width, y - height / 2];
      yield [x - width / 2, y - offset - height];
      yield [x - width / 2, y + offset];
      return;
    }
    const steps = item && item.area ? (label.token === ALIKE ? NARROW_SHIFTS : SHIFTS) : [[0, 0]];
    for (const [across, down] of steps) {
      yield [x + (across - 0.5) * width, y + (down - 0.5) * height, Boolean(across || down)];
    }
  }

  // Whether both ends of a label lie in its area.
  function inside({ item }, box, view) {
    const y = ((box[1] + box[3]) / 2 + view.oy) / view.S;
    return [box[0], box[2]].every((x) => atlas.insideItem(item, (x + view.ox) / view.S, y));
  }

  // A label stands wholly in the window or wholly outside it: none is cut at the edge.
  function cut(box, [west, north, east, south]) {
    const outside = box[2] < west || box[0] > east || box[3] < north || box[1] > south;
    return !outside && (box[0] < west || box[1] < north || box[2] > east || box[3] > south);
  }

  function firstFree(label, text, view, taken, pad) {
    const [across, down] = [label.offset + REACH[0] * text.width, label.offset + REACH[1] * text.height];
    const reach = [label.x - across, label.y - down, label.x + across, label.y + down];
    const near = taken.filter((box) => overlaps(box, [reach], pad));
    for (const [x, y, moved] of places(label, text)) {
      const box = [x, y, x + text.width, y + text.height];
      if (!cut(box, view.inner) && !overlaps(box, near, pad) && (!moved || inside(label, box, view))) return box;
    }
    return null;
  }

  // One label in one of the sizes, with its box; null where it finds no room.
  function fitIn(size, ctx, label, view, taken, pad) {
    const style = labelStyle(view.payload, label.token);
    const text = measure(ctx, label, style, view.factor, size);
    const box = text.width <= label.room * 1.05 && firstFree(label, text, view, taken, size.part < 1 ? 1 : pad);
    return box ? { label, style, text, box } : null;
  }

  // The whole label where it fits, else smaller, else its first line alone, else nothing.
  function fit(ctx, label, view, taken, pad) {
    for (const size of label.once ? SIZES.slice(0, 1) : SIZES) {
      const found = fitIn(size, ctx, label, view, taken, pad);
      if (found) return [found];
    }
    return [];
  }

  // Countries are named alike, so that none looks lesser: all in the fullest of the sizes in which
  // as many of them as in any stand in the window.
  function fitAlike(ctx, labels, view, taken, pad) {
    let [best, most] = [[], -1];
    for (const size of COUNTRY_SIZES) {
      const found = [];
      for (const label of labels) {
        const one = fitIn(size, ctx, label, view, taken.concat(found.map(({ box }) => box)), pad);
        if (one) found.push(one);
      }
      if (found.length === labels.length) return found;
      const seen = found.filter(({ box }) => overlaps(box, [view.inner], 0)).length;
      if (seen > most) [best, most] = [found, seen];
    }
    return best;
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
      space(ctx, line, text.spacing);
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

  // What is placed together, in order: ends of lines one by one, the countries all at once, the rest
  // one by one.
  function* groups(view, marks) {
    const near = ({ x, y }) => x >= -60 && y >= -30 && x <= view.width + 60 && y <= view.height + 30;
    const listed = marks.flatMap((mark) => candidates(mark, view)).filter(near);
    const alike = ({ token }) => token === ALIKE;
    for (const end of view.ends.filter(near)) yield [end];
    yield listed.filter(alike);
    for (const label of listed) if (!alike(label)) yield [label];
  }

  // Writes what fits, first come first; a label never covers a symbol or another label. At small
  // zooms labels keep more distance, so that there are fewer.
  function drawLabels(ctx, view, marks) {
    const taken = view.obstacles.concat(view.covers);
    const pad = (view.zoom < 6 ? 5 : view.zoom < 8 ? 4 : 2) * view.factor;
    let written = 0;
    ctx.save();
    for (const labels of groups(view, marks)) {
      if (written >= (view.zoom < 9 ? FEW_LABELS : MAX_LABELS)) break;
      const found = labels.length > 1 ? fitAlike(ctx, labels, view, taken, pad) : labels.flatMap((one) => fit(ctx, one, view, taken, pad));
      for (const { label, style, text, box } of found) {
        taken.push(box);
        write(ctx, text, style, box, view.factor);
        if (label.mark && label.mark.named) dot(ctx, view, label, taken);
        written += 1;
      }
    }
    ctx.restore();
    return written;
  }

  Object.assign(atlas, { drawLabels, FONT_FAMILY: FAMILY });
})(typeof window === "undefined" ? globalThis : window);
