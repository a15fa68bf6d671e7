// Point symbols: joined where they touch, drawn from copies, found under the pointer even when small.
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const CLUSTER_PX = 40;
  const KEEP_SINGLE_FROM = 13; // from this zoom, symbols are never joined
  const MIN_HIT_PX = 8;
  const ALL_PLACES_FROM = 11;

  function points(spec, layer, blob) {
    return {
      kind: "points",
      cluster: spec.cluster,
      days: spec.days ? spec.days.map((ref) => atlas.array(ref, layer, blob)) : null,
      groups: null,
      ...atlas.positions(spec, layer, blob),
      ...atlas.features(spec, layer, blob),
    };
  }

  // Places are drawn with their names until one is near enough for all of them.
  function onlyNamed(mark, view) {
    return view.zoom < ALL_PLACES_FROM && mark.count > 0 && /^place\b/.test(mark.token(0));
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
    mark.named = onlyNamed(mark, view) ? new Set() : null;
    if (mark.named) return;
    for (const group of groupsOf(mark, view, state)) {
      const x = group.x * view.S - view.ox;
      const y = group.y * view.S - view.oy;
      if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
      const single = group.members.length === 1;
      if (single) {
        const sprite = view.sprite(mark.token(group.members[0]));
        // On whole pixels of the screen, or a small symbol would be blurred.
        const [left, top] = [x - sprite.half, y - sprite.half].map((edge) => Math.round(edge * view.ratio) / view.ratio);
        ctx.drawImage(sprite.canvas, left, top, 2 * sprite.half, 2 * sprite.half);
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
      if (mark.named && !mark.named.has(group.members[0])) continue;
      const near = Math.max((group.radius || 0) / view.S, (MIN_HIT_PX * view.factor) / view.S, reach);
      const away = Math.hypot(group.x - x, group.y - y);
      // Places come after records and the network: they only help to find one's way.
      const rank = /^place\b/.test(mark.token(group.members[0])) ? 1.5 : 1;
      if (away <= near) found.push({ ...group, away, rank });
    }
    return found;
  }

  atlas.ring = ring;
  atlas.MARKS = { ...atlas.MARKS, points: { read: points, draw: drawPoints, hit: hitPoints } };
})(typeof window === "undefined" ? globalThis : window);
