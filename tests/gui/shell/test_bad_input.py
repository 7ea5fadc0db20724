"""What is too small, too large or too long for the window is readable or folded, neither cut nor overlapping."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.nn.activations import ReLU
from core.nn.network import DenseLayer, Network
from gui.plots.parts.base import PlotView
from gui.shell.main_window import MainWindow
from gui.widgets.scroll_page import ScrollPage
from tests.gui.conftest import MakeWindow
from tests.gui.geometry import cut, outside, overlaps, under_arrows
from tests.gui.labels import check_labels
from tests.gui.tables import read_through, use

LONG = "a name of sixty letters that tells more than one wants to kn"
CHINESE = "每天学习多少小时"


def check(window: MainWindow) -> None:
    """See that nothing overlaps or is cut, and that labels cover nothing."""
    for _ in range(6):
        QApplication.processEvents()
    assert not [*overlaps(window), *outside(window), *cut(window), *under_arrows(window)]
    for view in window.findChildren(PlotView):
        if view.canvas.isVisible():
            check_labels(view)


def take(window: MainWindow, text: str, qtbot: QtBot) -> None:
    window.own_data.take(text)
    read_through(window, qtbot)
    use(window, qtbot)
    qtbot.waitUntil(window.is_calm, timeout=60_000)


@pytest.mark.parametrize(("size", "scale"), [((400, 300), 1.0), ((1366, 768), 3.0), ((400, 300), 3.0)])
def test_a_tiny_window_and_huge_text_scroll(make_window: MakeWindow, size: tuple[int, int], scale: float) -> None:
    window = make_window("sine-noise", size=size)  # the longest name of data
    window.set_look(window.look.scaled(scale * window.look.text))
    check(window)
    assert window.data.chosen.text().endswith("…")  # else under the arrow of its card
    assert (window.width(), window.height()) == size
    page = next(each for each in window.findChildren(ScrollPage) if each.isAncestorOf(window.stages))
    assert page.verticalScrollBar().maximum() > 0
    assert window.transport.height() >= window.transport.heightForWidth(window.transport.width())
    assert window.stages.height() >= 7 * window.look.text


@pytest.mark.slow
@pytest.mark.parametrize("name", [LONG, CHINESE])
@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768)])
def test_long_and_chinese_names(make_window: MakeWindow, qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    window = make_window(size=size)
    rows = [f"{n},{n % 7},{name[:50]} {n % 3}" for n in range(60)]
    take(window, "\n".join([f"{name[:58]} 1,{name[:58]} 2,{name}", *rows]), qtbot)
    check(window)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768)])
def test_64_classes(make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window = make_window(size=size)
    rows = [f"{n % 8},{n // 8 % 8},a class of a name that is rather long {n % 64}" for n in range(640)]
    take(window, "\n".join(["x,y,kind", *rows]), qtbot)
    check(window)
    for page in window.lenses.pages:
        window.lenses.turn_to(page)
        qtbot.waitUntil(window.is_calm, timeout=60_000)
        check(window)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_a_network_of_8_layers_of_16(make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window = make_window(size=size)
    experiment = window.session.experiment
    network = Network(tuple(DenseLayer(16, ReLU()) for _ in range(8)), experiment.network.output)
    window.session.edit(replace(experiment, network=network))
    qtbot.waitUntil(window.is_calm, timeout=60_000)
    check(window)
    columns = window.network.diagram._diagram.columns  # type: ignore[union-attr]
    headers = [column.header for column in columns]
    assert not any(first.intersects(second) for first, second in pairwise(headers))
