"""The plots beside the network, in the order of their cards.

To know the titles brings no plot along: pyqtgraph takes longer to import than all that the first picture needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.plots.answers import PredictionsView
    from gui.plots.descent_path import DescentPath
    from gui.plots.loss_curve import LossCurve

SHARES = {"Decision regions": 0.37, "Descent path": 0.33, "Loss": 0.30}
"""Title of each plot's card, and what the card takes of the height of its column."""


def make_plots() -> tuple[PredictionsView, DescentPath, LossCurve]:
    """Import the plots and make them, in the order of their titles; who shows them listens to what they ask for."""
    from gui.plots.answers import PredictionsView
    from gui.plots.descent_path import DescentPath
    from gui.plots.loss_curve import LossCurve

    return PredictionsView(), DescentPath(), LossCurve()
