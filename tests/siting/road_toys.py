"""Roads by hand: a file of OpenStreetMap PBF byte by byte, lines as the reader gives them."""

import struct
import zlib

import numpy as np

from geo.siting.roads import RoadLines


def lines(*parts, classes=None, unpaved=None):
    """RoadLines of lists of (lon, lat)."""
    count = len(parts)
    return RoadLines(
        np.array([point for part in parts for point in part], dtype=float),
        np.repeat(np.arange(count), [len(part) for part in parts]),
        np.array(classes or [""] * count, dtype=object),
        np.array(unpaved or [-1] * count, dtype=np.int8), classes is not None,
    )  # fmt: skip


def _varint(number):
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def _zigzag(numbers):
    steps = np.diff(np.concatenate([[0], np.asarray(numbers, dtype=np.int64)])).tolist()
    return b"".join(_varint((step << 1) ^ (step >> 63)) for step in steps)


def _field(number, value):
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _blob(kind, content):
    packed = _field(2, len(content)) + _field(3, zlib.compress(content))
    head = _field(1, kind) + _field(3, len(packed))
    return struct.pack(">I", len(head)) + head + packed


def pbf(ways):
    """Bytes of a PBF file. ways: (tags, points) with points as (lon, lat)."""
    numbers, texts, packed = {}, [b""], b""
    for tags, points in ways:
        refs = [numbers.setdefault(point, len(numbers) + 1) for point in points]
        marks = []
        for word in (text.encode() for pair in tags.items() for text in pair):
            if word not in texts:
                texts.append(word)
            marks.append(_varint(texts.index(word)))
        packed += _field(3, _field(1, 1000 + len(packed)) + _field(2, b"".join(marks[::2]))
                         + _field(3, b"".join(marks[1::2])) + _field(8, _zigzag(refs)))  # fmt: skip
    degrees = np.round(np.array(list(numbers)) * 1e7).astype(np.int64)
    dense = (_field(1, _zigzag(list(numbers.values()))) + _field(8, _zigzag(degrees[:, 1]))
             + _field(9, _zigzag(degrees[:, 0])))  # fmt: skip
    strings = _field(1, b"".join(_field(1, text) for text in texts))
    nodes, drawn = _field(2, _field(2, dense)), _field(2, packed)
    header = _field(4, b"OsmSchema-V0.6") + _field(4, b"DenseNodes")
    return (_blob(b"OSMHeader", header) + _blob(b"OSMData", strings + nodes)
            + _blob(b"OSMData", strings + drawn))  # fmt: skip
