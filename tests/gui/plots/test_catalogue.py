"""The catalogue of plots: each is made from its entry, and to read the titles brings no pyqtgraph along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.plots.catalogue import TITLES, make_plots
from gui.shell.main_window import MainWindow


def test_each_title_has_a_plot(qtbot: QtBot) -> None:
    plots = make_plots()
    assert len(plots) == len(TITLES)
    for plot in plots:
        qtbot.addWidget(plot)


def test_the_window_has_a_card_for_each_plot_in_the_order_of_the_titles(window: MainWindow) -> None:
    assert [card.title for card in window.plot_cards] == [*TITLES]
    plots = (window.answers, window.descent_path, window.loss_curve)
    assert all(card.isAncestorOf(plot) for card, plot in zip(window.plot_cards, plots, strict=True))


def test_the_window_does_what_its_plots_ask_for(window: MainWindow, qtbot: QtBot) -> None:
    window.answers.looked_over.emit((1, 0), (), 3)
    window.descent_path.picked.emit(5, 2)
    qtbot.waitUntil(lambda: window.session.looking.settled)
    assert window.session.frame is not None
    sight = window.session.frame.sight
    assert (sight.axes, sight.row, sight.picked) == ((1, 0), 3, (5, 2))


OPENED = """
from PySide6 import QtGui, QtWidgets
from PySide6.QtWidgets import QApplication
from core.exchange.scenes import load_scene
from gui.arguments import parser
from gui.shell.opening import open_window
application = QApplication([])
window = open_window(load_scene("article-circles"), parser().parse_args(["--screenshot", "unused"]))
def add_plots():
    assert not {"QGradient", "QTextFormat"} & {*vars(QtGui)}, "PySide takes milliseconds for classes with many names"
    add()
add = window.add_plots
window.add_plots, window.add_lens = add_plots, lambda: False
while not window._plots:
    application.processEvents()
application.processEvents()
assert "QWizard" not in vars(QtWidgets), "who asks for a widget that Qt has made lets it set up all its classes"
assert "QWizard" in dir(QtWidgets)
window.close()
"""


WINDOW = "gui.plots.catalogue, gui.shell.main_window"
ELSEWHERE = {
    *("core.course.course", "core.course.lesson", "core.exchange.handouts", "core.exchange.scripts", "core.questions"),
    *("gui.course", "gui.function_lab.stage", "gui.lenses.maths", "gui.panels.table_dialog", "gui.share", "gui.stage"),
    *(
        "core.expressions.expression",
        "fractions",
        "markdown_it",
        "gui.plots.step_sizes",
        "gui.shell.presenting",
        "gui.shell.lessons",
        "gui.shell.about",
    ),
}
"""Rooms that nobody is in at first: lessons, stage, exports, tables, lenses."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("import core.exchange.scenes", {"core.data.csv_reader", "core.functions.catalogue", "hashlib"}),
        ("import gui.shell.sign", {"core.exchange", "numpy"}),
        (f"import {WINDOW}", {"core.data.csv_reader", "pyqtgraph", *ELSEWHERE}),
        (
            OPENED,
            {
                "core.functions.catalogue",
                "gui.frames.function_frame",
                "multiprocessing",
                "numpy.ma",
                "ziamath",
                *ELSEWHERE,
            },
        ),
    ],
    ids=["scene", "sign", "window", "plots"],
)
def test_the_start_imports_nothing_before_it_is_needed(first: str, later: set[str]) -> None:
    code = f"{first}\nimport sys\nprint(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert not later & {*loaded.stdout.split()}
