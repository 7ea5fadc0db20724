"""The program, driven at random until somebody kills it: ``python -m tests.gui.files.killed DEED SEED``.

Each line that it writes says what stands in the window, as `digest` has it. With ``return`` for a deed it goes on where
the one before was killed, says what stands there then, and closes.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from typing import Any

import numpy as np

from core.exchange.standing import Standing
from gui.shell.sign import make_application

DEEDS = ("training", "saving", "racing", "presenting", "lesson", "walking", "teaching")
RETURN = "return"
SCENES = {"racing": "xor-tanh", "walking": "function-lab", "presenting": "article-circles"}


def digest(standing: Standing) -> str:
    """Return what stands in a window as a line: where one is, and a sum over each run.

    Which run has the displayed numbers does not matter: one that has just been forked shows those of the run before.
    """
    runs = [
        [
            *(each.name, each.end, _sum(repr(each.segments)), repr(each.bookmarks), each.races),
            *(_sum(array) for array in (each.records, each.evaluations)),
        ]
        for each in standing.runs
    ]
    walk, lesson = standing.walk, standing.lesson
    place = None
    if lesson is not None:
        states = [(at, replace(state, done=frozenset()), sorted(state.done)) for at, state in lesson.states]
        place = [lesson.name, lesson.place, sorted(map(repr, states))]  # a set has another order in each process
    walked = None if walk is None else [repr(walk.descent), walk.step, walk.walked, repr(walk.bookmarks)]
    seen = [repr(standing.sight), *sorted({_sum(each.here.state) for each in standing.runs if each.here is not None})]
    told = [standing.active, standing.iteration, standing.phase, seen, runs, walked, place]
    return json.dumps(told)


def _sum(array: Any) -> str:
    content = array.encode() if isinstance(array, str) else np.ascontiguousarray(array).tobytes()
    return sha1(content).hexdigest()[:12]


class KilledHand:
    """Does something at random, again and again."""

    def __init__(self, window: Any, deed: str, seed: int) -> None:
        self.window, self.deed, self.random = window, deed, random.Random(seed)
        self.file = Path(os.environ["KILLED_FOLDER"]) / "mine.chalkgrad"
        getattr(self, f"begin_{deed}", lambda: None)()

    def _race(self) -> None:
        from core.training.factors import FACTORS

        self.window.session.racing.start(FACTORS["alpha"], [0.02, 0.7, 1e6], 0)

    def begin_presenting(self) -> None:
        self.window.presenting.begin()

    def begin_lesson(self) -> None:
        from core.course.listed import listed_lessons

        names = [lesson.name for lesson in listed_lessons()]
        self.window.lessons.open(self.random.choice(names), self.random.choice([0, 1, 2]))

    def begin_teaching(self) -> None:
        self.begin_lesson()
        self.window.lessons.present()

    def act(self) -> None:
        """Do something."""
        session, pick = self.window.session, self.random
        if self.deed == "saving":
            self.window.files.save_to(self.file)
        if self.deed == "lesson":
            self._learn()
        elif self.deed == "teaching":
            self.window.lessons.lead.next()
        elif self.deed == "walking":
            self._walk()
        elif self.deed == "racing" and session.ready and len(session.runs.all) == 1:
            self._race()
        elif session.ready:
            acts: list[Callable[[], object]] = [self._run] * 3 + [self._seek, self._alter, self._set, self._mark]
            pick.choice(acts if self.deed != "racing" else acts[:4])()

    def _run(self) -> None:
        player = self.window.player
        if not player.playing:
            player.run_to(self.window.session.iteration + self.random.choice([1, 30, 400, 5_000]))

    def _seek(self) -> None:
        self.window.player.pause()
        self.window.session.seek(self.random.randint(0, self.window.session.reached))

    def _alter(self) -> None:
        session = self.window.session
        optimizer = replace(session.experiment.optimizer, alpha=self.random.choice([0.001, 0.01, 0.1]))
        if self.random.random() < 0.3:
            session.edits.undo()
        else:
            session.edit(replace(session.experiment, optimizer=optimizer))

    def _set(self) -> None:
        session = self.window.session
        index = self.random.randrange(session.experiment.layout.parameters)
        session.set_parameter(index, self.random.uniform(-2.0, 2.0))

    def _mark(self) -> None:
        from core.training.bookmarks import Bookmark, with_bookmark

        session = self.window.session
        mark = Bookmark(session.iteration, f"mark {session.iteration}")
        session.set_bookmarks(session.run, with_bookmark(session.run.bookmarks, mark))

    def _learn(self) -> None:
        player, page = self.window.lessons.player, self.window.lessons.player.page
        if player.lesson is None or player.acting.acts:
            return
        if page is not None and player.state.chosen is None and page.ahead is not None:
            player.answer(self.random.choice([0, 1]))
        elif page is not None and page.deed and "deed" not in player.state.done:
            player.do("deed")
        elif self.random.random() < 0.4:
            self._run()
        elif player.place < len(player.titles) - 1:
            player.next()

    def _walk(self) -> None:
        function = self.window.stages.function
        if self.random.random() < 0.2:
            function.edit(replace(function.descent, start=(self.random.uniform(-1.0, 1.0),)))
        elif self.random.random() < 0.3:
            function.seek(self.random.randint(0, function.known))
        else:
            self.window.player.run_to(function.now + self.random.choice([1, 20, 200]))


def main() -> int:
    """Open the window and do something in it."""
    deed, seed = sys.argv[1], int(sys.argv[2])
    from PySide6.QtCore import QTimer

    from core.course.faults import fault_of
    from core.exchange.scenes import load_scene
    from gui.arguments import parser
    from gui.frames.file_jobs import place_alone
    from gui.shell.opening import open_window

    application = make_application()
    options = parser().parse_args(["--scene", SCENES.get(deed, "xor-tanh"), "--size", "1024x768"])
    window = open_window(load_scene(options.scene), options)
    window.player.pace.set_rate(float("inf"))
    recovery, random_ = window.recovery, random.Random(seed)

    def tell(*_: object) -> None:
        standing = recovery.standing()
        if standing is not None:
            kept = place_alone(standing) if fault_of(standing.scene.experiment) else standing
            print(digest(kept), flush=True)  # noqa: T201

    def drive() -> None:
        hand = KilledHand(window, deed, seed)

        def again() -> None:
            hand.act()
            QTimer.singleShot(random_.randint(30, 500), window, again)

        again()

    def go_on() -> None:
        if recovery.row.isVisible():
            recovery.row.buttons[0].click()
            calm.start(50)
        else:
            QTimer.singleShot(20, window, go_on)

    def close_when_calm() -> None:
        lessons = window.lessons.player if "lessons" in vars(window) else None
        arrived = lessons is None or (
            lessons.lesson is not None and not lessons.acting.acts and lessons.words.told is not None
        )
        if arrived and window.session.frame is not None and window.is_calm():
            calm.stop()
            tell()
            window.close()

    calm = QTimer(window)
    calm.timeout.connect(close_when_calm)
    if deed == RETURN:
        QTimer.singleShot(0, window, go_on)
    else:
        for changed in (
            window.session.frame_changed,
            window.session.experiment_changed,
            window.session.background.delivered,
            window.stages.function.frame_changed,
            recovery._clock.timeout,
        ):
            changed.connect(tell)
        QTimer.singleShot(0, window, drive)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
