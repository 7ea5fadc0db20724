"""The loss over one weight or bias: the curve, its tangent, the coming step, and how the curve lay before."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.slices import HALF, SPREAD, EarlierSlice, ParameterSlice, Range
from gui.plots.parts.base import PlotView
from gui.plots.parts.canvas import LARGEST
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.magnifier import FAR, Magnifier, beyond, change_words, step_markers, step_strokes
from gui.plots.parts.sketch import Sketch
from gui.plots.parts.tags import Tag, Tags, told_apart
from gui.widgets.numbers import bracketed, number
from gui.widgets.theme import blend

HELP = (
    "The loss L over the whole training set as a function of one weight or bias w, with all others held. The ball is "
    "at the current w. The dashed line is the tangent: its slope is the gradient ∂L/∂w. The arrow shows how the "
    "coming step changes w; the ring is where it would land on this curve. The square is the loss actually reached, "
    "since all other parameters step too. Triangles: local minima. Thin lines: the curve at earlier iterations.\n"
    "A step that the ball would cover is magnified in a small picture; a zigzag there leaves out the distance to the "
    "square."
)
ZOOM_HELP = "Ctrl + wheel: zoom in or out."
GHOSTS = SPREAD + 1
"""How many earlier curves are drawn at most: some of all the past, and the last one."""
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
NOTHING = "The loss is not finite here. Go back to an earlier iteration, or fix the cause."
TOO_LARGE = "These numbers are too large to draw. Go back to an earlier iteration, or undo the cause."
TOO_CLOSE = "Too close: floating-point numbers cannot tell these points apart. Zoom out."
FINEST = 1e-9
"""Least width of a slice, as a share of the parameter: in less its points would be one number."""


def step_words(cut: ParameterSlice, optimizer: str, plain: bool) -> tuple[str, ...]:
    """Return the coming step in numbers, and shorter forms: beside it −α·g where the optimiser makes another step."""
    step, plainly = number(cut.step), number(-cut.alpha * cut.gradient)
    if math.isnan(cut.step):
        return ("this step diverges",)
    if plain:
        return f"−α·g = −{number(cut.alpha)} · {bracketed(number(cut.gradient))} = {step}", f"−α·g = {step}"
    return f"step {step} ({optimizer}; plain −α·g = {plainly})", f"step {step} (−α·g {plainly})", f"step {step}"


class SlicePlot(PlotView):
    """One parameter's curve; `zoomed` tells by how many notches closer (1) or wider (−1) it is wanted."""

    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Loss over one weight or bias", f"{HELP}\n{ZOOM_HELP}", ("loss L", "w"), parent)
        self.cut: ParameterSlice | None = None
        self.span = (0.0, 1.0)
        self.past: tuple[EarlierSlice, ...] = ()
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
        self.canvas.box.sigResized.connect(self._place_notice)

    def restyle(self) -> None:
        """Take pens from the look."""
        self.curve.setPen(cosmetic_pen(self.look.colour("positive"), self.look.px(2.4)))
        self.sketch.look = self.tags.look = self.magnifier.look = self.look
        self.canvas.plot.getAxis("left").setGrid(70)
        self._draw()

    def show_slice(
        self, cut: ParameterSlice, past: tuple[EarlierSlice, ...], name: str, optimizer: str, plain: bool
    ) -> None:
        """Show a slice, and where it lay before.

        Parameters
        ----------
        past
            At most `GHOSTS` slices over the same range at earlier iterations, the latest last.
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

    def set_notice(self, text: str) -> None:
        """Show a calm text instead of the plot; empty shows the plot, with its axes."""
        super().set_notice(text)
        self.canvas.show_axes(not text)

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
        self.curve.setData(cut.w, self._drawable(cut.loss), connect="finite")
        self._draw_ghosts()
        self.canvas.box.setRange(xRange=cut.range, yRange=self.span, padding=0)
        self.canvas.make_room_for_numbers(*self.span, self.look)
        tangent, drop, arrow = step_strokes(cut, self.look, self._reach(cut))
        step = (replace(arrow, end=(self._end(cut), cut.loss_now)),) if self._leaves(cut) else (drop, arrow)
        self.sketch.show_sketch((tangent, *step))
        self.tags.show_tags(self._tags(cut))
        self.markers.show_markers(self._marks(cut))
        ends = np.array([tangent.start, tangent.end])
        self.magnifier.show_step(cut, ((ends[:, 0], ends[:, 1]), *((ghost.w, ghost.loss) for ghost in self.past)))

    def _magnified(self, to_pixels: QTransform) -> tuple[QRectF, ...]:
        frame = self.magnifier.frame(to_pixels)
        return () if frame is None else (frame,)

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
                curve.setPen(cosmetic_pen(self._faded(place), self.look.px(1.4)))
                curve.setData(ghost.w, self._drawable(ghost.loss), connect="finite")

    def _faded(self, place: int) -> QColor:
        share = 0.35 + 0.5 * (place + 1) / max(1, len(self.past))
        return QColor(*blend(self.look.theme.card, self.look.theme.dim, share))

    def _drawable(self, loss: np.ndarray) -> np.ndarray:
        """Return losses with gaps where there is none, and with no more than it takes to leave the picture."""
        low, high = self.span
        far = 1e3 * (high - low)
        return np.where(np.isfinite(loss), np.clip(loss, low - far, high + far), np.nan)

    def _heights(self, cut: ParameterSlice) -> tuple[float, float]:
        """Return the (low, high) that hold the curves, but for ends that shoot up, and all that is marked.

        Where less than usual is shown of w, earlier curves that would make a level line of this one stay outside.
        """
        own = _extent(cut, cut.range)
        if own is None:
            return -math.inf, math.inf
        width = cut.range[1] - cut.range[0]
        low, high = min(own[0], cut.loss_now), max(own[1], cut.loss_now)
        after = not self._leaves(cut)
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

    def _reach(self, cut: ParameterSlice) -> float:
        """Return how far the tangent goes to either side: not far out of the picture."""
        width = cut.range[1] - cut.range[0]
        low, high = self.span
        return min(TANGENT * width, 0.4 * (high - low) / abs(cut.slope) if cut.slope else math.inf)

    def _leaves(self, cut: ParameterSlice) -> bool:
        """Tell whether the coming step goes out of the picture."""
        return math.isfinite(cut.step) and not cut.range[0] <= cut.now + cut.step <= cut.range[1]

    def _end(self, cut: ParameterSlice) -> float:
        """Return where the step ends, or leaves the picture."""
        edge = SIDE * (cut.range[1] - cut.range[0])
        after = cut.now if math.isnan(cut.step) else cut.now + cut.step
        return min(max(after, cut.range[0] + edge), cut.range[1] - edge) if self._leaves(cut) else after

    def _tags(self, cut: ParameterSlice) -> list[Tag]:
        look, after = self.look, self._end(cut)
        reach = math.copysign(self._reach(cut), -cut.slope)  # to its lower end
        tags = [
            Tag(self.step_texts[0], (after, cut.loss_now), look.colour("text"), short=self.step_texts[1:]),
            Tag(
                f"slope {number(cut.slope)}", (cut.now + reach, cut.loss_now + cut.slope * reach), look.colour("accent")
            ),
        ]
        if (side := self._beyond(cut)) != 0:
            text = f"all move: {change_words(cut)} {'↑' if side > 0 else '↓'}"
            tags.append(Tag(text, (after, self._inside(cut.arrival, cut)), look.colour("negative"), needed=False))
        if self._leaves(cut):
            tags.append(self._lands(cut))
        return [*tags, *self._lowest(cut), *self._told_ghosts()]

    def _lands(self, cut: ParameterSlice) -> Tag:
        """Return the label at the side where the step leaves the picture."""
        w, arrow = told_apart((cut.now + cut.step, cut.now))[0], "→" if cut.step > 0.0 else "←"
        text, short = f"lands outside, at {self.name} = {w}", f"outside, at {w}"
        forms = [f"{form} {arrow}" if cut.step > 0.0 else f"{arrow} {form}" for form in (text, short, w)]
        return Tag(forms[0], (self._end(cut), cut.loss_now), self.look.colour("text"), short=tuple(forms[1:]))

    def _lowest(self, cut: ParameterSlice) -> list[Tag]:
        """Return the minima in numbers that tell them apart, the lowest one first and called so."""
        places = sorted(cut.minima.tolist(), key=lambda place: place[1])
        ws, losses = (told_apart([place[n] for place in places]) for n in (0, 1))
        lowest = len(set(losses)) > 1 and losses[0] != losses[1]
        names = ["lowest min" if lowest else "min", *["min"] * len(places)]
        return [
            Tag(f"{name} {loss} at {w}", at, self.look.colour("good"), needed=False, short=(f"{name} {loss}",))
            for name, at, w, loss in zip(names, map(tuple, places), ws, losses, strict=False)
        ]

    def _told_ghosts(self) -> list[Tag]:
        """Return the iterations of the earlier curves in the picture, each where it leaves that on its right."""
        dim = self.look.colour("dim")
        places = [(each.iteration, at) for each in self.past if (at := self.seen_at(each)) is not None]
        return [Tag(f"{'' if n else 'iteration '}{k:,}", at, dim, needed=False) for n, (k, at) in enumerate(places)]

    def seen_at(self, earlier: EarlierSlice) -> tuple[float, float] | None:
        """Return the rightmost place, as (w, L), of an earlier curve that is in the picture; None if none is."""
        if self.cut is None:
            return None
        (left, right), (low, high) = self.cut.range, self.span
        edge = SIDE * (right - left)
        w = np.linspace(left + edge, right - edge, LOOKED_AT)
        loss = np.interp(w, earlier.w, self._drawable(earlier.loss), np.nan, np.nan)
        inside = np.flatnonzero((low <= loss) & (loss <= high))
        return (float(w[inside[-1]]), float(loss[inside[-1]])) if len(inside) else None

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


def _extent(curve: ParameterSlice | EarlierSlice, ends: Range) -> tuple[float, float] | None:
    """Return the (low, high) of a curve, but for ends that shoot up; None where there is nothing to draw."""
    values = curve.loss[(ends[0] <= curve.w) & (curve.w <= ends[1])]
    values = values[np.isfinite(values) & (np.abs(values) < LARGEST)]
    if not len(values):
        return None
    low, near, high = (float(x) for x in np.percentile(values, (0, 90, 100)))
    return low, near + 0.3 * (near - low) if high - low > SPOILT * (near - low) > 0.0 else high
