"""Who leads a race of networks."""

from __future__ import annotations

from math import inf

from PySide6.QtGui import QColor

from gui.frames.shown import ShownFrame
from gui.plots.parts.loss_series import ghost_line, train_line
from gui.stage.standing import RacePlace, RaceStanding
from gui.widgets.numbers import number
from gui.widgets.theme import Look


def places_in(frame: ShownFrame, look: Look) -> list[RacePlace]:
    """Return the runs of a race, the one with the lowest loss first; those that have diverged last."""
    lines = [train_line(look), *(ghost_line(frame.ghosts.index(rival.run), look) for rival in frame.rivals)]
    runs = [(frame.run, frame.snapshot), *((rival.run, rival.snapshot) for rival in frame.rivals)]
    going = [each.loss for each in frame.runners if each.going]
    lowest = min(going, default=inf)
    places = []
    for runner, line, (run, snapshot) in zip(frame.runners, lines, runs, strict=True):
        optimizer = run.experiment_at(snapshot.iteration).optimizer
        about = f"{optimizer.title}, α = {number(optimizer.alpha)}"
        if not runner.going:
            about = f"⚠ diverged at {snapshot.iteration:,}"
        leads = runner.going and runner.loss == lowest and going.count(lowest) == 1
        place = RacePlace(run.name, QColor(line.colour), about, number(runner.loss), leads)
        places.append((not runner.going, runner.loss, place))
    return [place for _, _, place in sorted(places, key=lambda each: each[:2])]


def show_race(standing: RaceStanding, frame: ShownFrame) -> None:
    """Show who leads at an iteration."""
    places = places_in(frame, standing.look)
    leader = next((f": {each.name} leads" for each in places if each.leads), ": nobody leads")
    standing.show_places(f"Loss{leader}" if frame.snapshot.iteration else "All start together", places)
