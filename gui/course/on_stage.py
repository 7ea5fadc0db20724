"""A lesson on the stage: its words become captions, its question a card, and Page Down brings the next point."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QRectF, QTimer

from core.course.showing import ToldPage
from core.exchange.page_state import PageState
from core.questions.ballot import Ballot
from core.questions.question import Option, Question, Truth
from gui.course.lesson_player import INTRO, LessonPlayer
from gui.course.memory import DEED
from gui.course.points import COMES, StagePoint, plain, points_of, spoken
from gui.course.words import LessonWords
from gui.stage.predict import PLACE, PredictCard
from gui.stage.stage import Stage
from gui.widgets.controls import dress
from gui.widgets.keys import DIGITS, LED, QUESTION, Action, Press, press_of, presses
from gui.widgets.theme import Look

LISTING = 0.042
"""Height of the letters around a program, whose own are smaller, as a share of the stage's."""
WAIT, NEXT_PAGE, END = "one moment …", "next: the next page", "next: back to the course"
SOLVED = "✓ Done: the task is solved"


class LessonOnStage(QObject):
    """Leads through a lesson on a stage while `is_on`."""

    def __init__(self, stage: Stage, player: LessonPlayer) -> None:
        super().__init__(player)
        self._stage, self._player = stage, player
        self.card = PredictCard(stage)
        self.card.hide()
        self.sheet = LessonWords()
        self.sheet.setParent(stage)
        self.sheet.hide()
        self.is_on = False
        self.points: list[StagePoint] = []
        self.at = 0
        self._wished = False
        """Whether somebody has asked for what is next while that had to wait."""
        self._from_behind = False
        """Whether the page was turned back to: then it is shown from its end."""
        self._last = ""
        """The run that was last on a page that is shown from its end: it follows the deed."""
        self.card.reveal_asked.connect(self.next)
        self._ballots: dict[int, Ballot] = {}
        """The hands that were counted, by place."""
        self.card.tallied.connect(self._note_hands)
        stage.arranged.connect(self._place)
        player.turned.connect(self._turn)
        player.words.came.connect(self._take_words)
        player.changed.connect(self._hear)
        player.acting.rested.connect(self._say_next)

    # Beginning and ending

    def begin(self) -> None:
        """Lead from now on, from where the page is."""
        self.is_on = True
        self._turn()
        self._take_words()

    def end(self) -> None:
        """Lead no more."""
        self.is_on = False
        self._close_card()
        self._show_listing(StagePoint("say"))
        self._stage.title = ""
        self._stage.say("")

    @property
    def notes(self) -> str:
        """What only the teacher reads."""
        told = self._player.words.told
        return plain(told.notes, self._stage.desk.notation) if told is not None else ""

    # The page

    def show_views(self, names: tuple[str, ...]) -> None:
        """Put views on the stage."""
        self._stage.names = names
        if self.card.isVisible():
            self._stage.show_beside(names)
        else:
            self._stage.arrange()

    def _turn(self) -> None:
        if not self.is_on:
            return
        player, lesson = self._player, self._player.lesson
        self._close_card()
        self._show_listing(StagePoint("say"))
        self.points, self.at = [], 0
        if lesson is not None:
            titles = player.titles
            place = titles[player.place] if 0 <= player.place < len(titles) else f"About {lesson.minutes} minutes"
            self._stage.title = f"{lesson.title} · {place}"
        if lesson is not None:
            self._stage.names = (player.page or lesson.pages[0 if player.place == INTRO else -1]).views
        self._stage.arrange()
        self._say_next()
        if player.place == INTRO and lesson is not None:
            self._begin_points(ToldPage("", lesson.intro))

    def _take_words(self) -> None:
        """Begin with the first words at once; questions and explanations follow when they are there."""
        player = self._player
        if self.is_on and player.words.told is not None:
            self._begin_points(player.words.told)

    def _begin_points(self, told: ToldPage) -> None:
        page, notation = self._player.page, self._stage.desk.notation
        self.points = points_of(told, page is not None and bool(page.deed) and self._player.words.whole, notation)
        if self._from_behind and (self._player.words.whole or page is None):
            self._from_behind = False
            self.at = len(self.points) - 1
            deeds = [each.deed for each in self.points if each.deed]
            if DEED in deeds:
                self._player.do(DEED)
            self._last = deeds[-1] if deeds and deeds[-1] != DEED else ""
        self._show()

    @property
    def _waits(self) -> bool:
        """Whether something is being done, or words are still on their way."""
        player = self._player
        return player.acting.acts or not (player.words.whole or player.place == INTRO)

    @property
    def _point(self) -> StagePoint:
        return self.points[min(self.at, len(self.points) - 1)] if self.points else StagePoint("say")

    # On and back

    def next(self) -> None:
        """Go on to the next point, or to the next page; while something is being done, as soon as that is there."""
        player = self._player
        self._wished = self._waits
        if self._wished:
            return
        if self.at + 1 >= len(self.points):
            player.next()
            return
        self.at += 1
        if deed := self._point.deed:
            player.do(deed)
        elif self._point.kind == "reveal":
            player.reveal()
        self._show()

    def back(self) -> None:
        """Take the last point back, exactly."""
        player = self._player
        if self._from_behind:
            return  # the page before has not come yet: a second press would leap over it
        if player.acting.acts:
            player.acting.stop()
        if self.at == 0:
            self._from_behind = player.place > INTRO
            player.back()
            return
        left = self._point
        self.at -= 1
        before = next((each.deed for each in reversed(self.points[: self.at + 1]) if each.deed), "")
        if left.kind in ("do", "reveal"):
            player.take_back()
        if left.deed:
            player.do(before) if before else player.back_to_start()
        self._show()

    def _show(self) -> None:
        point = self._point
        asking = point.kind in ("ask", "do", "reveal") and self._question() is not None
        if not asking:
            self._close_card()
        elif point.kind == "ask" or not self.card.isVisible():
            self._open_card()
        self._show_listing(point)
        if asking and self._player.state.revealed and point.kind != "ask":
            self._tell_truth()
        self._say_next()

    def _say_next(self) -> None:
        player = self._player
        if not self.is_on:
            return
        if self._waits:
            words = WAIT
        elif self.at + 1 < len(self.points):
            words = f"next: {COMES[self.points[self.at + 1].kind]}"
        else:
            words = END if player.place == len(player.titles) - 1 else NEXT_PAGE
        self._stage.say(words, self._caption)
        if self._last and not self._waits:
            deed, self._last = self._last, ""
            player.do(deed)
        elif self._wished and not self._waits:
            self._wished = False
            QTimer.singleShot(0, self, self.next)

    @property
    def _caption(self) -> tuple[str, str, str] | None:
        """What the class is told or asked; None for what the deed has done."""
        if not self.card.isVisible():
            return self._point.words
        if self.card.ballot.counting:
            return self.card.ballot.caption, "", ""
        return None if self._player.page is not None and self._player.page.deed else ("", "", "")

    def _hear(self) -> None:
        """Something has been done: the deed, or the task."""
        if not self.is_on:
            return
        state: PageState = self._player.state
        if self.card.isVisible() and state.revealed and self._point.kind != "ask":
            self._tell_truth()
        if state.solved:
            self._stage.remark(SOLVED)
        self._say_next()

    # The question

    def _question(self) -> Question | None:
        told, notation = self._player.words.told, self._stage.desk.notation
        if told is None or not told.question:
            return None
        options = tuple(
            Option(place, spoken(each.words, notation), spoken(each.thought, notation))
            for place, each in enumerate(told.answers)
        )
        return Question("lesson", plain(told.question, notation), options, 0, 0)

    def _open_card(self) -> None:
        question = self._question()
        if question is not None:
            before = self._ballots.get(self._player.place)
            again = before is not None and before.question == question
            self.card.show_again(before if again and before is not None else Ballot.of(question))
            self._place()
            self.card.show()
            self.card.raise_()
            self._stage.show_beside(self._stage.names)  # what was there last may be the evidence, and nothing is hidden

    def _note_hands(self) -> None:
        self._ballots[self._player.place] = self.card.ballot
        self._say_next()

    def _tell_truth(self) -> None:
        told = self._player.words.told
        if told is not None and self.card.ballot.counting:
            right = next((place for place, each in enumerate(told.answers) if each.right), None)
            answer = spoken(told.answers[right].words, self._stage.desk.notation) if right is not None else ""
            self.card.show_truth(Truth(right, f"Right is: {answer}", 0))
            self._stage.show_beside(self._stage.names)

    def _show_listing(self, point: StagePoint) -> None:
        """Show a program beside a view, where the card of a question stands."""
        was_there = self.sheet.isVisible()
        self.sheet.setVisible(point.listing is not None)
        if point.listing is not None:
            self.sheet.show_blocks((point.listing,))
            self._place()
            self._stage.show_beside(self._stage.names)
        elif was_there and not self.card.isVisible():
            self._stage.show_beside(())

    def _close_card(self) -> None:
        if self.card.isVisible():
            self.card.hide()
            self._stage.show_beside(())

    def _place(self) -> None:
        x, y, width, height = PLACE
        w, h = self._stage.width(), self._stage.height()
        for part in (self.card, self.sheet):
            part.setGeometry(QRectF(x * w, y * h, width * w, height * h).toRect())
        self.sheet.fit(self._stage.desk, LISTING * h)

    def set_look(self, look: Look) -> None:
        """Take the look of the desk."""
        self._place()
        dress(self.card, look)
        if self.is_on and self._player.words.told is not None:
            self._begin_points(self._player.words.told)

    # Keys

    def action_of(self, press: Press) -> Action | None:
        """Return what a press does while a lesson is on the stage; None for what it does anyway."""
        if not self.is_on:
            return None
        key, held = press
        actions = presses(LED, {"next": self.next, "back": self.back, "start": self._player.back_to_start})
        if self.card.isVisible():
            if key in DIGITS[: len(self.card.ballot.tally)]:
                return partial(self.card.press, DIGITS.index(key), -1 if held == "shift" else 1)
            for name, action in (("take_back", self.card.take_back), ("reveal", self.next)):
                actions |= {press_of(key): action for key in QUESTION.lines[name].keys.split()}
        return actions.get(press)
