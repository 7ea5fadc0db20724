"""The body of the window with the network gone: a plain function and a walk down on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.frames.function_frame import FunctionFrame
from gui.function_lab.curve import FunctionCurve
from gui.function_lab.fit import FunctionFit
from gui.function_lab.panel import FunctionPanel
from gui.function_lab.plane import FunctionPlane
from gui.function_lab.race import FunctionRace
from gui.function_lab.secant import FunctionSecant
from gui.function_lab.session import FunctionSession
from gui.function_lab.steps import FunctionSteps
from gui.function_lab.values import FunctionValues
from gui.function_lab.words import FunctionWords
from gui.widgets.card import Card
from gui.widgets.columns import Columns
from gui.widgets.controls import dress
from gui.widgets.theme import Look

MAX_VARIABLES = 3
FIT = "wave_fit"
WIDTH, SMALLEST = 12, 12.0
"""Heights of the text that one of several plots has to be wide, and the smallest such height, in pixels."""
LEAST_WIDTH = 11.0
"""Width on the stage, by normal text, below which a variable's curve is left out."""
SHARES = ((0.56, 0.36, 0.42), (0.28, 0.36, 0.36, 0.40))
LEAST, LEAST_ABOVE = (480, 540), (480, 570)
"""Width and height, in pixels at normal text, under which the columns scroll; the second with a view from above."""
CURVES, ENOUGH = 0.41, 640
"""What the curves take of the height above the quotients, where there is a view from above; and what both have before
the quotients get all that they need, in pixels at normal text."""


