"""The plots beside the network, in the order of their cards: what each is called, where it is, and what it asks for.

To know the titles brings no plot along: pyqtgraph takes longer to import than all that the first picture needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pkgutil import resolve_name
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.plots.answers import PredictionsView
    from gui.plots.parts.base import PlotView


@dataclass(frozen=True)
class PlotEntry:
    """A plot in a card of its own.

    Attributes
    ----------
    title
        The card's.
    name
        What the plot is called in the window.
    place
        Module and class, as ``"module:Class"``.
    asks
        Signals of the plot, each with the window's method that does what they ask for.
    """

    title: str
    name: str
    place: str
    asks: Mapping[str, str] = field(default_factory=dict)

    def make(self) -> PlotView | PredictionsView:
        """Import the plot and make it."""
        plot: PlotView | PredictionsView = resolve_name(self.place)()
        return plot


PLOTS = (
    PlotEntry("Decision regions", "answers", "gui.plots.answers:PredictionsView", {"look_over": "session.look_over"}),
    PlotEntry(
        "Descent path",
        "descent_path",
        "gui.plots.descent_path:DescentPath",
        {"picked": "session.pick", "looked": "session.look_through", "start_asked": "session.hand.start_at"},
    ),
    PlotEntry("Loss", "loss_curve", "gui.plots.loss_curve:LossCurve", {"dragged": "player.go_to"}),
)
