// Reading what the server sends: the compact payload and the display files. No drawing here.
"use strict";
(function (root) {
  const atlas = (root.AtlasParts = root.AtlasParts || {});
  const MAGIC = 0x50414d41; // "AMAP", little end first
  const ARRAYS = {
    u1: Uint8Array,
    u2: Uint16Array,
    u4: Uint32Array,
    i4: Int32Array,
    f4: Float32Array,
  };
  const MAX_LATITUDE = 85.0511287798;
  const EARTH_CIRCUMFERENCE_M = 2 * Math.PI * 6378137;

  async function inflate(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function isPacked(bytes) {
    return bytes.length > 8 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === MAGIC;
  }

  // bytes -> {head fields..., blob: ArrayBuffer}. Layout: magic, length of the JSON, JSON, padding
  // to 8, arrays.
  async function unpack(input) {
    const bytes = isPacked(input) ? input : await inflate(input);
    const buffer = bytes.slice().buffer;
    const length = new DataView(buffer).getUint32(4, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    head.blob = buffer.slice(8 * Math.ceil((8 + length) / 8));
    return head;
  }

  function fromBase64(text) {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
    return bytes;
  }

  const DEGREE_STEP = 1e-5;

  // Degrees travel as differences of whole steps, the four bytes of each apart.
  function degrees(blob, offset, length) {
    const [low, second, third, high] = [0, 1, 2, 3].map((k) => new Uint8Array(blob, offset + k * length, length));
    const values = new Float64Array(length);
    let steps = 0;
    for (let i = 0; i < length; i += 1) {
      steps += low[i] | (second[i] << 8) | (third[i] << 16) | (high[i] << 24);
      values[i] = steps * DEGREE_STEP;
    }
    return values;
  }

  // An array of a layer: ref is [type, offset in the layer's part of the blob, length].
  function array(ref, layer, blob) {
    const [type, offset, length] = ref;
    if (type === "d5") return degrees(blob, layer.at + offset, length);
    return new ARRAYS[type](blob, layer.at + offset, length);
  }

  // A column of texts is a plain list, or distinct texts "u" with a position per feature "i".
  function texts(column, layer, blob) {
    if (!column) return () => "";
    if (Array.isArray(column)) return (i) => column[i] || "";
    const positions = array(column.i, layer, blob);
    return (i) => column.u[positions[i]] || "";
  }

  // Degrees to the unit square of Web Mercator, y downwards.
  function projectX(lon) {
    return (lon + 180) / 360;
  }

  function projectY(lat) {
    const bounded = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat));
    return 0.5 - Math.asinh(Math.tan((bounded * Math.PI) / 180)) / (2 * Math.PI);
  }

  function unproject(x, y) {
    const lat = (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;
    return [lat, x * 360 - 180];
  }

  // Length on the ground, at a latitude, as a part of the unit square's side.
  function projectLength(metres, lat) {
    return metres / (EARTH_CIRCUMFERENCE_M * Math.cos((lat * Math.PI) / 180));
  }

  function projectLine(points) {
    const line = new Float64Array(points.length * 2);
    for (let i = 0; i < points.length; i += 1) {
      line[2 * i] = projectX(points[i][0]);
      line[2 * i + 1] = projectY(points[i][1]);
    }
    return line;
  }

  function boxOf(lines) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const line of lines) {
      for (let i = 0; i < line.length; i += 2) {
        if (line[i] < box[0]) box[0] = line[i];
        if (line[i] > box[2]) box[2] = line[i];
        if (line[i + 1] < box[1]) box[1] = line[i + 1];
        if (line[i + 1] > box[3]) box[3] = line[i + 1];
      }
    }
    return box;
  }

  function shape(lines, area) {
    return { lines, area, box: boxOf(lines), anchor: null };
  }

  function linesOf(geometry) {
    const c = geometry.coordinates;
    switch (geometry.type) {
      case "Polygon":
      case "MultiLineString":
        return c.map(projectLine);
      case "MultiPolygon":
        return c.flat().map(projectLine);
      case "LineString":
        return [projectLine(c)];
      case "GeometryCollection":
        return geometry.geometries.flatMap(linesOf);
      default:
        return [];
    }
  }

  // A display file as a table: id -> shape.
  function readDisplay(collection) {
    const shapes = new Map();
    for (const feature of collection.features || []) {
      if (!feature.geometry || !feature.properties) continue;
      const id = String(feature.properties.id);
      const known = shapes.get(id);
      const lines = linesOf(feature.geometry).concat(known ? known.lines : []);
      shapes.set(id, shape(lines, /Polygon/.test(feature.geometry.type)));
    }
    return shapes;
  }

  // What all kinds of marks share.
  function features(spec, layer, blob) {
    const f = spec.features;
    const tokenOf = array(f.token_of, layer, blob);
    return {
      ids: f.ids,
      count: f.ids.length,
      labelled: f.labelled,
      token: (i) => f.tokens[tokenOf[i]],
      name: texts(f.names, layer, blob),
      card: (f.card || []).map((row) => ({ label: row.label, value: texts(row.values, layer, blob) })),
      layer: layer.id,
      finding: f.tokens.length > 0 && f.tokens.every((token) => token.endsWith(".stands_out")),
    };
  }

  function positions(spec, layer, blob) {
    const lon = array(spec.lon, layer, blob);
    const lat = array(spec.lat, layer, blob);
    return {
      x: Float64Array.from(lon, projectX),
      y: Float64Array.from(lat, projectY),
      lat,
    };
  }

  // Display files by address; fetched once for all maps of a page, kept between reruns.
  const fetched = (root.__atlasDisplays = root.__atlasDisplays || new Map());

  // Answers that the host asked for before this code had arrived.
  const early = (root.__atlasEarly = root.__atlasEarly || new Map());

  function fetchDisplay(url) {
    if (!fetched.has(url)) {
      const answered = early.get(url) || fetch(url, { credentials: "same-origin" });
      early.delete(url);
      const promise = answered
        .then((answer) => {
          if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
          return answer.json();
        })
        .then(readDisplay);
      promise.catch(() => fetched.delete(url));
      fetched.set(url, promise);
    }
    return fetched.get(url);
  }

  Object.assign(atlas, {
    unpack,
    fromBase64,
    array,
    texts,
    features,
    positions,
    projectX,
    projectY,
    projectLength,
    unproject,
    shape,
    readDisplay,
    fetchDisplay,
  });
})(typeof window === "undefined" ? globalThis : window);