class Curves(QWidget):
    """The function along each of its variables, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.plots = [FunctionCurve() for _ in range(MAX_VARIABLES)]
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._look, self._text = Look(), Look().text
        for plot in self.plots:
            self._row.addWidget(plot, 1)
        self.setAccessibleName("Function along each variable")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look, self._text = look, 0.0
        self._row.setSpacing(round(look.text) if look.stage else 0)  # at the desk each has margins of its own
        self._fit_text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into another width."""
        super().resizeEvent(event)
        self._fit_text()

    def _fit_text(self) -> None:
        """Write smaller where several plots share little width: enlarged by a double-click they have all of it."""
        count = sum(not plot.isHidden() for plot in self.plots)
        shared = max(SMALLEST, min(self._look.text, self.width() // (WIDTH * count)))
        text = self._look.text if count == 1 or self._look.stage else shared
        if text != self._text:
            self._text = text
            for plot in self.plots:
                plot.set_look(self._look.scaled(text))

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step."""
        room = int(self.width() // (LEAST_WIDTH * self._look.text)) if self._look.stage else MAX_VARIABLES
        first = min(frame.asked.along, max(frame.function.dimensions - max(room, 1), 0))
        for index, plot in enumerate(self.plots):
            plot.setVisible(first <= index < min(frame.function.dimensions, first + max(room, 1)))
            if not plot.isHidden():
                plot.show_walk(frame, index)
        self._fit_text()


class FunctionStage(Columns):
    """Editors, plots and words of the function lab, fed by its session."""

    least = LEAST
    right_share = 0.42

    def __init__(self, session: FunctionSession) -> None:
        self.session = session
        self.panel, self.words, self.secant, self.race = (
            FunctionPanel(),
            FunctionWords(),
            FunctionSecant(),
            FunctionRace(),
        )
        self.plane, self.curves, self.values, self.fit = FunctionPlane(), Curves(), FunctionValues(), FunctionFit()
        self.steps = FunctionSteps()
        self.plane_card, self.curves_card = Card("From above", self.plane), Card("Along each variable", self.curves)
        self.secant_card, self.words_card = Card("Secant", self.secant), Card("Function and slope", self.words)
        self.values_card, self.race_card = Card("f over the steps", self.values), Card("All optimisers", self.race)
        self.fit_card = Card("Data and curve", self.fit)
        super().__init__(
            [Card("Function", self.panel), Card("Steps", self.steps)],
            [self.plane_card, self.curves_card, self.secant_card],
            [self.words_card, self.values_card, self.fit_card, self.race_card],
            SHARES,
        )
        self._has_room = False
        self._shared: tuple[object, ...] = ()
        self._connect()

    def _connect(self) -> None:
        session, panel = self.session, self.panel
        panel.changed.connect(session.edit)
        panel.race_asked.connect(session.race)
        self.secant.asked.connect(session.look_along)
        self.plane.start_asked.connect(panel.start_from)
        self.plane.close_asked.connect(session.look_close)
        for plot in self.curves.plots:
            plot.start_asked.connect(panel.start_at)
        session.descent_changed.connect(panel.show_descent)
        session.frame_changed.connect(self.show_walk)
        self.changed.connect(self._show_present)
        self.words.reshaped.connect(self.share_room)
        panel.show_descent(session.descent)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        views = (self.panel, self.words, self.secant, self.race, self.plane, self.curves, self.values, self.fit)
        for view in (*views, self.steps):
            dress(view, look)
        for card in (*self.editors, *self.stage):
            card.set_look(look)
        self._show_present()

    def showEvent(self, event: QShowEvent) -> None:
        """Share the room out when it is known for the first time."""
        super().showEvent(event)
        if not self._has_room:
            self._has_room = True
            self.share_room()
        self._show_present()

    @property
    def _scrolled_height(self) -> int:
        """Height of the columns: more than is seen of them where they scroll."""
        return max(self.height(), round(self._look.px(self.least[1])))

    def _heights(self) -> tuple[Sequence[float], Sequence[float]]:
        """Give the quotients what they need, as far as the plots above have enough."""
        height, flat = self._scrolled_height, self.plane_card.isHidden()
        least = self.secant_card.minimumSizeHint().height()
        most = height / 2 if flat else max(least, height - self._look.px(ENOUGH))
        height -= (1 if flat else 2) * self._columns.handleWidth()
        rest = height - round(min(self.secant_card.sizeHint().height(), most))
        curves = rest if flat else round(CURVES * rest)
        return [rest - curves, curves, height - rest], self._heights_beside()

    def _heights_beside(self) -> Sequence[float]:
        """Give the words no more than they need."""
        cards = (self.words_card, self.values_card, self.fit_card, self.race_card)
        shares = dict(zip(cards, super()._heights()[1], strict=True))
        shown = sum(share for card, share in shares.items() if not card.isHidden())
        spare = max(0.0, shares[self.words_card] - self.words.needed / max(self._scrolled_height, 1) * shown)
        others = shown - shares[self.words_card]
        grown = 1.0 + spare / others if others > 0.0 else 1.0
        return [shares[cards[0]] - spare if others > 0.0 else shares[cards[0]], *(grown * shares[c] for c in cards[1:])]

    def _show_present(self) -> None:
        if self.session.frame is not None:
            self.show_walk(self.session.frame)

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step in all that is visible."""
        self._show_what_fits(frame)
        self.panel.show_racing(frame.asked.racing)
        self.words.show_walk(frame)
        if (shared := (frame.function, frame.asked.racing)) != self._shared:
            self._shared = shared
            self.share_room()
        self.secant.show_walk(frame)
        self.curves.show_walk(frame)
        self.values.show_walk(frame)
        self.steps.show_walk(frame)
        if frame.function.dimensions == 2:
            self.plane.show_walk(frame)
        if frame.function.name == FIT:
            self.fit.show_walk(frame)
        if frame.asked.racing:
            self.race.show_walk(frame)

    def _show_what_fits(self, frame: FunctionFrame) -> None:
        """Hide the cards that this function, or this moment, has no use for."""
        wanted = {
            self.plane_card: frame.function.dimensions == 2,
            self.fit_card: frame.function.name == FIT,
            self.race_card: frame.asked.racing,
            self.secant_card: not (frame.function.dimensions == 2 and frame.asked.racing),
        }
        self.least = LEAST if frame.function.dimensions == 1 else LEAST_ABOVE
        self.set_absent({card for card, is_wanted in wanted.items() if not is_wanted})
