"""While a class is asked what will happen, the stage tells nothing: it shows the same, whatever comes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.questions.catalogue import QUESTIONS, WALK_QUESTIONS
from core.training.optimizers import SGD
from gui.function_lab.curve import FunctionCurve
from gui.plots.decision_regions import DecisionRegions
from gui.plots.descent_path import DescentPath
from gui.shell.main_window import MainWindow
from gui.stage.example import example_of
from gui.stage.pictures import PictureAnswer
from gui.widgets.layer_sights import layer_sights
from tests.gui.conftest import MakeWindow
from tests.gui.lab import calm, frame_of
from tests.gui.races import race, settle, shown, train
from tests.gui.stage.drawn import drawn_by
from tests.gui.stage.test_predict_asking import KINDS

pytestmark = [pytest.mark.folded("plots", "lenses"), pytest.mark.slow]
SIZE = (1280, 720)


def ask(window: MainWindow, qtbot: QtBot, kind: Any) -> Any:
    """Ask on the stage; return the view beside the card."""
    questions, stage = window.presenting.questions, window.presenting.stage
    questions.ask(kind)
    qtbot.waitUntil(lambda: questions.is_open, timeout=20_000)
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    for _ in range(3):  # laid out, drawn, and laid out again for what has been drawn
        QApplication.processEvents()
    return stage.made[stage.chosen[0]]


def picture(view: Any) -> QImage:
    if isinstance(view, DescentPath):
        view.surface.setVisible(False)  # at first it is a coarse one
    if isinstance(view, FunctionCurve):
        view.tags.setVisible(False)  # they stay near where they were: their words are compared
    return view.grab().toImage()  # type: ignore[no-any-return]


def test_every_kind_of_question_is_tried() -> None:
    assert [type(kind) for kind in KINDS] == [*QUESTIONS.values()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_view_beside_a_question_is_the_same_with_a_known_future(
    kind: Any, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window("xor-tanh", size=SIZE)
    train(window, qtbot, 20)
    if kind.races:
        race(window, qtbot, "alpha", 0.02, 1.5)
    window.presenting.begin(asks=False)
    calm(qtbot, window)
    before = picture(ask(window, qtbot, kind))
    window.presenting.questions.close()
    train(window, qtbot, 60)
    train(window, qtbot, 20)
    calm(qtbot, window)
    assert picture(ask(window, qtbot, kind)) == before


@pytest.mark.parametrize("scene", ["pigs", "function-lab"])
@pytest.mark.parametrize("kind", [kind() for kind in WALK_QUESTIONS.values()], ids=lambda kind: kind.name)
def test_neither_does_a_walk_tell_where_it_goes(kind: Any, scene: str, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(scene, size=SIZE)
    window.player.go_to(3)
    calm(qtbot, window)
    window.presenting.begin(asks=False)
    frame = frame_of(window)
    view = ask(window, qtbot, kind)
    texts = [each.text for each in drawn_by(view).texts]
    assert not [text for text in texts if text.startswith("step ")]
    before = picture(view)
    if isinstance(view, FunctionCurve):
        places = {(x, y) for _, x, y in view.markers.markers}
        assert (float(frame.path.points[4, 0]), float(frame.path.values[4])) not in places
        assert (float(frame.point[0]), frame.value) in places
    window.presenting.questions.close()
    for step in (9, 3):
        window.player.go_to(step)
        calm(qtbot, window)
    view = ask(window, qtbot, kind)
    if isinstance(view, FunctionCurve):
        view.tags.setVisible(True)
    assert [each.text for each in drawn_by(view).texts] == texts
    assert picture(view) == before


@pytest.mark.parametrize("kind", [kind() for kind in WALK_QUESTIONS.values()], ids=lambda kind: kind.name)
@pytest.mark.parametrize("scene", ["pigs", "function-lab"])
def test_no_axis_makes_room_for_a_step_that_is_to_be_guessed(
    scene: str, kind: Any, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(scene, size=SIZE)
    calm(qtbot, window)
    frame, function = frame_of(window), window.stages.function
    (low, high), *_ = frame.function.ranges
    outside = low - 0.1 * (high - low) if frame.gradient[0] > 0 else high + 0.1 * (high - low)
    rate = float((frame.point[0] - outside) / frame.gradient[0])
    function.edit(replace(function.descent, optimizer=SGD(rate)))
    calm(qtbot, window)
    assert frame_of(window).ranges != frame.function.ranges
    window.presenting.begin(asks=False)
    ask(window, qtbot, kind)
    calm(qtbot, window)
    assert frame_of(window).ranges == frame.function.ranges
    window.presenting.questions.close()
    calm(qtbot, window)
    assert frame_of(window).ranges != frame.function.ranges


def test_what_answers_is_seen_again_once_it_has_been_revealed(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh", size=SIZE)
    train(window, qtbot, 20)
    window.presenting.begin(asks=False)
    regions = ask(window, qtbot, QUESTIONS["example_class"]())
    assert isinstance(regions, DecisionRegions)
    assert not any(item.isVisible() for item in regions.answer)
    assert "certainty" not in regions.read(0.3, 0.3)
    window.presenting.questions.predicting.reveal()
    qtbot.waitUntil(lambda: window.presenting.questions.predicting.told, timeout=20_000)
    assert regions.map.isVisible()
    assert regions.boundary.isVisible()
    window.presenting.questions.close()
    path = ask(window, qtbot, QUESTIONS["landing"]())
    assert isinstance(path, DescentPath)
    assert not path.arrow.isVisible()
    window.presenting.questions.close()
    window.presenting.stage.choose(["path"])
    assert path.arrow.isVisible()
    settle(window, qtbot)


@pytest.mark.parametrize(("scene", "kind_of_view"), [("three-arms", DecisionRegions), ("digits", PictureAnswer)])
def test_the_example_that_is_asked_about_is_in_view_as_long_as_it_is(
    scene: str, kind_of_view: type[DecisionRegions | PictureAnswer], make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(scene, size=SIZE)
    train(window, qtbot, 5)
    window.presenting.begin(asks=False)
    before, questions = shown(window).sight, window.presenting.questions
    view = ask(window, qtbot, QUESTIONS["example_class"]())
    question, frame = questions.predicting.question, shown(window)
    assert question is not None
    assert question.row is not None
    assert frame.row == question.row
    assert isinstance(view, kind_of_view)
    if isinstance(view, DecisionRegions):
        assert view.followed.at == pytest.approx(tuple(frame.inputs_of(question.row)))
    else:
        assert view.header.title.written == frame.name_of(question.row).capitalize()
        assert not len(view.bars.values)
    questions.predicting.reveal()
    qtbot.waitUntil(lambda: questions.predicting.told, timeout=20_000)
    assert shown(window).row == question.row
    if isinstance(view, PictureAnswer):
        assert len(view.bars.values) == 10
    questions.close()
    calm(qtbot, window)
    assert shown(window).sight == before
    ask(window, qtbot, QUESTIONS["example_class"]())
    window.presenting.adjusting.follow(1)
    calm(qtbot, window)
    chosen = shown(window).row
    questions.close()
    calm(qtbot, window)
    assert shown(window).row == chosen != question.row


def test_the_row_of_an_example_keeps_its_answer(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh", size=SIZE)
    frame = shown(window)
    assert example_of(frame).outputs is not None
    asked = example_of(frame, asked=True)
    assert asked.outputs is None
    assert asked.seen[-1].values is None
    assert "predicted" not in asked.words


def test_neither_does_the_network_tell_its_answer(make_window: MakeWindow) -> None:
    window = make_window("course-pass-fail", size=SIZE)
    frame = shown(window)
    assert frame.example_activations
    assert layer_sights(frame)[-1].values is not None
    assert [each.values is None for each in layer_sights(frame, asked=True)] == [False, False, False, True]


def test_the_caption_counts_the_answers(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh", size=SIZE)
    window.presenting.begin(asks=False)
    caption, card = window.presenting.stage.caption, window.presenting.questions.card
    ask(window, qtbot, QUESTIONS["next_loss"]())
    assert caption.words == "What do you think will happen?"
    card.press(0)
    card.press(1)
    assert caption.words == "2 answers. Whose reasons convince you?"
    window.presenting.questions.close()
    assert caption.words == shown(window).caption.words
