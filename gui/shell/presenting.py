"""Presenting: the stage on the screen instead of the desk, and the keys that drive it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from core.exchange.scenes import Scene
from gui.frames.shown import ShownFrame
from gui.function_lab.session import FunctionSession
from gui.session.messages import Message
from gui.session.player import Player
from gui.session.session import Session
from gui.session.strides import Strides
from gui.session.timeline import rests_at
from gui.share.making import InSlices
from gui.shell.settings import Settings
from gui.stage.adjusting import Adjusting
from gui.stage.blank import Blank
from gui.stage.keys import PresentingKeys
from gui.stage.questions import StageQuestions
from gui.stage.rising import Rising
from gui.stage.screens import Screens
from gui.stage.sheet import Sheet, SheetRow
from gui.stage.stage import Stage
from gui.stage.teacher import TeacherBar
from gui.stage.views import views_for
from gui.widgets.banner import Banner
from gui.widgets.keys import STAGE, Action, Key, Press, presses
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.function_frame import FunctionFrame

VIEWS_HELP = "Key or click: on or off.  Shift with it: alone.  V closes."
LEAVE_AGAIN, LEAVE_WITHIN = "Esc again to leave", 2_000
"""What a first Esc says, and for how many milliseconds a second one then leaves."""
TEXT_STEP, MAX_TEXT = 0.1, 1.5
"""By which the text of the stage grows with each press, and how large it may be, by its size at first."""
REMOTE = (Key.Key_PageDown, Key.Key_PageUp, Key.Key_F5, Key.Key_Period, Key.Key_B)
"""Keys that act over whatever is open."""
OWN_DIALOGS = Qt.ApplicationAttribute.AA_DontUseNativeDialogs
HELD = (Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_AltGr, Key.Key_Meta)
"""Keys that are held while another one is pressed."""
FILMED = "Wait: what you take along is being drawn"
FACTOR = 10.0**0.25
"""By which the keys + and − change the learning rate."""


class Leading(Protocol):
    """What leads through a lesson on the stage; see `gui.course.on_stage.LessonOnStage`."""

    @property
    def notes(self) -> str: ...
    def action_of(self, press: Press) -> Action | None: ...
    def begin(self) -> None: ...
    def end(self) -> None: ...
    def set_look(self, look: Look) -> None: ...


class Presenting(QObject):
    """Shows the stage on the full screen instead of the desk in a window's ``body``, and takes the keys meanwhile."""

    ended = Signal()
    """The desk is there again."""

    def __init__(
        self,
        window: QMainWindow,
        body: QStackedWidget,
        session: Session,
        function: FunctionSession,
        player: Player,
        settings: Settings | None,
    ) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.session, self.function, self.player = session, function, player
        self.strides = Strides(session, player)
        self.stage = Stage(session, self.strides)
        self.blank = Blank(self.stage)
        self.bar = TeacherBar(self.stage)
        self.screens = Screens(window, body, self.stage, self.bar)
        body.addWidget(self.stage)
        body.parentWidget().layout().insertWidget(0, self.bar)  # type: ignore[union-attr]
        self.is_on = False
        self._lead: Leading | None = None
        self.bar.notes = lambda: self._lead.notes if self._lead is not None else ""
        self.adjusting = Adjusting(session, function, player, self.stage.remark)
        self.rising, self.sheet = Rising(self.stage), Sheet(self.stage, "Views", VIEWS_HELP)
        self.questions = StageQuestions(self.stage, session, player)
        self.fault = Banner()
        self.fault.float_over(self.stage.top_line)
        self.stage.overlays += [self.rising, self.fault]
        self._keys = PresentingKeys(self, self._action_of, lambda: player.goal is None and not session.busy)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._actions = presses(STAGE, self._what_keys_do())
        for timeline in (session, function):
            timeline.frame_changed.connect(self._show)
        session.scene_changed.connect(self._show_scene)
        session.message.connect(lambda told: self.say(told) if told.report else None)
        self._connect()
        if session.scene is not None:
            self._show_scene(session.scene)

    def set_look(self, look: Look) -> None:
        """Take the look of the desk."""
        self.stage.set_look(look)
        self.bar.set_look(look)
        self.questions.set_look(look)
        if self._lead is not None:
            self._lead.set_look(look)

    def _connect(self) -> None:
        self.stage.closed.connect(self.end)
        rising, player, adjusting = self.rising, self.player, self.adjusting

        def follow(mouse: QPoint) -> None:
            if not self.blank.isVisible():
                rising.follow(self.stage.mapFromGlobal(mouse))

        self.stage.made_view.connect(lambda view, widget: view.listen(widget, adjusting))
        self._keys.moved.connect(follow)
        self.sheet.chosen.connect(self._choose_view)
        self.stage.chose.connect(self._keep_views)
        self.stage.arranged.connect(self.blank.fit)
        self.stage.arranged.connect(lambda: self.sheet.fit(self.stage.look))
        player.playing_changed.connect(lambda _: self._show_adjustable())
        self.session.looking.delta_changed.connect(lambda _: self._show_adjustable())
        for asked, action in (
            (rising.restart.clicked, player.restart),
            (rising.back.clicked, self.strides.back),
            (rising.step.clicked, self.strides.next),
            (rising.run.clicked, self._run),
            (rising.alpha.chosen, adjusting.set_rate),
            (rising.delta.chosen, adjusting.set_delta),
            (rising.optimizer_chosen, adjusting.set_optimizer),
            (rising.activation_chosen, adjusting.set_activation),
            (rising.speed.chosen, player.pace.set_rate),
        ):
            asked.connect(action)
            asked.connect(rising.rise)

    def _show_adjustable(self) -> None:
        has_delta = any(view.has_delta for view in self.stage.chosen)
        frame = self.session.frame if self.player.training is not None else None
        at_start = self.player.timeline.now == 0 and (frame is None or frame.step_into == 0)
        self.rising.show_now(self.adjusting.now(), self.player.playing, has_delta, at_start)
        self.rising.speed.show_rate(self.player.pace.rate)

    def begin(self, asks: bool = True, lead: Leading | None = None) -> None:
        """Present, if that is not so already; what the scene ``asks`` here is asked at once, or not at all.

        With ``lead`` the views, the words and what is next are his until the end.
        """
        if not self.is_on:
            self.is_on, self._lead = True, lead
            self._keys.begin()
            QApplication.setAttribute(OWN_DIALOGS)  # a system's own dialogs would keep a remote's keys to themselves
            self._show_present()
            self.screens.take()
            self.questions.arrive(asks and lead is None)
            if lead is not None:
                lead.set_look(self.stage.desk)
                lead.begin()

    def begin_with(self, names: Sequence[str]) -> None:
        """Present the first of these views in which there is something to see."""
        self.begin(asks=False)
        offered = {view.name for view in self.stage.offered}
        self.stage.choose([name for name in names if name in offered][:1])

    def end(self) -> None:
        """Be at the desk again."""
        if self.is_on:
            self.is_on = False
            self._keys.end()
            QApplication.setAttribute(OWN_DIALOGS, False)
            self._leaving.stop()
            self.stage.say("")
            self.questions.close()
            if self._lead is not None:
                self._lead.end()
                self._lead = None
                self._show_scene(self.session.scene)
            for overlay in (self.blank, self.rising, self.sheet, self.fault):
                overlay.hide()
            self.screens.give_back()
            self.ended.emit()

    def say(self, told: Message) -> None:
        """Say on the stage what is wrong with the program, where the desk's own message lies behind it."""
        if self.is_on and not self.stage.isWindow():
            self.fault.show_message(told.text, is_error=told.kind == "error", report=told.report)

    def reset(self) -> None:
        """Be as before anything was presented."""
        self.end()
        self.strides.choose("iteration")
        self.scale_text(0)
        self.stage.names = ()

    def _show(self, frame: ShownFrame | FunctionFrame) -> None:
        if self.stage.isVisible() and isinstance(frame, ShownFrame) == (self.player.training is not None):
            self.stage.show_frame(frame)
            self._show_adjustable()
            if self._lead is None:
                self.questions.show_frame(frame)

    def _show_present(self) -> None:
        frame = self.session.frame if self.player.training is not None else self.function.frame
        if frame is not None:
            self.stage.show_frame(frame)
            self._show_adjustable()

    def _show_scene(self, scene: Scene | None) -> None:
        """Let another scene's views stand on the stage."""
        if self._lead is not None or scene is None:
            return
        kept = self._settings.views_of(scene.name) if self._settings is not None else ()
        self.stage.names = kept or scene.views

    def _keep_views(self, names: tuple[str, ...]) -> None:
        self._show_views()
        if self._settings is not None and self.session.scene is not None and self._lead is None:
            self._settings.keep_views(self.session.scene.name, names)

    def scale_text(self, direction: int) -> None:
        """Make all text on the stage larger (1), smaller (-1), or as large as at first (0)."""
        size = self.stage.text + direction * TEXT_STEP if direction else 1.0
        self.stage.set_text(min(max(size, 1.0), MAX_TEXT))

    # --- keys ---

    def _action_of(self, press: Press) -> Action | None:
        """Return what a press does: on a blank screen, whatever it is, it brings the picture back, and does no more.

        An open list, menu or dialog has all keys but a remote's.
        """
        if self.blank.isVisible():
            return None if press[0] in HELD else self.blank.hide
        if QApplication.activePopupWidget() or QApplication.activeModalWidget():
            if press[0] not in REMOTE:
                return None
            if any(work.is_busy and work.moves for work in self._window.findChildren(InSlices)):
                return partial(self.stage.remark, FILMED)
        sheets = (sheet for sheet in (self.sheet, self.questions.sheet) if sheet.isVisible())
        if press == (Key.Key_Escape, "") and (uppermost := next(sheets, None)):
            return uppermost.hide
        led = self._lead.action_of(press) if self._lead is not None else None
        return led or self.questions.action_of(press) or self._actions.get(press)

    def _what_keys_do(self) -> dict[str, Callable[..., object]]:
        player, strides, stage, adjusting = self.player, self.strides, self.stage, self.adjusting
        return {
            "next": strides.next,
            "back": strides.back,
            "phase": player.phase_forward,
            "phase_back": player.phase_back,
            "choose_next": strides.choose_next,
            "run": self._run,
            "start": player.restart,
            "end": player.to_end,
            "view": partial(self._choose_view, alone=False),
            "alone": partial(self._choose_view, alone=True),
            "sheet": self._toggle_sheet,
            "swap_on": partial(stage.swap, 1),
            "swap_back": partial(stage.swap, -1),
            "rate_up": partial(self._scale, FACTOR),
            "rate_down": partial(self._scale, 1 / FACTOR),
            "delta_down": partial(self._scale_delta, 0.1),
            "delta_up": partial(self._scale_delta, 10.0),
            "example_before": partial(adjusting.follow, -1),
            "example_after": partial(adjusting.follow, 1),
            "ask": self._toggle_questions,
            "black": partial(self._go_blank, Qt.GlobalColor.black),
            "white": partial(self._go_blank, Qt.GlobalColor.white),
            "larger": partial(self.scale_text, 1),
            "smaller": partial(self.scale_text, -1),
            "normal": partial(self.scale_text, 0),
            "leave": self._leave,
            "nothing": lambda: None,
        }

    def _choose_view(self, place: int, alone: bool) -> None:
        if place < len(self.stage.offered):
            view = self.stage.offered[place]
            self.stage.choose([view.name]) if alone else self.stage.toggle(view)

    def _toggle_sheet(self) -> None:
        self._show_views()
        self.questions.sheet.hide()
        self.sheet.hide() if self.sheet.isVisible() else self.sheet.open(self.stage.look)

    def _toggle_questions(self) -> None:
        self.sheet.hide()
        self.questions.toggle_sheet()

    def _show_views(self) -> None:
        frame = self.stage.frame
        if frame is not None:
            chosen = self.stage.chosen
            self.sheet.show_rows(SheetRow(view.title, view.lacks(frame), view in chosen) for view in views_for(frame))

    def _scale(self, factor: float) -> None:
        self.adjusting.scale_rate(factor)
        self.rising.rise()

    def _scale_delta(self, factor: float) -> None:
        """Change Δ where a view has it."""
        if any(view.has_delta for view in self.stage.chosen):
            self.adjusting.scale_delta(factor)
            self.rising.rise()

    def _run(self) -> None:
        """Run or pause; a run stops where the scene asks something, if that comes before its end."""
        stop, end = self.questions.next_stop(), rests_at(self.player.timeline)
        if self.player.playing or stop is None or (end is not None and stop > end):
            self.player.toggle()
        else:
            self.player.run_to(stop)

    def _go_blank(self, colour: Qt.GlobalColor) -> None:
        self.player.pause()
        self.blank.cover(colour)

    def _leave(self) -> None:
        """Close what a fault has said; else say that a second Esc leaves, and leave by it."""
        if self.fault.text:
            self.fault.put_away()
        elif self._leaving.isActive():
            self.end()
        else:
            self._leaving.start(LEAVE_WITHIN)
            self.stage.remark(LEAVE_AGAIN, LEAVE_WITHIN)
