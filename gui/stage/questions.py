"""Predict first, on the stage: a question beside the view that it is about, and the keys that answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QRectF
from PySide6.QtWidgets import QWidget

from core.analysis.sight import Sight
from core.questions.question import Question, Truth
from gui.frames.questions import AnyKind, is_about, kinds_for
from gui.function_lab.session import FunctionSession
from gui.session.player import Player
from gui.session.session import Session
from gui.stage.predict import PLACE, PredictCard
from gui.stage.predict_asking import AnyFrame, Predicting
from gui.stage.sheet import Sheet, SheetRow
from gui.stage.stage import Stage, stage_theme
from gui.widgets.controls import dress
from gui.widgets.keys import DIGITS, QUESTION, Action, Press, presses
from gui.widgets.theme import Look

REVEAL, TOLD = "next: reveal", "Esc or Page Down closes the question"
HELP = "A digit or a click asks.  Q closes."


class StageQuestions(QObject):
    """Asks on the stage what a scene asks there, or what the teacher chooses from a sheet."""

    def __init__(self, stage: Stage, session: Session, player: Player) -> None:
        super().__init__(stage)
        self._stage, self._session, self._player = stage, session, player
        self.predicting = Predicting(session, session.background, player)
        self.card, self.sheet = PredictCard(stage), Sheet(stage, "Questions", HELP)
        self.card.hide()
        self._asked_at: tuple[object, ...] = ()
        self._views: tuple[str, ...] = ()
        self._turned: tuple[int, Sight] | None = None
        """The example that the views were turned to, as it is asked about, and where they looked before."""
        predicting, card = self.predicting, self.card
        predicting.asked.connect(self._show)
        predicting.refused.connect(stage.remark)
        stage.arranged.connect(self.place)
        predicting.working.connect(card.show_working)
        predicting.working.connect(self._show_views)
        card.tallied.connect(lambda _: stage.ask(card.ballot.caption))
        predicting.revealed.connect(self._tell)
        predicting.left.connect(self.close)
        card.reveal_asked.connect(predicting.reveal)
        self.sheet.chosen.connect(lambda place, _: self.ask(self._kinds()[place]))

    @property
    def is_open(self) -> bool:
        """Whether a question is on the stage."""
        return self.card.isVisible()

    def _kinds(self) -> list[AnyKind]:
        frame = self._stage.frame
        return [] if frame is None else kinds_for(frame, self._session.scene)

    # --- asking ---

    def toggle_sheet(self) -> None:
        """Show the questions that can be asked now, or show them no more."""
        self.sheet.show_rows(SheetRow(kind.title) for kind in self._kinds())
        self.sheet.hide() if self.sheet.isVisible() else self.sheet.open(self._stage.look)

    def ask(self, kind: AnyKind) -> None:
        """Ask about what is on the stage."""
        self.sheet.hide()
        if self._stage.frame is not None:
            self._views = kind.views
            self.predicting.ask(kind, self._stage.frame)

    def show_frame(self, frame: AnyFrame) -> None:
        """Hear what is on the stage; ask what the scene asks there, once."""
        self.predicting.show_frame(frame)
        here = self._session.scene, self._player.target
        if here != self._asked_at and not self.is_open and not self._player.playing and self._player.goal is None:
            self.arrive()

    def arrive(self, asks: bool = True) -> None:
        """Ask what the scene asks here, if nothing has been done beyond it; or let that pass."""
        scene, at = self._session.scene, self._player.target
        planned = [each.kind for each in (scene.questions if scene else ()) if each.at == at]
        if asks and planned and not is_about(planned[0], self._stage.frame):  # its own frame is on its way
            return
        self._asked_at = scene, at
        if asks and planned and self._player.timeline.known == at:
            self.ask(planned[0])

    def next_stop(self) -> int | None:
        """Return before which step the scene asks next; None if it asks no more."""
        scene = self._session.scene
        ahead = [each.at for each in (scene.questions if scene else ()) if each.at > self._player.timeline.known]
        return min(ahead, default=None)

    def _show(self, question: Question) -> None:
        self.card.show_question(question)
        self.place()
        self.card.show()
        self.card.raise_()
        self._stage.show_beside(self._views, self.card.ballot.caption)
        self._stage.say(REVEAL)
        self._veil(True)
        self._turn_to(question.row)

    def _turn_to(self, row: int | None) -> None:
        """Have the views show the example that is asked about, or where they looked before if it is none."""
        frame, turned, looking = self._session.frame, self._turned, self._session.looking
        if frame is None:
            return
        if row is not None and frame.row != row:
            self._turned = row, frame.sight
            looking.follow(row)
        elif row is None and turned is not None:
            self._turned = None
            if frame.row == turned[0]:  # else somebody has chosen another one meanwhile
                looking.look(turned[1])

    def _show_views(self, working: bool) -> None:
        """Let the deed be seen, once it is done."""
        if self.is_open and working:
            self._veil(False)
            self._stage.show_beside(self._views)

    def _veil(self, veiled: bool) -> None:
        """Have a walk's axes tell nothing of its next step, or make room for it."""
        walk = self._player.timeline
        if isinstance(walk, FunctionSession):
            walk.veil(veiled)

    def _tell(self, truth: Truth) -> None:
        self.card.show_truth(truth)
        if (prediction := self.card.ballot.prediction) is not None:
            self.predicting.keep(prediction)
        self._stage.say(TOLD)

    def close(self) -> None:
        """Ask nothing any more; all views are back."""
        self.predicting.close()
        self.sheet.hide()
        self._veil(False)
        if self.card.isVisible():
            self.card.hide()
            self._stage.show_beside(())
            self._stage.say("")
            self._turn_to(None)

    # --- keys ---

    def action_of(self, press: Press) -> Action | None:
        """Return what a press does while a question is open, or the sheet of questions is."""
        key, held = press
        if self.sheet.isVisible() and key in DIGITS[: len(self._kinds())] and not held:
            return partial(self.ask, self._kinds()[DIGITS.index(key)])
        return presses(QUESTION, self._answers()).get(press) if self.is_open else None

    def _answers(self) -> dict[str, Callable[..., object]]:
        card, told = self.card, not self.card.ballot.counting

        def count(place: int, by: int) -> None:
            if place < len(card.ballot.tally):  # else no view comes or goes meanwhile
                card.press(place, by)

        return {
            "hand": partial(count, by=1),
            "fewer": partial(count, by=-1),
            "take_back": card.take_back,
            "reveal": self.close if told else self.predicting.reveal,
            "nothing": lambda: None,
            "close": self.close,
        }

    # --- how it looks ---

    def place(self) -> None:
        """Put card and sheet where they belong."""
        self.sheet.fit(self._stage.look)
        x, y, width, height = PLACE
        stage: QWidget = self._stage
        self.card.setGeometry(
            QRectF(x * stage.width(), y * stage.height(), width * stage.width(), height * stage.height()).toRect()
        )

    def set_look(self, look: Look) -> None:
        """Take the look of the desk."""
        self.place()
        dress(self.card, look_of_card(look))


def look_of_card(look: Look) -> Look:
    """Return the look of a question's card: its words are read from as far as all others on the stage."""
    return replace(look, theme=stage_theme(look.theme))
