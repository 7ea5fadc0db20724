"""The catalogue of plots: each is made from its entry, and to read the titles brings no pyqtgraph along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.plots.catalogue import PLOTS, PlotEntry
from gui.shell.main_window import MainWindow


@pytest.mark.parametrize("entry", PLOTS, ids=lambda entry: entry.name)
def test_each_entry_makes_a_plot_with_the_signals_it_names(qtbot: QtBot, entry: PlotEntry) -> None:
    plot = entry.make()
    qtbot.addWidget(plot)
    for asked in (*entry.asks, "blown_up"):
        assert hasattr(getattr(plot, asked), "connect")


def test_the_window_has_a_card_and_a_plot_for_each_entry(window: MainWindow) -> None:
    assert [card.title for card in window.plot_cards] == [entry.title for entry in PLOTS]
    for entry, card in zip(PLOTS, window.plot_cards, strict=True):
        assert card.isAncestorOf(getattr(window, entry.name))


def test_titles_are_known_before_pyqtgraph_is_imported() -> None:
    code = "import sys, gui.plots.catalogue, gui.shell.main_window; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert "pyqtgraph" not in loaded.stdout.split()
