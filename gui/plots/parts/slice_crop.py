"""What of a slice is in the picture: how high that is, and what leads out of it."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from core.analysis.slices import HALF, EarlierSlice, ParameterSlice, Span
from core.arrays import Array
from core.values import dataclass
from gui.plots.parts.canvas import MAX_PLOT
from gui.plots.parts.magnifier import FAR, beyond

CROWDED = 5.0
"""How many times as high as the curve the picture may get by earlier curves, where it shows less than usual of w."""
SIDE, LOOKED_AT = 0.015, 200
"""Share of the picture's width at either side where what leads out of it is marked, and places looked at between."""
TANGENT = 0.2
"""Half-length of the tangent, as a share of the width."""
SPOILT = 6.0
"""From how many times the height of the lower nine tenths of a curve on its ends are cut off."""
MIN_HEIGHT, FLATTEST = 1e-3, 1e-11
"""The least span of the loss axis, as a share of the loss: over a range of 2 or more, and however close one looks."""
EDGE = 0.03
"""How far from the end of the loss axis what lies beyond it is marked, as a share of its span."""


@dataclass(frozen=True)
class SliceCrop:
    """A slice and where it lay before, the latest last, as far as they are in the picture."""

    cut: ParameterSlice
    past: tuple[EarlierSlice, ...]

    @cached_property
    def span(self) -> tuple[float, float]:
        """The (low, high) that hold the curves, but for ends that shoot up, and all that is marked.

        Where less than usual is shown of w, earlier curves that would make a level line of this one stay outside.
        """
        cut, own = self.cut, _extent(self.cut, self.cut.range)
        if own is None:
            return -math.inf, math.inf
        width = cut.range[1] - cut.range[0]
        low, high = min(own[0], cut.loss_now), max(own[1], cut.loss_now)
        after = not self.leaves
        if after and math.isfinite(cut.landing):
            low, high = min(low, cut.landing), max(high, cut.landing)
        least = max(FLATTEST, MIN_HEIGHT * min(1.0, width / 2.0)) * (abs(cut.loss_now) or 1.0)
        if high - low < least:
            low, high = (low + high - least) / 2.0, (low + high + least) / 2.0
        most = CROWDED * (high - low) if width < 1.999 * HALF else math.inf
        for each in reversed(self.past):
            ends = _extent(each, cut.range) or (low, high)
            if max(high, ends[1]) - min(low, ends[0]) <= most:
                low, high = min(low, ends[0]), max(high, ends[1])
        if after and low - FAR * (high - low) <= cut.arrival < low:
            low = cut.arrival
        return low - 0.12 * (high - low), high + 0.12 * (high - low)

    @property
    def reach(self) -> float:
        """How far the tangent goes to either side: not far out of the picture."""
        width, slope = self.cut.range[1] - self.cut.range[0], self.cut.slope
        low, high = self.span
        return min(TANGENT * width, 0.4 * (high - low) / abs(slope) if slope else math.inf)

    @property
    def leaves(self) -> bool:
        """Whether the coming step goes out of the picture."""
        cut = self.cut
        return math.isfinite(cut.step) and not cut.range[0] <= cut.now + cut.step <= cut.range[1]

    @property
    def end(self) -> float:
        """Where the step ends, or leaves the picture."""
        cut = self.cut
        edge = SIDE * (cut.range[1] - cut.range[0])
        after = cut.now if math.isnan(cut.step) else cut.now + cut.step
        return min(max(after, cut.range[0] + edge), cut.range[1] - edge) if self.leaves else after

    @property
    def beyond(self) -> int:
        """0 if the loss after the step is in the picture, else whether it lies above (1) or below (−1)."""
        cut = self.cut
        inside = cut.range[0] <= cut.now + cut.step <= cut.range[1]
        return beyond(cut.arrival, *self.span) if inside else 0

    @property
    def arrival(self) -> float:
        """The loss after the step, or the end of the picture that is nearest to it."""
        low, high = self.span
        edge = EDGE * (high - low)
        return min(max(self.cut.arrival, low + edge), high - edge) if self.beyond else self.cut.arrival

    def drawable(self, loss: Array) -> Array:
        """Return losses with gaps where there is none, and with no more than it takes to leave the picture."""
        low, high = self.span
        far = 1e3 * (high - low)
        return np.where(np.isfinite(loss), np.clip(loss, low - far, high + far), np.nan)

    def seen_at(self, earlier: EarlierSlice) -> tuple[float, float] | None:
        """Return the rightmost place, as (w, L), of an earlier curve that is in the picture; None if none is."""
        (left, right), (low, high) = self.cut.range, self.span
        edge = SIDE * (right - left)
        w = np.linspace(left + edge, right - edge, LOOKED_AT)
        loss = np.interp(w, earlier.w, self.drawable(earlier.loss), np.nan, np.nan)
        inside = np.flatnonzero((low <= loss) & (loss <= high))
        return (float(w[inside[-1]]), float(loss[inside[-1]])) if len(inside) else None


def _extent(curve: ParameterSlice | EarlierSlice, ends: Span) -> tuple[float, float] | None:
    """Return the (low, high) of a curve, but for ends that shoot up; None where there is nothing to draw."""
    values = curve.loss[(ends[0] <= curve.w) & (curve.w <= ends[1])]
    values = values[np.isfinite(values) & (np.abs(values) < MAX_PLOT)]
    if not len(values):
        return None
    low, near, high = (float(x) for x in np.percentile(values, (0, 90, 100)))
    return low, near + 0.3 * (near - low) if high - low > SPOILT * (near - low) > 0.0 else high
