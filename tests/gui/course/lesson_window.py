"""A window with a lesson of two pages in it, and what a learner does with it."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.gui.inline import Inline

RECIPE = """
minutes = 8

[[page]]
scene = "xor-tanh"
views = ["loss", "regions"]
start = [{ go_to = 2 }]
deed = [{ go_on = 3 }]

[page.runs]
fast = [{ set = { optimizer = { alpha = 0.5 } } }, { go_on = 3 }]

[page.predict]
right = 2
holds = ["iteration == 4", "iteration == 5"]
shows = ["fast", ""]

[[page]]
scene = "pigs"
views = ["function"]
start = [{ secant = 0.5 }]

[page.task]
check = "abs(quotient - secant(0.1)) < 1e-12"

[question.sum]
page = 1
draw = { a = [2, 9] }
values = ["a + a", "a"]
truth = "2*a"
"""
WORDS = """# A lesson for tests

What it is about.

## Three steps

At iteration {=iteration} the loss is {=loss}. Take {do}`three steps`, or {do}`larger ones <fast>`.

:::{predict}
Where are we then?

1. at iteration four

   That is two steps.
2. at iteration five
:::

:::{explain}
Now the loss is {=loss}.
:::

:::{notes}
Only for the teacher.
:::

## A task

Words of the second page. They are two sentences.

:::::{task}
Make Δ a tenth.

:::{hint}
Look at Δ.
:::
:::::

:::{question} sum
What is {=a} + {=a}?

1. {=values[0]}
2. {=values[1]}

   That is one of them.
:::

:::{summary}
That was all.
:::
"""


def write_lesson(folder: Path, recipe: str = RECIPE, words: str = WORDS, name: str = "own-lesson") -> Path:
    """Write a lesson into a folder, and return its own."""
    own = folder / name
    own.mkdir(parents=True, exist_ok=True)
    (own / "lesson.toml").write_text(recipe, encoding="utf-8")
    (own / "en.md").write_text(words, encoding="utf-8")
    return own


class Taught:
    """A window with a lesson."""

    def __init__(self, qtbot: QtBot, settings: Settings, size: tuple[int, int] = (1280, 760)) -> None:
        self.qtbot = qtbot
        self.window = MainWindow(load_scene("xor-tanh"), settings, Inline())
        self.window.resize(*size)
        self.window.show()
        self.window.add_plots()
        self.qtbot.waitUntil(lambda: self.window.session.frame is not None and not self.window.session.busy)
        self.faults: list[str] = []
        self.lessons = self.window.lessons
        self.lessons.player.refused.connect(self.faults.append)

    def open(self, lesson: Path, place: int | None = None) -> None:
        """Open a lesson, and wait until its page is there."""
        self.lessons.open(lesson.name, place, lesson.parent)
        self.qtbot.waitUntil(lambda: self.lessons.player.lesson is not None)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being done, and all words are there."""
        player = self.lessons.player
        self.qtbot.waitUntil(
            lambda: (
                player.acting.hands.at_rest
                and not player.acting.acts
                and (player.words.whole or player.place < 0)
                and not self.window.session.background._waiting
            ),
            timeout=20_000,
        )
