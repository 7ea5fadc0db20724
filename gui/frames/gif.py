"""Animated GIFs, encoded a picture at a time: no job is long, and no more than one picture is held.

A file has one palette, of colours found in samples. Each picture but the first has only what is new in it: the
rectangle that has changed, and in that, the points that have. A picture whose colours the palette does not know
brings its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np

from core.arrays import frozen
from core.values import dataclass

Pixels: TypeAlias = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]
"""Height × width × red, green, blue, and, where not all is opaque, how opaque each pixel is."""
PaletteIndices: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
COLOURS, UNCHANGED = 255, 255
"""Colours of a palette, and the index of what stays as it was in the picture before."""
RARE = 48
"""Those of them that are kept for small marks of a colour of their own."""
AT_ONCE = 16_384
"""Colours that are compared with a palette at once: 17 MB."""
FAR_OFF = 6.0
"""From such a mean distance between a picture and its colours on, of 255, it brings its own palette."""
STAYS = 1 << 2
"""In a picture's control block: it stays under the next one."""


@dataclass(frozen=True)
class GifPicture:
    """A picture as it stands in a file.

    Attributes
    ----------
    encoded
        Its bytes.
    indices
        Where its colours stand in the file's palette; None if it has its own.
    """

    encoded: bytes
    indices: PaletteIndices | None


@dataclass(frozen=True)
class Colours:
    """The colours of a picture, each as one number, and how many points have it."""

    packed: np.ndarray[tuple[int], np.dtype[np.int32]]
    points: np.ndarray[tuple[int], np.dtype[np.intp]]


def _packed(pixels: Pixels) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """Return the colour of each point as one number."""
    red, green, blue = (pixels[..., place].astype(np.int32) for place in range(3))
    return red << 16 | green << 8 | blue


def _unpacked(packed: np.ndarray[tuple[int], np.dtype[np.int32]]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Return red, green and blue of each colour, a row each."""
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=-1).astype(np.uint8)


def colours_in(pixels: Pixels) -> Colours:
    """Return the colours of a picture."""
    packed, points = np.unique(_packed(pixels), return_counts=True)
    return Colours(frozen(packed), frozen(points))


def palette_of(samples: Iterable[Colours]) -> bytes:
    """Return the palette that suits some pictures: red, green, blue of each of 255 colours.

    A colour counts by the square root of its points, so that a thin line keeps its colour beside the ground.
    """
    from PIL import Image

    many = np.concatenate([np.repeat(each.packed, np.sqrt(each.points).astype(int)) for each in samples])
    image = Image.fromarray(_unpacked(many)[None])
    cut = COLOURS - RARE
    made = image.quantize(cut, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    known = np.array(made[: 3 * cut], np.uint8).reshape(-1, 3)
    packed, weights = np.unique(many, return_counts=True)
    rare = _farthest(_unpacked(packed).astype(np.float32), weights, known.astype(np.float32))
    return (known.tobytes() + rare.astype(np.uint8).tobytes()).ljust(3 * COLOURS, b"\0")


def _farthest(
    colours: np.ndarray[tuple[int, int], np.dtype[np.float32]],
    weights: np.ndarray[tuple[int], np.dtype[np.intp]],
    known: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return the colours that a palette would change most, one after another: a small mark is seen by its colour."""
    off = np.full(len(colours), np.inf, np.float32)
    for each in known:
        off = np.minimum(off, ((colours - each) ** 2).sum(axis=1))
    found = []
    for _ in range(RARE):
        found.append(colours[int((off * weights).argmax())])
        off = np.minimum(off, ((colours - found[-1]) ** 2).sum(axis=1))
    return np.array(found)


def encode(pixels: Pixels, palette: bytes, milliseconds: int, before: GifPicture | None = None) -> GifPicture:
    """Return a picture as it stands in a file, after the one ``before``."""
    indices = _indices(pixels, palette)
    if float(np.abs(colours_of(indices, palette).astype(np.int16) - pixels).mean()) > FAR_OFF:
        own = palette_of([colours_in(pixels)])
        return GifPicture(_encoded(_indices(pixels, own), own, milliseconds, has_own=True), None)
    indices = frozen(indices)
    if before is None or before.indices is None:
        return GifPicture(_encoded(indices, palette, milliseconds), indices)
    new = indices != before.indices
    rows, columns = np.flatnonzero(new.any(axis=1)), np.flatnonzero(new.any(axis=0))
    top, foot = (rows[0], rows[-1] + 1) if len(rows) else (0, 1)
    left, right = (columns[0], columns[-1] + 1) if len(columns) else (0, 1)
    part = np.where(new, indices, UNCHANGED).astype(np.uint8)[top:foot, left:right]
    return GifPicture(_encoded(part, palette, milliseconds, (int(left), int(top))), indices)


def colours_of(indices: PaletteIndices, palette: bytes) -> Pixels:
    """Return the colours of a picture."""
    table = np.frombuffer(palette.ljust(3 * 256, b"\0"), np.uint8).reshape(-1, 3)
    colours: Pixels = table[indices]
    return colours


def _indices(pixels: Pixels, palette: bytes) -> PaletteIndices:
    """Return where the colour nearest to each point stands in the palette.

    Pillow's own search is coarser by some shades, and shows as stripes in pale ground.
    """
    known = np.frombuffer(palette, np.uint8).reshape(-1, 3).astype(np.float32)
    packed, places = np.unique(_packed(pixels), return_inverse=True)
    asked = _unpacked(packed).astype(np.float32)
    parts = (asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE))
    nearest = [((known**2).sum(axis=1) - 2.0 * part @ known.T).argmin(axis=1) for part in parts]
    indices: PaletteIndices = np.concatenate(nearest).astype(np.uint8)[places].reshape(pixels.shape[:2])
    return indices


def _encoded(
    indices: PaletteIndices, palette: bytes, milliseconds: int, at: tuple[int, int] = (0, 0), has_own: bool = False
) -> bytes:
    from PIL import GifImagePlugin, Image

    image = Image.fromarray(np.ascontiguousarray(indices))
    image.putpalette(palette.ljust(3 * 256, b"\0"))
    control = struct.pack("<BBBBHBB", 0x21, 0xF9, 4, STAYS | 1, milliseconds // 10, UNCHANGED, 0)
    return control + b"".join(GifImagePlugin.getdata(image, at, include_color_table=has_own))


def gif_of(size: tuple[int, int], palette: bytes, pictures: Sequence[bytes]) -> bytes:
    """Return the file of encoded pictures of ``size``, width and height; it begins again after the last one."""
    head = b"GIF89a" + struct.pack("<HHBBB", *size, 0xF7, UNCHANGED, 0) + palette.ljust(3 * 256, b"\0")
    again = b"\x21\xff\x0bNETSCAPE2.0" + struct.pack("<BBHB", 3, 1, 0, 0)
    return b"".join([head, again, *pictures, b";"])


def likely_bytes(samples: Sequence[bytes], pictures: int) -> int:
    """Return about how long a file of so many pictures will be.

    Of the samples, encoded in pairs that follow each other, each first one is whole and each second one has the change.
    """
    change = sum(map(len, samples[1::2])) / max(len(samples[1::2]), 1)
    return round(len(gif_of((1, 1), b"", samples[:1])) + change * (pictures - 1))
