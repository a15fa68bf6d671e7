// What covers ground without an outline of its own: soft circles ("somewhere in here") and rasters.
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const MIN_RADIUS_PX = 4;
  const PALER_FROM_PX = 80; // a circle that fills the window must not darken what stands in it

  function circles(spec, layer, blob) {
    const radius = atlas.array(spec.radius_m, layer, blob);
    const mark = { kind: "circles", ...atlas.positions(spec, layer, blob), ...atlas.features(spec, layer, blob) };
    mark.radius = Float64Array.from(radius, (metres, i) => atlas.projectLength(metres, mark.lat[i]));
    return mark;
  }

  // A circle too small to be seen is drawn a little larger than it is.
  function radiusPx(mark, i, view) {
    return Math.max(mark.radius[i] * view.S, MIN_RADIUS_PX * view.factor);
  }

  function drawCircles(ctx, view, mark, state) {
    ctx.save();
    for (let i = 0; i < mark.count; i += 1) {
      const style = atlas.styleOf(view.payload, mark.token(i));
      const [x, y, r] = [mark.x[i] * view.S - view.ox, mark.y[i] * view.S - view.oy, radiusPx(mark, i, view)];
      if (x + r < 0 || y + r < 0 || x - r > view.width || y - r > view.height) continue;
      atlas.setPen(ctx, style, view.factor);
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.globalAlpha = style.o * Math.min(1, PALER_FROM_PX / r);
      if (style.fill) ctx.fill();
      ctx.globalAlpha = 0.7;
      if (style.stroke && style.w > 0) ctx.stroke();
      if (mark.ids[i] === state.selected) atlas.ring(ctx, view, x, y, r);
    }
    ctx.restore();
  }

  function hitCircles(mark, x, y, reach, view) {
    const found = [];
    for (let i = 0; i < mark.count; i += 1) {
      const away = Math.hypot(mark.x[i] - x, mark.y[i] - y);
      if (away <= Math.max(radiusPx(mark, i, view) / view.S, reach)) found.push({ members: [i], away, rank: 2.5 });
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

  atlas.MARKS = {
    ...atlas.MARKS,
    circles: { read: circles, draw: drawCircles, hit: hitCircles },
    raster: { read: raster, draw: drawRaster, hit: () => [] },
  };
})(typeof window === "undefined" ? globalThis : window);
