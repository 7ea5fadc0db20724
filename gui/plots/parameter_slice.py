"""The loss over one weight or bias: the curve, its tangent, the coming step, and how the curve lay before."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPen, QTransform, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.slices import ParameterSlice
from gui.plots.base import PlotView
from gui.plots.canvas import LARGEST, Axis
from gui.plots.items import CurveItem, Marker, MarkersItem
from gui.plots.magnifier import FAR, Magnifier, beyond, change_words, step_markers, step_strokes
from gui.plots.sketch import Sketch
from gui.plots.tags import Tag, Tags
from gui.theme import blend
from gui.widgets.numbers import number

HELP = (
    "The loss L over the whole training set as a function of one weight or bias w, all others held. The ball is where "
    "w stands. The dashed line is the tangent: its slope is the gradient ∂L/∂w. The arrow is what the coming step "
    "does to w, and the ring where it would land on this curve. The square is where the loss really gets "
    "to, since all other parameters step too. Triangles: local minima. Thin lines: the curve at earlier iterations.\n"
    "A step that the ball would cover is shown magnified in a small picture; where that has a zigzag, it leaves out "
    "how far the square is off."
)
ZOOM_HELP = "Ctrl and wheel: closer, or wider."
GHOSTS = 5
"""How many earlier curves are drawn."""
TANGENT = 0.2
"""Half-length of the tangent, as a share of the width."""
SPOILT = 6.0
"""From how many times the height of the lower nine tenths of a curve on its ends are cut off."""
LEAST_HEIGHT, FLATTEST = 1e-3, 1e-11
"""The least span of the loss axis, as a share of the loss: over a range of 2 or more, and however close one looks."""
EDGE = 0.03
"""How far from the end of the loss axis what lies beyond it is marked, as a share of its span."""
NOTHING = "The loss is no finite number here. Go back to an earlier iteration, or change what makes it so."
TOO_LARGE = "These numbers are too large to be drawn. Undo the change of the parameter, or go back in time."
SHORT_NUMBER = "0.000"
"""How long a number is for which there is always room beside the loss axis."""
TOO_CLOSE = "So close, there are too few numbers to tell points apart. Show more to either side."
FINEST = 1e-9
"""Least width of a slice, as a share of the parameter: in less its points would be one number."""


def step_words(cut: ParameterSlice, optimizer: str, plain: bool) -> tuple[str, ...]:
    """Return the coming step in numbers, and shorter forms: beside it −α·g where the optimiser makes another step."""
    step, plainly = number(cut.step), number(-cut.alpha * cut.gradient)
    if math.isnan(cut.step):
        return ("this step diverges",)
    if plain:
        return f"−α·g = −{number(cut.alpha)} · {_bracketed(number(cut.gradient))} = {step}", f"−α·g = {step}"
    return f"step {step} ({optimizer}; plain −α·g = {plainly})", f"step {step} (−α·g {plainly})", f"step {step}"


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


class SlicePlot(PlotView):
    """One parameter's curve; `zoomed` tells by how many notches closer (1) or wider (−1) it is wanted."""

    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Loss over one weight or bias", f"{HELP}\n{ZOOM_HELP}", ("loss L", "w"), parent)
        self.cut: ParameterSlice | None = None
        self.span = (0.0, 1.0)
        self.past: tuple[ParameterSlice, ...] = ()
        self.name = "w"
        self.step_texts: tuple[str, ...] = ("",)
        self.ghosts = tuple(CurveItem() for _ in range(GHOSTS))
        self.curve, self.sketch, self.markers, self.tags = CurveItem(), Sketch(), MarkersItem(), Tags()
        self.magnifier = Magnifier()
        self.tags.keeps_off = self._magnified
        for item in (*self.ghosts, self.curve, self.sketch, self.markers, self.magnifier, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in (*self.ghosts, self.curve):
            curve.setSegmentedLineMode("on")
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.set_look(self.look)

    def restyle(self) -> None:
        """Take pens from the look."""
        self.curve.setPen(self._pen(self.look.colour("positive"), 2.4))
        self.sketch.look = self.tags.look = self.magnifier.look = self.look
        self.canvas.plot.getAxis("left").setGrid(70)
        self._draw()

    def _pen(self, colour: QColor, width: float) -> QPen:
        pen = QPen(colour, self.look.px(width))
        pen.setCosmetic(True)
        return pen

    def show_slice(
        self, cut: ParameterSlice, past: tuple[ParameterSlice, ...], name: str, optimizer: str, plain: bool
    ) -> None:
        """Show a slice, and where it lay before.

        Parameters
        ----------
        past
            At most `GHOSTS` slices over the same parameter at earlier iterations, the latest last.
        name, optimizer
            What the parameter and the optimiser are called.
        plain
            Whether the step is α times the gradient.
        """
        self.cut, self.past, self.name = cut, past[-GHOSTS:], name
        self.step_texts = step_words(cut, optimizer, plain)
        self.rename_axes(("loss L", name))
        self._draw()
        self.refresh_readout()

    def clear(self, notice: str) -> None:
        """Show nothing but a word why."""
        self.cut, self.past = None, ()
        self._draw()
        self.set_notice(notice)

    def _draw(self) -> None:
        cut = self.cut
        self.span = self._heights(cut) if cut is not None else (0.0, 1.0)
        why_not = self._why_not_drawn(cut) if cut is not None else ""
        self.set_notice(why_not)
        if cut is None or why_not:
            for curve in (*self.ghosts, self.curve):
                curve.setData([], [])
            self.sketch.show_sketch(())
            self.markers.show_markers(())
            self.tags.show_tags(())
            self.magnifier.show_step(None)
            return
        self.curve.setData(cut.w, _finite(cut.loss), connect="finite")
        self._draw_ghosts()
        self.canvas.box.setRange(xRange=cut.range, yRange=self.span, padding=0)
        self._make_room_for_numbers(cut.range)
        tangent, *step = step_strokes(cut, self.look, self._reach(cut))
        self.sketch.show_sketch((tangent, *step))
        self.tags.show_tags(self._tags(cut))
        self.markers.show_markers(self._marks(cut))
        ends = np.array([tangent.start, tangent.end])
        self.magnifier.show_step(cut, ((ends[:, 0], ends[:, 1]), *((ghost.w, ghost.loss) for ghost in self.past)))

    def _magnified(self, to_pixels: QTransform) -> tuple[QRectF, ...]:
        frame = self.magnifier.frame(to_pixels)
        return () if frame is None else (frame,)

    def _make_room_for_numbers(self, ends: tuple[float, float]) -> None:
        """Widen the loss axis where numbers get long, as they do the closer one looks; have fewer of w's."""
        left, bottom = (self.canvas.plot.getAxis(side) for side in ("left", "bottom"))
        metrics, look = QFontMetricsF(self.look.font(0.87)), self.look
        box = self.canvas.box
        longest, _ = _numbers(left, self.span, box.height(), metrics)
        width = round(max(longest, metrics.horizontalAdvance(SHORT_NUMBER)) + metrics.height() + look.px(14))
        if abs(left.width() - width) >= 1.0:
            left.setWidth(width)
        bottom.setTickSpacing()
        room = self.canvas.width() - width
        longest, apart = _numbers(bottom, ends, room, metrics)
        if longest + look.px(6) > apart > 0.0:
            usual = apart / room * (ends[1] - ends[0])
            bottom.setTickSpacing(usual * math.ceil((longest + look.px(6)) / apart), usual)

    def _why_not_drawn(self, cut: ParameterSlice) -> str:
        """Say why there is no picture of a slice; empty if there is one."""
        low, high = cut.range
        if not np.isfinite(cut.loss[(low <= cut.w) & (cut.w <= high)]).any():
            return NOTHING
        if not high - low > FINEST * max(abs(low), abs(high)):
            return TOO_CLOSE if FINEST * max(abs(low), abs(high)) < 2.0 else TOO_LARGE
        return "" if np.max(np.abs(self.span)) < LARGEST else TOO_LARGE  # also where they are NaN

    def _draw_ghosts(self) -> None:
        """Draw the earlier curves, the fainter the older."""
        shown = (*self.past, *([None] * (GHOSTS - len(self.past))))
        for place, (curve, ghost) in enumerate(zip(self.ghosts, shown, strict=True)):
            if ghost is None:
                curve.setData([], [])
            else:
                curve.setPen(self._pen(self._faded(place), 1.4))
                curve.setData(ghost.w, _finite(ghost.loss), connect="finite")

    def _faded(self, place: int) -> QColor:
        share = 0.35 + 0.5 * (place + 1) / max(1, len(self.past))
        return QColor(*blend(self.look.theme.card, self.look.theme.dim, share))

    def _heights(self, cut: ParameterSlice) -> tuple[float, float]:
        """Return the (low, high) that hold the curves, but for ends that shoot up, and all that is marked."""
        inside = [each.loss[(cut.range[0] <= each.w) & (each.w <= cut.range[1])] for each in (cut, *self.past)]
        values = np.concatenate(inside)
        values = values[np.isfinite(values) & (np.abs(values) < LARGEST)]
        if not len(values):
            return -math.inf, math.inf
        low, near, high = (float(x) for x in np.percentile(values, (0, 90, 100)))
        if high - low > SPOILT * (near - low) > 0.0:
            high = near + 0.3 * (near - low)
        after = cut.range[0] <= cut.now + cut.step <= cut.range[1]
        low, high = min(low, cut.loss_now), max(high, cut.loss_now)
        if after and math.isfinite(cut.landing):
            low = min(low, cut.landing)
        share = max(FLATTEST, LEAST_HEIGHT * min(1.0, (cut.range[1] - cut.range[0]) / 2.0))
        least = share * (abs(cut.loss_now) or 1.0)
        if high - low < least:
            low, high = (low + high - least) / 2.0, (low + high + least) / 2.0
        if after and low - FAR * (high - low) <= cut.arrival < low:
            low = cut.arrival
        return low - 0.12 * (high - low), high + 0.12 * (high - low)

    def _reach(self, cut: ParameterSlice) -> float:
        """Return how far the tangent goes to either side: not far out of the picture."""
        width = cut.range[1] - cut.range[0]
        low, high = self.span
        return min(TANGENT * width, 0.4 * (high - low) / abs(cut.slope) if cut.slope else math.inf)

    def _tags(self, cut: ParameterSlice) -> list[Tag]:
        look = self.look
        after = cut.now if math.isnan(cut.step) else cut.now + cut.step
        reach = math.copysign(self._reach(cut), -cut.slope)  # to its lower end
        tags = [
            Tag(self.step_texts[0], (after, cut.loss_now), look.colour("text"), short=self.step_texts[1:]),
            Tag(
                f"slope {number(cut.slope)}", (cut.now + reach, cut.loss_now + cut.slope * reach), look.colour("accent")
            ),
        ]
        if (way := self._beyond(cut)) != 0:
            text = f"all move: {change_words(cut)} {'↑' if way > 0 else '↓'}"
            tags.append(Tag(text, (after, self._inside(cut.arrival, cut)), look.colour("negative"), needed=False))
        for w, loss in sorted(cut.minima.tolist(), key=lambda place: place[1]):
            tags.append(Tag(f"min {number(loss)} at {number(w)}", (w, loss), look.colour("good"), needed=False))
        if self.past:
            oldest = self.past[0]
            end = max(0, int(np.searchsorted(oldest.w, cut.range[1] - 0.02 * (cut.range[1] - cut.range[0]))) - 1)
            at = (float(oldest.w[end]), float(oldest.loss[end]))
            tags.append(Tag(f"iteration {oldest.iteration:,}", at, look.colour("dim"), needed=False))
        return tags

    def _marks(self, cut: ParameterSlice) -> list[tuple[Marker, float, float]]:
        look = self.look
        card = look.colour("card")
        lowest = Marker("t1", look.px(12), look.colour("good"), card, look.px(1))
        square, ring, ball = step_markers(look)
        after = cut.now + cut.step
        return [
            *((Marker("o", look.px(6), self._faded(n), card, 0.0), g.now, g.loss_now) for n, g in enumerate(self.past)),
            *((lowest, float(w), float(loss)) for w, loss in cut.minima),
            (square, after, self._inside(cut.arrival, cut)),
            (ring, after, cut.landing),
            (ball, cut.now, cut.loss_now),
        ]

    def _beyond(self, cut: ParameterSlice) -> int:
        """Return 0 if the loss after the step is in the picture, else whether it lies above (1) or below (−1)."""
        inside = cut.range[0] <= cut.now + cut.step <= cut.range[1]
        return beyond(cut.arrival, *self.span) if inside else 0

    def _inside(self, loss: float, cut: ParameterSlice) -> float:
        """Return a loss, or the end of the picture that is nearest to it."""
        low, high = self.span
        edge = EDGE * (high - low)
        return min(max(loss, low + edge), high - edge) if self._beyond(cut) else loss

    def read(self, x: float, y: float) -> str:
        """Return the loss at the known point nearest to ``x``."""
        if self.cut is None:
            return ""
        place = int(np.argmin(np.abs(self.cut.w - x)))
        return f"{self.name} = {number(float(self.cut.w[place]))}\nL = {number(float(self.cut.loss[place]), 4)}"

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl held; else leave the wheel to the page."""
        turned = event.angleDelta().y()
        if turned and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if turned > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave it to the card that this is a part of."""
        event.ignore()


def _numbers(axis: Axis, ends: tuple[float, float], size: float, metrics: QFontMetricsF) -> tuple[float, float]:
    """Return the width of the longest number of an axis of that size, and how far they are apart, in pixels."""
    spacing, values = axis.tickValues(ends[0], ends[1], max(1.0, size))[0]
    longest = max((metrics.horizontalAdvance(text) for text in axis.tickStrings(values, 1.0, spacing)), default=0.0)
    return longest, spacing / (ends[1] - ends[0]) * size


def _finite(loss: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(loss), loss, np.nan)
