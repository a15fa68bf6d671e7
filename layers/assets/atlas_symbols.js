// How one style token is drawn on a canvas: symbols, lines, areas, and the legend's swatches.
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const [SMALL_UNTIL, FULL_FROM] = [6, 9];
  const [SMALLEST, SMALLEST_RECORD] = [0.45, 0.6];
  const LEAST_PEN = 0.65; // part of its width that a symbol's pen keeps when the symbol is small
  const LEAST_LETTER_PX = 5;
  const MISSING = { shape: "circle", fill: "#888888", stroke: "", w: 1, s: 8, o: 1, dash: [], letter: "" };

  function styleOf(payload, token) {
    return payload.styles[token] || MISSING;
  }

  function isDarkColour(colour) {
    const value = parseInt(colour.slice(1), 16);
    return 0.3 * (value >> 16) + 0.59 * ((value >> 8) & 255) + 0.11 * (value & 255) < 150;
  }

  // The outline is in parts of half the symbol's size, y downwards.
  function trace(ctx, part, x, y, half) {
    const [closed, , points] = part;
    ctx.beginPath();
    for (let i = 0; i < points.length; i += 2) {
      if (i === 0) ctx.moveTo(x + points[0] * half, y + points[1] * half);
      else ctx.lineTo(x + points[i] * half, y + points[i + 1] * half);
    }
    if (closed) ctx.closePath();
  }

  // Symbols grow with the zoom, so that at a glance they do not bury the line they stand on.
  // Records stay a little larger than the network; places are named and keep their size.
  function symbolScale(zoom, token) {
    if (/^place\b/.test(token)) return 1;
    const smallest = /^category\./.test(token) ? SMALLEST_RECORD : SMALLEST;
    const grown = Math.max(0, Math.min(1, (zoom - SMALL_UNTIL) / (FULL_FROM - SMALL_UNTIL)));
    return smallest + (1 - smallest) * grown;
  }

  function letter(ctx, style, x, y, half) {
    ctx.fillStyle = !style.fill ? style.stroke : isDarkColour(style.fill) ? "#FFFFFF" : "#111111";
    ctx.font = `700 ${Math.round(half * 1.15)}px "Noto Sans", sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(style.letter, x, y + half * 0.06);
  }

  function drawSymbol(ctx, payload, style, x, y, factor, scale = 1) {
    const parts = payload.symbols[style.shape] || payload.symbols.circle || [];
    const half = (style.s * factor * scale) / 2;
    ctx.save();
    ctx.globalAlpha = style.o;
    ctx.lineJoin = "round";
    ctx.lineWidth = style.w * factor * Math.max(LEAST_PEN, scale);
    ctx.setLineDash(style.dash.map((length) => length * factor));
    for (const part of parts) {
      trace(ctx, part, x, y, half);
      if (part[1] && style.fill) {
        ctx.fillStyle = style.fill;
        ctx.fill();
      }
      if (style.stroke) {
        ctx.strokeStyle = style.stroke;
        ctx.stroke();
      }
    }
    if (style.letter && half > LEAST_LETTER_PX) letter(ctx, style, x, y, half);
    ctx.restore();
  }

  // Symbols are drawn once per token and size, then copied: a map may hold thousands.
  function spriteMaker(payload, factor, ratio) {
    const sprites = new Map();
    return (token, zoom) => {
      const scale = symbolScale(zoom, token);
      const key = `${token}/${scale}`;
      if (!sprites.has(key)) {
        const style = styleOf(payload, token);
        const half = Math.ceil((style.s * scale * 0.7 + style.w + 2) * factor);
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = Math.ceil(2 * half * ratio);
        const ctx = canvas.getContext("2d");
        ctx.scale(ratio, ratio);
        drawSymbol(ctx, payload, style, half, half, factor, scale);
        sprites.set(key, { canvas, half, radius: (style.s * factor * scale) / 2 });
      }
      return sprites.get(key);
    };
  }

  // Colours and pen of a line or area; `dashed` false leaves out dashes (casing, highlight).
  function setPen(ctx, style, factor) {
    const ground = style.shape === "fill" || style.shape === "area";
    ctx.globalAlpha = ground ? 1 : style.o;
    ctx.lineWidth = Math.max(0.4, style.w * factor);
    ctx.strokeStyle = style.stroke || "transparent";
    ctx.fillStyle = style.fill || "transparent";
    ctx.lineJoin = "round";
    ctx.lineCap = style.dash.length ? "butt" : "round";
    ctx.setLineDash(style.dash.map((length) => length * factor));
  }

  function swatchLine(ctx, style, width, height, factor) {
    setPen(ctx, style, factor);
    ctx.lineCap = "butt";
    ctx.lineWidth = Math.min(ctx.lineWidth, height - 4);
    ctx.beginPath();
    ctx.moveTo(1, height / 2);
    ctx.lineTo(width - 1, height / 2);
    ctx.stroke();
  }

  function swatchArea(ctx, style, width, height, round) {
    setPen(ctx, style, 1);
    ctx.beginPath();
    if (round) ctx.arc(width / 2, height / 2, height / 2 - 2, 0, 2 * Math.PI);
    else ctx.rect(3, 3, width - 6, height - 6);
    ctx.globalAlpha = style.o;
    if (style.fill) ctx.fill();
    ctx.globalAlpha = 1;
    if (style.stroke && style.w > 0) ctx.stroke();
  }

  // A small canvas that shows a legend entry exactly as the map draws it.
  function swatch(payload, entry, factor) {
    const style = styleOf(payload, entry.token);
    const ratio = Math.max(2, root.devicePixelRatio || 1);
    const [width, height] = [28 * factor, Math.max(20, style.s + style.w + 1) * factor];
    const canvas = document.createElement("canvas");
    canvas.className = "am-swatch";
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.setAttribute("aria-hidden", "true");
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    if (payload.symbols[style.shape]) drawSymbol(ctx, payload, style, width / 2, height / 2, factor);
    else if (entry.kind === "line" || style.shape === "line") swatchLine(ctx, style, width, height, factor);
    else swatchArea(ctx, style, width, height, entry.kind === "circle" || style.shape === "area");
    return canvas;
  }

  Object.assign(atlas, { styleOf, drawSymbol, spriteMaker, setPen, swatch, isDarkColour });
})(typeof window === "undefined" ? globalThis : window);
