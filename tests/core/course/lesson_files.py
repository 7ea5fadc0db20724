"""Small lessons written to a folder, to be read and checked."""

from __future__ import annotations

from pathlib import Path

from core.course.reading import BrokenLesson, read_lesson

RECIPE = """
group = "slopes"
minutes = 8

[[page]]
scene = "pigs"
views = ["function"]
start = [{ set = { start = [4.0] } }]
deed = [{ secant = 0.5 }]
claims = ["slope(4) == 40"]

[page.runs]
far = [{ secant = 4 }]

[page.predict]
right = 1
holds = ["quotient > slope(4)", "quotient < slope(4)"]
shows = ["", "far"]

[page.task]
check = "abs(coordinate(1)) < 1"
solutions = [[{ go_to = 20 }], [{ set = { start = [0.5] } }]]
fails = [[{ go_to = 1 }]]

[question.slope]
draw = { a = [2, 9], x = [1, 9] }
values = ["2*a*x", "a*x*x"]
truth = "slope_of(put('{}*x**2', a), x)"
"""
WORDS = """# A small lesson

Pigs.

## Steeper and steeper

The slope in year 4 is {=slope(4)}. {do}`Look half a year ahead`, or {do}`four years <far>`.

:::{predict}
Is the quotient over half a year larger than the slope?

1. yes
2. no

   The curve bends upwards.
:::

:::{explain}
It is {=quotient::.1} and the slope is {=slope(4)}.
:::

::::{task}
Bring the ball within 1 of the lowest point.

:::{hint}
Take more steps.
:::
::::

:::{notes}
Ask for the units.
:::

:::{question} slope
What is the slope of ${=a}x^2$ at {=x}?

1. {=values[0]}
2. {=values[1]}

   That is the value.
:::

:::{summary}
Slopes *grow*.
:::
"""


def write(folder: Path, recipe: str = RECIPE, words: str = WORDS) -> Path:
    """Write a lesson to a folder, and return that."""
    folder.mkdir(exist_ok=True)
    (folder / "lesson.toml").write_text(recipe, encoding="utf-8")
    (folder / "en.md").write_text(words, encoding="utf-8")
    return folder


def edited(before: str, old: str, new: str) -> str:
    """Return a file with one place changed."""
    assert before.count(old) >= 1, old
    return before.replace(old, new, 1)


def line_of(after: str, new: str) -> int:
    """Return the line, from 1, on which an edit stands in a file."""
    return after[: after.index(new)].count("\n") + 1


def told_of(folder: Path) -> list[str]:
    """Return what reading a lesson tells of its faults."""
    try:
        return list(read_lesson(folder).faults)
    except BrokenLesson as error:
        return str(error).splitlines()
