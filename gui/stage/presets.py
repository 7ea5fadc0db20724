"""Where one to four views stand on the stage, for a screen of any shape."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

MARGIN = 1 / 40
"""Left and right of everything, and between two views, as a share of the width."""
TOP, FOOT = 0.09, 0.87
"""Where the views begin and end, as shares of the height."""
UPPER, LOWER = (0.09, 0.47), (0.49, 0.87)
"""The same of two views over each other."""
SIDE_BESIDE, SIDE_BESIDE_NARROW = 0.39, 0.41
"""What a square view takes of the width beside a wide one: with its axis, 0.64 of the height on a wide screen, and
0.45 on one that is narrower."""
NARROW = 1.5
"""A screen is narrow if its width is less than this many times its height."""
BESIDE_CARD = (0.025, 0.12, 0.40, 0.72)
"""Where a view stands beside the card of a question: x, y, width and height as shares of the stage's."""
TALL = 1.2
"""Screens narrower than this by their height have views below each other."""


def places(squares: Sequence[bool], width: float, height: float, beside_card: bool = False) -> list[QRectF]:
    """Return where views stand, in pixels, in the order in which they were chosen.

    Parameters
    ----------
    squares
        Which of the views want to be square.
    width, height
        Of the stage, in pixels.
    beside_card
        Whether there is one view, and a card with a question at its right.
    """
    if beside_card:
        x, y, w, h = BESIDE_CARD
        return [QRectF(x * width, y * height, w * width, h * height)] * len(squares)
    beside = SIDE_BESIDE if width >= NARROW * height else SIDE_BESIDE_NARROW
    shares = _tall(len(squares)) if width < TALL * height else _wide(squares, beside)
    return [QRectF(x * width, y * height, w * width, h * height) for x, y, w, h in shares]


Share = tuple[float, float, float, float]
"""x, y, width and height as shares of the stage's."""


def _wide(squares: Sequence[bool], beside: float) -> list[Share]:
    count, whole = len(squares), 1 - 2 * MARGIN
    if count <= 1:
        return [_between(MARGIN, whole, TOP, FOOT)] * count
    half = (whole - MARGIN) / 2
    left, right = (MARGIN, half), (MARGIN + half + MARGIN, half)
    if count == 4:
        return [_between(*column, *row) for row in (UPPER, LOWER) for column in (left, right)]
    if any(squares) and not all(squares):
        side = (1 - MARGIN - beside, beside)
        left, right = (MARGIN, whole - beside - MARGIN), side
    if count == 2:
        wide, other = _between(*left, TOP, FOOT), _between(*right, TOP, FOOT)
        return [other, wide] if squares[0] and not squares[1] else [wide, other]
    return [_between(*left, TOP, FOOT), _between(*right, *UPPER), _between(*right, *LOWER)]


def _between(x: float, width: float, top: float, foot: float) -> Share:
    return x, top, width, foot - top


def _tall(count: int) -> list[Share]:
    height = (FOOT - TOP - (count - 1) * MARGIN) / max(1, count)
    return [(MARGIN, TOP + k * (height + MARGIN), 1 - 2 * MARGIN, height) for k in range(count)]
