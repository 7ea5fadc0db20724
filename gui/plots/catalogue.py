"""The plots beside the network, in the order of their cards.

To know the titles brings no plot along: pyqtgraph takes longer to import than all that the first picture needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.plots.answers import PredictionsView
    from gui.plots.descent_path import DescentPath
    from gui.plots.loss_curve import LossCurve

TITLES = "Decision regions", "Descent path", "Loss"
"""Of each plot's card."""


def make_plots() -> tuple[PredictionsView, DescentPath, LossCurve]:
    """Import the plots and make them, in the order of their titles; who shows them listens to what they ask for."""
    from gui.plots.answers import PredictionsView
    from gui.plots.descent_path import DescentPath
    from gui.plots.loss_curve import LossCurve

    return PredictionsView(), DescentPath(), LossCurve()
