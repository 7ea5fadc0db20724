"""Where the views look: what is picked and pointed at, and the standing picture made better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.analysis.planes import PlaneKind
from core.analysis.scope import ScopeName
from core.analysis.sight import PER_EXAMPLE, Cell, LitPath, Sight
from core.training.snapshot import Snapshot
from gui.frames.frame import Frame
from gui.frames.observe import refine
from gui.session.asking import Asking
from gui.session.messages import Message
from gui.session.state import State


class Looking(QObject):
    """Turns the views elsewhere, and has the picture made better once nothing moves."""

    parameter_asked = Signal(int)
    delta_changed = Signal(float)
    """Another Δ nudges the chosen parameter."""

    def __init__(self, state: State, asking: Asking, say: Callable[[Message], None]) -> None:
        super().__init__(asking)
        self._state, self._asking, self._say = state, asking, say
        self._given_up: tuple[Snapshot | None, Sight] = None, Sight()

    def point_at(self, asked: Cell | LitPath | None) -> None:
        """Choose a cell of the matrices, to see where its number comes from, or a route of the selected parameter."""
        self._state.pointed = asked
        if isinstance(asked, Cell) and asked.matrix in PER_EXAMPLE:
            self.follow_in_batch(asked.column)
        else:
            self._show_again()

    def look_at(self, scope: ScopeName) -> None:
        """Choose whose loss and derivatives the lenses show."""
        self._state.scope = replace(self._state.scope, name=scope)
        self._show_again()

    def follow_in_batch(self, place: int) -> None:
        """Follow the example at a place of the batch that is opened up: in the lenses at once."""
        frame, self._state.scope = self._state.frame, replace(self._state.scope, place=place)
        self._show_again()
        if frame is not None and frame.trace is not None:
            self.follow(frame.problem.row_of(int(frame.trace.columns[place])))

    def follow(self, row: int | None) -> None:
        """Follow an example, as `Frame.row` has it: all views show it, and hold further inputs where it has them."""
        frame = self._state.frame
        if frame is None or not self._state.ready or row == frame.row:
            return
        held = frame.sight.held
        if row is not None and len(frame.problem.train.x) > 2:
            held = tuple(float(value) for value in frame.inputs_of(row))
        self.look_over(frame.sight.axes, held, row)

    def look(self, sight: Sight) -> None:
        """Turn the views elsewhere, whatever of it is new."""
        self._state.sight = sight
        self.settle()

    def nudge_by(self, delta: float) -> None:
        """Let the chosen parameter be nudged by another Δ."""
        self._state.delta = delta
        self.delta_changed.emit(delta)

    def _show_again(self) -> None:
        if self._state.frame is not None and self._state.ready:
            self._asking.show(self._state.frame)

    def pick(self, u: int, v: int) -> None:
        """Choose the two parameters of the descent path."""
        state = self._state
        if u == v:
            self._say(Message("info", "The descent path needs two different parameters."))
        if not state.ready or u == v or (u, v) == state.sight.picked:
            return
        self.look(replace(state.sight, picked=(u, v)))

    def pick_next(self, index: int) -> None:
        """Make ``index`` the first weight of the descent path; the former first becomes the second."""
        if index != self._state.sight.picked[0]:
            self.pick(index, self._state.sight.picked[0])
        self.parameter_asked.emit(index)

    def look_over(self, axes: tuple[int, int], held: tuple[float, ...], row: int | None) -> None:
        """Draw answers over two of the inputs, further ones held, and mark an example; see `Sight`."""
        self.look(replace(self._state.sight, axes=axes, held=held, row=row))

    def look_into(self, hidden: bool) -> None:
        """Draw answers over the last hidden layer's main directions, or over two inputs again."""
        self.look(replace(self._state.sight, hidden=hidden))

    def look_through(self, plane: PlaneKind, batch_only: bool, close: bool = False) -> None:
        """Draw the descent path on another plane, or the loss of the batch alone instead of the whole set's."""
        self.look(replace(self._state.sight, plane=plane, batch_only=batch_only, close=close))

    def note_dragging(self, dragging: bool) -> None:
        """Note whether a hand drags: while it does, pictures need be quick, not fine."""
        self._state.dragging = dragging

    @property
    def settled(self) -> bool:
        """Whether the displayed picture is as good as it gets."""
        state = self._state
        if state.frame is None or state.busy:
            return False
        if state.awaited is not None:  # it could not be made; what is displayed is of runs that are gone
            return True
        snapshot, sight = self._given_up
        given_up = state.frame.snapshot is snapshot and state.sight == sight
        return given_up or state.frame.has(self._asking.wanted(calm=True))

    def settle(self) -> None:
        """Make the standing picture better by one job's worth: finer regions, then a finer surface."""
        state = self._state
        if state.frame is None or state.busy or state.dragging or state.looking or self.settled:
            return
        if state.frame.calm and state.frame.sight == state.sight:
            job: Callable[[], Frame] = partial(refine, state.frame.frame, self._asking.wanted(calm=True))
        else:
            job = self._asking.showing(state.frame, calm=True)
        state.looking = True
        self._asking.background.submit(
            "look", job, partial(self._accept, state.frame), partial(self._give_up, state.frame, state.sight)
        )

    def _give_up(self, frame: Frame, sight: Sight, _error: Exception) -> None:
        """Leave a picture as it is that cannot be made better, for to try again would fail again; another one can."""
        self._state.looking, self._given_up = False, (frame.snapshot, sight)
        self.settle()

    def _accept(self, before: Frame, frame: Frame) -> None:
        """Show a better picture of the same iteration, unless another frame has come or is on its way."""
        self._state.looking = False
        if self._state.frame is before and not self._state.busy and self._state.awaited is None:
            frame = replace(frame, trace=frame.trace or before.trace, step_into=before.step_into)
            self._asking.show(replace(frame, passed=before.passed, rivals=before.rivals))
        else:  # somebody clicked meanwhile: what is displayed now is to be made better
            self.settle()
