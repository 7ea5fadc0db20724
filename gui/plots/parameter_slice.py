"""The loss over one weight or bias: the curve, its tangent, the coming step, and how the curve lay before."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.slices import SPREAD, EarlierSlice, ParameterSlice
from gui.plots.parts.base import PlotView
from gui.plots.parts.canvas import MAX_PLOT
from gui.plots.parts.items import CurveItem, Marker, MarkersItem, cosmetic_pen
from gui.plots.parts.magnifier import Magnifier, change_words, step_markers, step_strokes
from gui.plots.parts.sketch import Sketch, Stroke
from gui.plots.parts.slice_crop import SliceCrop
from gui.plots.parts.tags import StrokeName, Tag, Tags, curve_name, told_apart
from gui.widgets.numbers import bracketed, number
from gui.widgets.theme import blend

HELP = (
    "The loss L of the batch or the set, or ℓ of one example, as a function of one weight or bias w, with all others "
    "held. The ball is at the current w. The dashed line is the tangent: its slope is the derivative ∂L/∂w. "
    "The arrow shows how the coming step changes w; the ring is where it would land on this curve. The square is the "
    "loss actually reached, since all other parameters step too. Triangles: local minima. Thin lines: the curve at "
    "earlier iterations.\n"
    "A step that the ball would cover is magnified in a small picture; a zigzag there leaves out the distance to the "
    "square."
)
ZOOM_HELP = "Ctrl + wheel: zoom in or out."
GHOSTS = SPREAD + 1
"""How many earlier curves are drawn at most: some of all the past, and the last one."""
NOTHING = "The loss is not finite here. Go back to an earlier iteration, or fix the cause."
TOO_LARGE = "These numbers are too large to draw. Go back to an earlier iteration, or undo the cause."
TOO_CLOSE = "Too close: floating-point numbers cannot tell these points apart. Zoom out."
FINEST = 1e-9
"""Least width of a slice, as a share of the parameter: in less its points would be one number."""


def whose_gradient(cut: ParameterSlice) -> str:
    """Return whose gradient g the step follows, where the curve is of other examples; else nothing."""
    return "" if cut.scope.name == "batch" else ", g of this batch"


def step_words(cut: ParameterSlice, optimizer: str, plain: bool) -> tuple[str, ...]:
    """Return the coming step in numbers, and shorter forms: beside it −α·g where the optimiser makes another step."""
    step, plainly, whose = number(cut.step), number(-cut.alpha * cut.gradient), whose_gradient(cut)
    if math.isnan(cut.step):
        return ("this step diverges",)
    if plain:
        product = f"−α·g = −{number(cut.alpha)} · {bracketed(number(cut.gradient))} = {step}"
        return product + whose, f"−α·g = {step}{whose}"
    return f"step {step} ({optimizer}; plain −α·g = {plainly}{whose})", f"step {step} (−α·g {plainly})", f"step {step}"


class SlicePlot(PlotView):
    """One parameter's curve; `zoomed` tells by how many notches closer (1) or wider (−1) it is wanted."""

    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Loss over one weight or bias", f"{HELP}\n{ZOOM_HELP}", ("loss L", "w"), parent)
        self.crop: SliceCrop | None = None
        self.name = "w"
        self.step_texts: tuple[str, ...] = ("",)
        self.ghosts = tuple(CurveItem() for _ in range(GHOSTS))
        self.curve, self.sketch, self.markers, self.tags = CurveItem(), Sketch(), MarkersItem(), Tags()
        self.magnifier = Magnifier()
        for item in (*self.ghosts, self.curve, self.sketch, self.markers, self.magnifier, self.tags):
            self.canvas.box.addItem(item, ignoreBounds=True)
        for curve in (*self.ghosts, self.curve):
            curve.setSegmentedLineMode("on")
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.set_look(self.look)
        self.canvas.box.sigResized.connect(self._place_notice)

    def restyle(self) -> None:
        """Take pens from the look."""
        self.curve.setPen(cosmetic_pen(self.look.colour("positive"), self.look.data_line(2.4)))
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
        self.crop, self.name = SliceCrop(cut, past[-GHOSTS:]), name
        self.step_texts = step_words(cut, optimizer, plain)
        self.rename_axes((f"loss {cut.scope.letter}", name))
        self._draw()
        self.refresh_readout()

    def clear(self, notice: str) -> None:
        """Show nothing but a word why."""
        self.crop = None
        self._draw()
        self.set_notice(notice)

    def set_notice(self, text: str) -> None:
        """Show a calm text instead of the plot; empty shows the plot, with its axes."""
        super().set_notice(text)
        self.canvas.show_axes(not text)

    def _draw(self) -> None:
        crop = self.crop
        why_not = _why_not_drawn(crop) if crop is not None else ""
        self.set_notice(why_not)
        if crop is None or why_not:
            for curve in (*self.ghosts, self.curve):
                curve.setData([], [])
            self.sketch.show_sketch(())
            self.markers.show_markers(())
            self.tags.show_tags(())
            self.magnifier.show_step(None)
            return
        cut = crop.cut
        self.curve.setData(cut.w, crop.drawable(cut.loss), connect="finite")
        self._draw_ghosts(crop)
        self.canvas.box.setRange(xRange=cut.range, yRange=crop.span, padding=0)
        self.canvas.make_room_for_numbers(*crop.span, self.look)
        tangent, drop, arrow = step_strokes(cut, self.look, crop.reach)
        step = (replace(arrow, end=(crop.end, cut.loss_now)),) if crop.leaves else (drop, arrow)
        self.sketch.show_sketch((tangent, *step))
        self.tags.show_tags(self._tags(crop, tangent))
        self.markers.show_markers(self._marks(crop))
        ends = np.array([tangent.start, tangent.end])
        self.magnifier.show_step(cut, ((ends[:, 0], ends[:, 1]), *((ghost.w, ghost.loss) for ghost in crop.past)))

    @property
    def span(self) -> tuple[float, float]:
        """The losses (low, high) at the ends of the picture."""
        return self.crop.span if self.crop is not None else (0.0, 1.0)

    def seen_at(self, earlier: EarlierSlice) -> tuple[float, float] | None:
        """Return the rightmost place, as (w, L), of an earlier curve that is in the picture; None if none is."""
        return self.crop.seen_at(earlier) if self.crop is not None else None

    def _draw_ghosts(self, crop: SliceCrop) -> None:
        """Draw the earlier curves, the fainter the older."""
        shown = (*crop.past, *([None] * (GHOSTS - len(crop.past))))
        for place, (curve, ghost) in enumerate(zip(self.ghosts, shown, strict=True)):
            if ghost is None:
                curve.setData([], [])
            else:
                curve.setPen(cosmetic_pen(self._faded(place, crop), self.look.line(1.4)))
                curve.setData(ghost.w, crop.drawable(ghost.loss), connect="finite")

    def _faded(self, place: int, crop: SliceCrop) -> QColor:
        share = 0.35 + 0.5 * (place + 1) / max(1, len(crop.past))
        return QColor(*blend(self.look.theme.card, self.look.theme.dim, share))

    def _tags(self, crop: SliceCrop, tangent: Stroke) -> list[Tag]:
        look, cut, after = self.look, crop.cut, crop.end
        words, *short = (look.stage and self.step_texts[1:]) or self.step_texts
        tags = [
            Tag(words, (after, cut.loss_now), look.colour("text"), short=tuple(short)),
            StrokeName(f"slope {number(cut.slope)}", tangent.end, tangent.colour, start=tangent.start),
        ]
        if (side := crop.beyond) != 0:
            text = f"all move: {change_words(cut)} {'↑' if side > 0 else '↓'}"
            tags.append(Tag(text, (after, crop.arrival), look.colour("negative"), needed=False))
        if crop.leaves:
            tags.append(self._lands(crop))
        return [*tags, *self._lowest(cut), *self._told_ghosts(crop)]

    def _lands(self, crop: SliceCrop) -> Tag:
        """Return the label at the side where the step leaves the picture."""
        cut = crop.cut
        w, arrow = told_apart((cut.now + cut.step, cut.now))[0], "→" if cut.step > 0.0 else "←"
        text, short = f"lands outside, at {self.name} = {w}", f"outside, at {w}"
        forms = [f"{form} {arrow}" if cut.step > 0.0 else f"{arrow} {form}" for form in (text, short, w)]
        return Tag(forms[0], (crop.end, cut.loss_now), self.look.colour("text"), short=tuple(forms[1:]))

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

    def _told_ghosts(self, crop: SliceCrop) -> list[Tag]:
        """Return the iterations of the earlier curves in the picture, each beside its curve."""
        dim, curves = self.look.colour("dim"), zip(crop.past, self.ghosts, strict=False)
        shown = [(each.iteration, curve) for each, curve in curves if crop.seen_at(each) is not None]
        return [curve_name(f"{'' if n else 'iteration '}{k:,}", curve, dim) for n, (k, curve) in enumerate(shown)]

    def _marks(self, crop: SliceCrop) -> list[tuple[Marker, float, float]]:
        look, cut = self.look, crop.cut
        card = look.colour("card")
        lowest = Marker("t1", look.px(12), look.colour("good"), card, look.line(1))
        square, ring, ball = step_markers(look)
        after = cut.now + cut.step
        return [
            *((self._old_ball(n, crop), each.now, each.loss_now) for n, each in enumerate(crop.past)),
            *((lowest, float(w), float(loss)) for w, loss in cut.minima),
            (square, after, crop.arrival),
            (ring, after, cut.landing),
            (ball, cut.now, cut.loss_now),
        ]

    def _old_ball(self, place: int, crop: SliceCrop) -> Marker:
        return Marker("o", self.look.px(6), self._faded(place, crop), self.look.colour("card"), 0.0)

    def read(self, x: float, y: float) -> str:
        """Return the loss at the known point nearest to ``x``."""
        if self.crop is None:
            return ""
        cut = self.crop.cut
        place = int(np.argmin(np.abs(cut.w - x)))
        return f"{self.name} = {number(float(cut.w[place]))}\n{cut.scope.letter} = {number(float(cut.loss[place]), 4)}"

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl held; else leave the wheel to the page."""
        turned = event.angleDelta().y()
        if turned and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if turned > 0 else -1)
            event.accept()
        else:
            event.ignore()


def _why_not_drawn(crop: SliceCrop) -> str:
    """Say why there is no picture of a slice; empty if there is one."""
    cut, (low, high) = crop.cut, crop.cut.range
    if not np.isfinite(cut.loss[(low <= cut.w) & (cut.w <= high)]).any():
        return NOTHING
    if not high - low > FINEST * max(abs(low), abs(high)):
        return TOO_CLOSE if FINEST * max(abs(low), abs(high)) < 2.0 else TOO_LARGE
    return "" if np.max(np.abs(crop.span)) < MAX_PLOT else TOO_LARGE  # also where they are NaN
