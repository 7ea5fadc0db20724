"""What a teacher does in the window, with real clicks and keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QTableView, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from core.data.datasets import DATASETS
from core.exchange.pace import RATES
from core.exchange.scenes import load_scene
from core.nn.activations import HIDDEN_ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import REGULARIZERS
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD
from core.training.problem import prepare
from core.training.schedules import SCHEDULES
from gui.lenses.rows import RowsLens
from gui.panels.transport import TransportPanel
from gui.plots.parts.header import MIN_TITLE, Header
from gui.session.messages import COMPUTING, Message
from gui.shell.main_window import MainWindow
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.theme import TEXT_SIZES, Look
from gui.widgets.tick_box import TickBox
from tests.gui.driving import click, press, run_endlessly, wait_until_idle
from tests.gui.inline import Inline
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("lenses")
LEFT = Qt.MouseButton.LeftButton


@pytest.mark.folded
def test_step_is_one_iteration_of_the_core(qtbot: QtBot, window: MainWindow) -> None:
    problem = prepare(window.session.experiment)
    click(qtbot, window, window.transport.step)
    expected = advance(problem, problem.start(), 1).snapshot
    assert window.session.iteration == 1
    assert np.array_equal(window.session.frame.snapshot.state, expected.state)


@pytest.mark.folded
def test_back_undoes_a_step_to_the_bit(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, window.transport.step)
    first = window.session.frame.snapshot
    click(qtbot, window, window.transport.step)
    click(qtbot, window, window.transport.back)
    assert window.session.iteration == 1
    assert np.array_equal(window.session.frame.snapshot.state, first.state)


@pytest.mark.slow
def test_a_whole_run_equals_single_steps(qtbot: QtBot, window: MainWindow) -> None:
    window.player.run_to(200)
    wait_until_idle(qtbot, window)
    problem = prepare(window.session.experiment)
    expected = advance(problem, problem.start(), 200).snapshot
    assert window.session.iteration == 200
    assert np.array_equal(window.session.frame.snapshot.state, expected.state)


def test_epoch_goes_to_the_end_of_the_epoch(qtbot: QtBot, window: MainWindow) -> None:
    batches = window.session.experiment.batches
    click(qtbot, window, window.transport.step)
    click(qtbot, window, window.transport.epoch)
    assert window.session.iteration == batches
    click(qtbot, window, window.transport.epoch)
    assert window.session.iteration == 2 * batches


def test_restart_is_the_same_start_and_does_not_run(qtbot: QtBot, window: MainWindow) -> None:
    start = window.session.frame.snapshot.theta
    window.player.run_to(50)
    wait_until_idle(qtbot, window)
    click(qtbot, window, window.transport.restart)
    assert window.session.iteration == 0
    assert not window.player.playing
    assert np.array_equal(window.session.frame.snapshot.theta, start)


def test_run_and_pause(qtbot: QtBot, window: MainWindow) -> None:
    run_endlessly(window)
    qtbot.mouseClick(window.transport.run, LEFT)
    assert window.transport.run.text() == "Pause"
    qtbot.waitUntil(lambda: window.session.iteration > 100, timeout=20_000)
    click(qtbot, window, window.transport.run)
    assert window.transport.run.text() == "Run"
    paused_at = window.session.iteration
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    assert window.session.iteration == paused_at


@pytest.mark.slow
@pytest.mark.folded
def test_page_keys_step_whatever_has_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    places = [window.training, window.data, window.transport.scenes, window.network.diagram, window.columns.side]
    for place in places:
        place.setFocus()
        press(qtbot, window, Qt.Key.Key_PageDown, 2)
        press(qtbot, window, Qt.Key.Key_PageUp)
    assert window.session.iteration == len(places)


def test_space_and_home_belong_to_the_stage(qtbot: QtBot, window: MainWindow) -> None:
    run_endlessly(window)
    window.network.diagram.setFocus()
    qtbot.keyClick(window.network.diagram, Qt.Key.Key_Space)
    assert window.player.playing
    qtbot.keyClick(window.network.diagram, Qt.Key.Key_Space)
    assert not window.player.playing
    wait_until_idle(qtbot, window)
    qtbot.keyClick(window.network.diagram, Qt.Key.Key_Home)
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 0


@pytest.mark.slow
@pytest.mark.folded
def test_space_and_home_are_the_stages_in_a_table_too_but_not_on_a_button(qtbot: QtBot, window: MainWindow) -> None:
    window.player.run_to(5)
    wait_until_idle(qtbot, window)
    lens = next(page for page in window.lenses.pages if isinstance(page, RowsLens))
    window.lenses.turn_to(lens)
    (table,) = lens.findChildren(QTableView)
    qtbot.waitUntil(lambda: table.model().rowCount() > 0)
    qtbot.keyClick(table, Qt.Key.Key_Home)
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 0
    tick = window.loss_curve.findChildren(TickBox)[0]
    before = tick.isChecked()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert tick.isChecked() != before
    assert not window.player.playing


def test_an_edit_of_the_learning_rate_goes_on_from_now(qtbot: QtBot, window: MainWindow) -> None:
    window.player.run_to(30)
    wait_until_idle(qtbot, window)
    window.training.changed.emit("optimizer", SGD(alpha=0.05))
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 30
    assert window.session.experiment.optimizer == SGD(alpha=0.05)
    click(qtbot, window, window.transport.back)
    assert window.session.experiment.optimizer == SGD(alpha=0.3)
    click(qtbot, window, window.transport.step)
    assert window.session.experiment.optimizer == SGD(alpha=0.05)


def test_an_edit_of_the_network_starts_over(qtbot: QtBot, window: MainWindow) -> None:
    window.player.run_to(30)
    wait_until_idle(qtbot, window)
    hidden = window.session.experiment.network.hidden
    window.network.edited.emit(
        replace(window.session.experiment.network, hidden=(*hidden, DenseLayer(3, hidden[0].activation)))
    )
    wait_until_idle(qtbot, window)
    assert window.session.iteration == 0
    assert window.session.frame.problem.layout.sizes == (2, 4, 2, 3, 1)


def test_the_last_hidden_layer_can_go(qtbot: QtBot, window: MainWindow) -> None:
    window.network.edited.emit(Network((), window.session.experiment.network.output))
    wait_until_idle(qtbot, window)
    click(qtbot, window, window.transport.step)
    assert window.session.frame.problem.layout.sizes == (2, 1)


def test_a_refused_edit_changes_nothing_and_says_why(qtbot: QtBot, window: MainWindow) -> None:
    before = window.session.experiment
    window.training.changed.emit("batch_size", 100_000)
    window.data.test_share_changed.emit(0.9999)
    window.training.changed.emit("loss", LOSSES["categorical_cross_entropy"]())
    wait_until_idle(qtbot, window)
    assert window.session.experiment.batch_size == before.batch_size
    assert window.session.experiment.test_share == before.test_share
    assert window.session.experiment.network.output.name == "softmax"


@pytest.mark.folded
def test_other_data_bring_their_own_outputs(qtbot: QtBot, window: MainWindow) -> None:
    window.data.data_changed.emit(DATASETS["spirals"](arms=3))
    wait_until_idle(qtbot, window)
    assert window.session.experiment.network.output.name == "softmax"
    assert window.session.frame.problem.layout.sizes[-1] == 3
    window.data.data_changed.emit(DATASETS["moons"]())
    wait_until_idle(qtbot, window)
    assert window.session.experiment.loss.name == "binary_cross_entropy"


@pytest.mark.folded
@pytest.mark.slow
def test_divergence_stops_by_itself_and_keeps_the_last_good_iteration(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-moons")
    window.training.changed.emit("optimizer", SGD(alpha=1000.0))
    wait_until_idle(qtbot, window)
    click(qtbot, window, window.transport.run)
    assert "Diverged" in window.banner.text
    assert not window.player.playing
    assert np.isfinite(window.session.frame.snapshot.state).all()
    assert window.session.frame.evaluation.finite
    assert window.session.run.history.end == window.session.iteration


def test_picking_another_pair_of_weights(qtbot: QtBot, window: MainWindow) -> None:
    window.network.weight_picked.emit(7)
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    assert window.session.frame.picked == (7, 0)
    assert np.flatnonzero(window.session.frame.surface.plane.u).tolist() == [7]
    assert np.flatnonzero(window.session.frame.surface.plane.v).tolist() == [0]


def test_the_surface_meets_the_run_at_the_ball(qtbot: QtBot, window: MainWindow) -> None:
    window.player.run_to(20)
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    frame = window.session.frame
    u, v = (frame.snapshot.theta[i] for i in frame.picked)
    assert frame.surface.s[0] <= u <= frame.surface.s[-1]
    assert frame.surface.t[0] <= v <= frame.surface.t[-1]
    near = frame.surface.heights[np.abs(frame.surface.t - v).argmin(), np.abs(frame.surface.s - u).argmin()]
    assert near == pytest.approx(frame.evaluation.train_loss, abs=0.02)


CATALOGUES = {
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "regularizer": REGULARIZERS,
    "initializer": INITIALIZERS,
    "loss": LOSSES,
}


@pytest.mark.parametrize("setting", CATALOGUES)
@pytest.mark.slow
def test_every_entry_of_every_catalogue_steps_in_the_window(qtbot: QtBot, window: MainWindow, setting: str) -> None:
    for entry in CATALOGUES[setting].values():
        window.training.changed.emit(setting, entry())
        wait_until_idle(qtbot, window)
        assert getattr(window.session.experiment, setting) == entry()
        before = window.session.iteration
        press(qtbot, window, Qt.Key.Key_PageDown, 2)
        assert window.session.iteration == before + 2
        assert window.banner.text == ""


@pytest.mark.folded
@pytest.mark.slow
def test_every_activation_steps_in_the_window(qtbot: QtBot, window: MainWindow) -> None:
    for entry in HIDDEN_ACTIVATIONS.values():
        window.network.edited.emit(Network((DenseLayer(3, entry()),) * 2, window.session.experiment.network.output))
        wait_until_idle(qtbot, window)
        press(qtbot, window, Qt.Key.Key_PageDown, 2)
        assert window.session.iteration == 2
        assert window.session.frame.experiment.network.hidden[0].activation == entry()


@pytest.mark.slow
def test_every_data_set_steps_in_the_window(qtbot: QtBot, window: MainWindow) -> None:
    for entry in DATASETS.values():
        window.data.data_changed.emit(entry())
        wait_until_idle(qtbot, window)
        press(qtbot, window, Qt.Key.Key_PageDown, 2)
        assert window.session.iteration == 2
        assert window.session.frame.experiment.data == entry()


@pytest.mark.folded
@pytest.mark.slow
def test_a_switch_of_the_look_never_changes_the_training(qtbot: QtBot, window: MainWindow) -> None:
    window.player.run_to(10)
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    state = window.session.frame.snapshot.state
    window.appearance.switch_theme()
    window.appearance.scale_text(1)
    window.presenting.begin()
    window.presenting.end()
    wait_until_idle(qtbot, window)
    assert np.array_equal(window.session.frame.snapshot.state, state)
    assert window.session.iteration == 10


@pytest.mark.folded("plots", "lenses")
@pytest.mark.slow
def test_text_size_goes_up_down_and_back(window: MainWindow) -> None:
    normal = window.look.text
    window.appearance.scale_text(1)
    assert window.look.text > normal
    window.appearance.scale_text(0)
    assert window.look.text == normal
    for _ in range(TEXT_SIZES.index(normal) + 1):  # once more than there are smaller ones
        window.appearance.scale_text(-1)
    assert window.look.text == TEXT_SIZES[0]


@pytest.mark.parametrize("end", [0, -1])
def test_a_text_size_at_its_end_says_so(qtbot: QtBot, end: int) -> None:
    bar = TransportPanel(RATES)
    qtbot.addWidget(bar)
    bar.set_look(Look(text=TEXT_SIZES[end]))
    grey, other = (bar.larger, bar.smaller) if end else (bar.smaller, bar.larger)
    assert not grey.isEnabled()
    assert ("largest" if end else "smallest") in grey.toolTip()
    assert other.isEnabled()
    bar.set_look(Look())
    assert grey.isEnabled()


@pytest.mark.slow
def test_a_double_click_blows_a_plot_up_and_esc_brings_all_back(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseDClick(window.loss_curve.canvas.viewport(), Qt.MouseButton.LeftButton)
    assert window.loss_curve.isVisible()
    assert not window.answers.regions.isVisible()
    assert not window.network.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.answers.regions.isVisible()
    assert window.network.isVisible()


def test_one_weight_cannot_be_both_axes(qtbot: QtBot, window: MainWindow) -> None:
    window.session.looking.pick(3, 3)
    wait_until_idle(qtbot, window)
    assert "different" in window.banner.text


def test_a_job_that_fails_becomes_a_message(qtbot: QtBot, window: MainWindow) -> None:
    def fail() -> None:
        raise RuntimeError("out of chalk")

    window.session.background.submit("frame", fail, print, None)
    qtbot.waitUntil(lambda: window.banner.text == COMPUTING, timeout=5_000)
    click(qtbot, window, window.transport.step)
    assert window.session.iteration == 1


def test_a_message_moves_nothing_and_nothing_covers_it(window: MainWindow) -> None:
    views = (*window.stage, *window.editors, window.timeline)

    def places() -> list[QRect]:
        QApplication.processEvents()
        return [QRect(view.mapTo(window, QPoint()), view.size()) for view in views]

    before = places()
    window.session.say(Message("info", "Good news. " * 60))
    assert places() == before
    for width in (1400, 1150):
        window.resize(width, 700)
        QApplication.processEvents()
        banner = window.banner
        assert banner.geometry().bottom() == window.stages.geometry().bottom()
        assert banner.size() == QSize(window.stages.width(), banner.room)
        middle = window.childAt(banner.mapTo(window, banner.rect().center()))
        assert banner.isAncestorOf(middle)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 720), (1024, 720)])
def test_a_message_covers_nothing_unless_one_asks_for_more(make_window: MakeWindow, size: tuple[int, int]) -> None:
    window = make_window(size=size, fresh=True)
    banner, foot = window.banner, window.columns.rect().bottomLeft()
    for words, is_whole in (("Good news.", True), ("Good news. " * 20, True), ("Good news. " * 60, False)):
        window.session.say(Message("info", words.strip()))
        QApplication.processEvents()
        assert banner.text == words.strip()
        assert banner.y() > window.columns.mapTo(banner.parentWidget(), foot).y()
        shown, more = banner.findChild(NotatedLabel, "text"), banner.findChild(QToolButton, "more")
        assert more.isHidden() == is_whole == (shown.text() == words.strip())
        assert shown.heightForWidth(shown.width()) <= shown.height()
    more.click()
    assert shown.text() == words.strip()
    assert shown.heightForWidth(shown.width()) <= shown.height()
    more.click()
    assert banner.height() == banner.room


def test_a_short_message_is_as_large_as_all_text(window: MainWindow) -> None:
    window.session.say(Message("info", "Good news."))
    shown = window.banner.findChild(NotatedLabel, "text")
    for text in range(12, 40):
        look = replace(window.look, text=float(text))
        window.banner.set_look(look)
        assert (shown.text(), shown.font().pixelSize()) == ("Good news.", look.font().pixelSize())
    window.banner.set_look(window.look)


def test_only_bad_news_is_framed_as_an_error(window: MainWindow) -> None:
    for kind, colour in (("info", "dim"), ("error", "error"), ("info", "dim")):
        window.session.say(Message(kind, "News."))
        picture = window.banner.grab().toImage()
        assert picture.pixelColor(picture.width() // 2, 0) == window.look.colour(colour)


def test_nonsense_in_until_does_not_run(qtbot: QtBot, window: MainWindow) -> None:
    window.transport.popup.drop()
    qtbot.keyClicks(window.transport.until_iteration.edit, "abc")
    qtbot.mouseClick(window.transport.go, LEFT)
    assert not window.player.playing
    window.transport.popup.hide()


def test_until_offers_an_iteration_that_is_still_to_come(window: MainWindow) -> None:
    transport, end = window.transport, window.session.scene_end
    for now, offered in ((0, end), (end - 1, end), (end, 2 * end), (end + 1, 2 * end), (2 * end, 3 * end)):
        transport.show_step(now, 0.5)
        transport.until.click()
        transport.popup.hide()
        assert transport.until_iteration.value == offered


@pytest.mark.slow
@pytest.mark.folded
def test_huge_weights_are_drawn_without_a_fault(qtbot: QtBot, window: MainWindow) -> None:
    window.training.changed.emit("optimizer", OPTIMIZERS["adamw"](alpha=1e6))
    wait_until_idle(qtbot, window)
    window.player.run_to(400)
    wait_until_idle(qtbot, window)
    window.repaint()
    assert np.isfinite(window.session.frame.snapshot.state).all()


def test_folded_plots_leave_the_network_its_height(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(size=(1920, 1080))
    height = window.network_card.height() + window.lens_card.height()
    for card in window.plot_cards:
        card.fold.click()
    regions, path, loss = window.plot_cards
    qtbot.waitUntil(lambda: regions.height() + loss.height() < 150)
    QApplication.processEvents()  # the columns beside them are laid out after that
    assert window.network_card.height() + window.lens_card.height() == height
    tops = [card.mapTo(window, QPoint()).y() for card in (window.network_card, regions, path)]
    assert len(set(tops)) == 1
    assert path.width() < 60  # its title runs downwards
    assert path.height() == window.network_card.height()


def test_an_unfolded_card_is_up_to_date(qtbot: QtBot, window: MainWindow) -> None:
    card = window.plot_cards[2]
    card.fold.click()
    assert not window.loss_curve.isVisible()
    window.player.run_to(30)
    wait_until_idle(qtbot, window)
    card.fold.click()
    assert window.loss_curve._frame.snapshot.iteration == 30


def test_a_scene_says_when_it_has_been_changed(qtbot: QtBot, window: MainWindow) -> None:
    assert "changed" not in window.transport.scenes.currentText()
    window.training.changed.emit("seed", 5)
    wait_until_idle(qtbot, window)
    assert "changed" in window.transport.scenes.currentText()


@pytest.mark.slow
def test_plots_and_lenses_that_come_late_have_the_text_size_of_the_window(qtbot: QtBot) -> None:
    window = MainWindow(load_scene("xor-tanh"), background=Inline())
    qtbot.addWidget(window)
    window.set_look(window.look.scaled(27))
    window.show()
    window.add_plots()
    while window.add_lens():
        pass
    for place in range(len(window.lenses.pages)):
        window.lenses.turn_to(window.lenses.made(place))
    heads = [head for head in window.findChildren(Header) if head.title.text()]
    assert len(heads) >= 6
    for head in heads:
        assert int(27 * MIN_TITLE) <= head.title.font().pixelSize() <= 27, head.title.text()
        assert head.live.minimumSizeHint().height() >= head.live.fontMetrics().height() - 1
    wait_until_idle(qtbot, window)
    window.close()


@pytest.mark.folded
@pytest.mark.slow
def test_large_text_stacks_the_columns_of_a_small_window(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(size=(1024, 768))
    assert not window.columns.stacked
    window.set_look(window.look.scaled(27.0))
    qtbot.waitUntil(
        lambda: all(card.width() > 0.6 * window.columns.width() for card in window.stage if card.isVisible())
    )
    assert window.columns.stacked
    assert window.columns.horizontalScrollBar().maximum() == 0
    window.set_look(window.look.scaled(15.0))
    qtbot.waitUntil(lambda: not window.columns.stacked)


@pytest.mark.slow  # a tooltip takes its time to go
def test_a_tooltip_goes_with_the_run_that_it_spoke_of(qtbot: QtBot, window: MainWindow) -> None:
    QToolTip.showText(window.mapToGlobal(QPoint(200, 200)), "of a plot", window)
    assert QToolTip.isVisible()
    window.session.edit(replace(window.session.experiment, seed=5))
    qtbot.waitUntil(lambda: not QToolTip.isVisible(), timeout=2_000)
