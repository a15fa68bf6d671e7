"""The arrays of a layer as bytes, each at a multiple of eight, and how the head refers to them."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

DEGREE_STEP: Final = 1e-5
_TYPES: Final = {"u1": np.uint8, "u2": np.uint16, "u4": np.uint32, "i4": np.int32, "f4": np.float32}


@dataclass(slots=True)
class Arrays:
    """Collects the arrays of one layer."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, kind: str, values: Any) -> list:
        """Store ``values`` as type ``kind``; returns the reference that the head holds."""
        array = np.ascontiguousarray(values, dtype=_TYPES[kind]).ravel()
        reference = [kind, self.size, int(array.size)]
        self._keep(padded(array.tobytes()))
        return reference

    def add_degrees(self, values: np.ndarray) -> list:
        """Store degrees to about a metre, as type ``d5``; returns the reference."""
        reference = ["d5", self.size, len(values)]
        self._keep(padded(_planes(values)))
        return reference

    def _keep(self, raw: bytes) -> None:
        self.parts.append(raw)
        self.size += len(raw)


def padded(raw: bytes) -> bytes:
    """``raw`` with zeros up to a multiple of eight bytes."""
    return raw + bytes(-len(raw) % 8)


def _planes(degrees: np.ndarray) -> bytes:
    """Differences of whole DEGREE_STEPs, the four bytes of each apart: half the size deflated."""
    steps = np.round(np.asarray(degrees, dtype=float) / DEGREE_STEP).astype("<i4")
    return np.diff(steps, prepend=np.int32(0)).astype("<i4").view("u1").reshape(-1, 4).T.tobytes()
