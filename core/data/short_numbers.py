"""Reads thousands of short numbers at once: eight characters are taken as one number of 64 bits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array

LONGEST = 16
"""Characters of a number beside its sign: with a point they are fewer than 2⁵³ and a power of ten, both exact."""
TENS = 10.0 ** np.arange(LONGEST + 1)
Words = NDArray[np.uint64]
U = np.uint64
ZEROS, ONES, TOP_BITS = U(0x3030303030303030), U(0x0101010101010101), U(0x8080808080808080)
POINT = U(0x1E1E1E1E1E1E1E1E)
"""The characters 0, and what a point differs from them by."""
BEYOND_NINE = U(0x7676767676767676)
"""Added to digits, it sets the top bit of those beyond 9."""
PLACES = U(0x0706050403020100)
PAIRS, FIRST, SECOND = U(0x000000FF000000FF), U(100 + (1_000_000 << 32)), U(1 + (10_000 << 32))


def short_numbers(part: str, delimiter: str, width: int, gaps: Sequence[int] = ()) -> Array | None:
    """Return whole lines of ``width`` cells as numbers (m × width); None if a cell is a long number or no plain one.

    Parameters
    ----------
    gaps
        Columns in which cells may be empty: NaN stands for them. There are other columns, too.
    """
    if len(delimiter) > 1:
        return None
    text = b"0" * LONGEST + part.encode("ascii", "replace") + b"\n" * (not part.endswith("\n"))
    characters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero((characters == ord(delimiter)) | (characters == ord("\n")))
    if len(ends) % width:
        return None
    last = (characters[ends] == ord("\n")).reshape(-1, width)
    if not last[:, -1].all() or last[:, :-1].any():
        return None
    starts = np.concatenate(([LONGEST], ends[:-1] + 1))
    negative = characters[starts] == ord("-")
    length = ends - starts - negative
    if length.max() > LONGEST:
        return None
    empty = length == 0
    if empty.any() and ((negative & empty).any() or np.delete(empty.reshape(-1, width), gaps, axis=1).any()):
        return None
    eights: Words = np.ndarray(len(text) - 7, "<u8", text, strides=(1,))  # those that begin at each character
    value, decimals, pointed, wrong = _eight(eights[ends - 8], length)
    if length.max() > 8:
        above, more, pointed_above, wrong_above = _eight(eights[ends - 16], length - 8)
        value = value + above * np.where(pointed, U(10**7), U(10**8))
        decimals = np.where(pointed_above, more + U(8), decimals)
        wrong = wrong or wrong_above or bool((pointed & pointed_above).any())
        pointed = pointed | pointed_above
    if wrong or (pointed & (length == 1)).any():  # a point alone is no number
        return None
    numbers: Array = value / TENS[decimals]
    np.negative(numbers, where=negative, out=numbers)
    if gaps:
        numbers[empty] = np.nan
    return numbers.reshape(-1, width)


def _eight(characters: Words, length: NDArray[np.int64]) -> tuple[Words, Words, NDArray[np.bool_], bool]:
    """Return what the last ``length`` of each eight characters are, the first of them in the lowest bits.

    The number without its point, its decimals, whether it has a point, and whether any has something else.
    """
    before = (8 * (8 - np.clip(length, 0, 8))).astype(np.uint64)
    digits = (characters ^ ZEROS) >> before << before
    others = digits ^ POINT  # 0 at a point
    place = ((others - ONES) & ~others & TOP_BITS) >> U(7)  # 1 in the byte of the first point
    pointed = place != 0
    first = (digits & (place - U(1))) << (pointed.astype(np.uint64) << U(3))
    digits = digits & ~((place << U(8)) - U(1)) | first
    wrong = bool((((digits + BEYOND_NINE) | digits) & TOP_BITS).any())
    pairs = digits * U(10) + (digits >> U(8))
    value = ((pairs & PAIRS) * FIRST + ((pairs >> U(16)) & PAIRS) * SECOND) >> U(32)
    return value, place * PLACES >> U(56), pointed, wrong
