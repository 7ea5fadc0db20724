"""A measured figure with its goal: as a line for whoever waits for it, or as JSON for the table of all of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from statistics import median

JSON = "--json"
MISSED = "← missed"


@dataclass(frozen=True)
class Figure:
    """What was measured, in some rounds.

    Attributes
    ----------
    rounds
        What each round gave.
    goal
        What the middle of them is to reach; None for what is only told.
    at_least
        Whether more is better.
    """

    what: str
    rounds: tuple[float, ...]
    unit: str
    goal: float | None = None
    at_least: bool = False

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.goal is None or (self.middle >= self.goal if self.at_least else self.middle <= self.goal)

    @property
    def goal_words(self) -> str:
        """The goal, e.g. ``≥ 58``."""
        return "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:g}"

    @property
    def range_words(self) -> str:
        """The least and the most; empty of a single round."""
        least, most = short(min(self.rounds)), short(max(self.rounds))
        return "" if len(self.rounds) == 1 else f"{least}–{most}"

    def line(self) -> str:
        """Return all of it as a line."""
        beside = ", ".join(filter(None, (self.range_words, self.goal_words)))
        told = f"{self.what:<62}{short(self.middle):>9} {self.unit:<5}" + (f"({beside})" if beside else "")
        return told if self.met else f"{told} {MISSED}"

    def row(self) -> str:
        """Return it as a row of a Markdown table, a missed goal in bold."""
        goal = f"{self.goal_words} {self.unit}" if self.goal is not None else ""
        figure = f"{short(self.middle)} {self.unit}"
        return f"| {self.what} | {goal} | {figure if self.met else f'**{figure}**'} | {self.range_words} |"


def short(value: float) -> str:
    """Return a number with three digits that count, and thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def given(*usual: float) -> list[float]:
    """Return the numbers of the command line, and the usual ones for those that are not there."""
    numbers = [float(each.replace(",", "")) for each in sys.argv[1:] if each != JSON]
    return [*numbers, *usual[len(numbers) :]]


def tell(figures: Iterable[Figure]) -> None:
    """Print each figure as soon as it is there."""
    for figure in figures:
        print(json.dumps(asdict(figure)) if JSON in sys.argv else figure.line(), flush=True)


def read(line: str) -> Figure:
    """Return a figure that was printed as JSON."""
    told = json.loads(line)
    return Figure(**told | {"rounds": tuple(told["rounds"])})
