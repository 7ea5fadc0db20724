"""The card of a question: hands by key, click and typing; truth and tally side by side; everything fits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.questions.ballot import Ballot
from core.questions.catalogue import QUESTIONS
from core.questions.question import Option, Question, Truth
from core.training.bookmarks import Prediction
from gui.stage.predict import PLACE, PredictCard
from gui.stage.predict_row import SMALLEST, WORDS
from gui.widgets.fonts import font
from gui.widgets.glossary_text import plain
from gui.widgets.theme import THEMES, Look, Theme

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
SKETCH = ((0.0, 0.2), (1.0, 0.9))
THOUGHT = "A step is sure to lower the loss only if it is short and follows the gradient of all examples."
OPTIONS = tuple(Option(key, f"Answer {key}", f"{key}: {THOUGHT}", SKETCH) for key in "abcd")
ASKED = Question("next_loss", "The loss is 0.686. What will it do in the next step?", OPTIONS, 3, 4)
TRUTH = Truth(2, "The loss fell from 0.686 to 0.683.", 4)
SIZES = ((1920, 1080), (1366, 768), (1280, 720), (1024, 768))


def placed(card: PredictCard, width: int, height: int) -> None:
    """Let a card have its place on a stage of a size."""
    stage = card.parentWidget()
    stage.resize(width, height)
    x, y, across, down = PLACE
    card.setGeometry(QRectF(x * width, y * height, across * width, down * height).toRect())


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[PredictCard]:
    """Return a card on which something is asked, with the keyboard."""
    stage = QWidget()
    card = PredictCard(stage)
    placed(card, 1280, 720)
    card.set_look(Look())
    card.show_question(ASKED)
    stage.show()
    stage.activateWindow()
    card.setFocus()
    yield card
    stage.close()
    stage.deleteLater()


def press(card: PredictCard, keys: str, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press digit keys."""
    for each in keys:
        QTest.keyClick(card, Qt.Key(Qt.Key.Key_0.value + int(each)), modifier)


def test_keys_count_hands_and_shift_takes_them_off(card: PredictCard) -> None:
    press(card, "1123444")
    assert card.ballot.tally == (2, 1, 1, 3)
    press(card, "14", SHIFT)
    assert card.ballot.tally == (1, 1, 1, 2)
    press(card, "22222", SHIFT)
    assert card.ballot.tally == (1, 0, 1, 2)  # never fewer than none
    press(card, "05678")
    assert card.ballot.tally == (1, 0, 1, 2)


def test_backspace_takes_back_what_was_last(card: PredictCard) -> None:
    press(card, "12")
    press(card, "1", SHIFT)
    for tally in ((1, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)):
        QTest.keyClick(card, Qt.Key.Key_Backspace)
        assert card.ballot.tally == tally


def test_clicks_count_hands(card: PredictCard) -> None:
    row = card.rows[1]
    place = row.words_area.center().toPoint()
    QTest.mouseClick(row, LEFT, NONE, place)
    QTest.mouseClick(row, LEFT, NONE, place)
    QTest.mouseClick(row, LEFT, SHIFT, place)
    assert card.ballot.tally == (0, 1, 0, 0)
    row.field.setFocus()
    QTest.mouseClick(row, RIGHT, NONE, place)
    assert card.hasFocus()
    assert card.ballot.tally == (0, 0, 0, 0)


def test_counted_hands_are_typed(card: PredictCard) -> None:
    told: list[object] = []
    card.tallied.connect(told.append)
    for place, text in enumerate(("3", "14", "9", "1000")):
        field = card.rows[place].field
        QTest.mouseDClick(field, LEFT, NONE, QPoint(field.width() - 12, field.height() // 2))
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert card.ballot.tally == (3, 14, 9, 100)  # what is more than three digits is not taken
    assert told[-1] == card.ballot.tally
    assert card.hasFocus()  # so that keys count again
    press(card, "1")
    assert card.rows[0].field.text() == "4"
    assert "28" in Ballot(ASKED, (3, 14, 9, 2)).caption


def test_an_empty_count_is_none(card: PredictCard) -> None:
    press(card, "11")
    field = card.rows[0].field
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert card.ballot.tally == (0, 0, 0, 0)


def test_enter_and_the_button_ask_to_reveal(card: PredictCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.reveal_asked):
        QTest.keyClick(card, Qt.Key.Key_Return)
    with qtbot.waitSignal(card.reveal_asked):
        QTest.mouseClick(card.button, LEFT)


def test_while_the_deed_is_done_the_button_says_so(card: PredictCard) -> None:
    card.button.setFocus()
    card.show_working(True)
    assert not card.button.isEnabled()
    assert plain(card.button.toolTip()).strip().startswith("The deed is being done.")
    assert card.hasFocus()  # so that keys still count
    card.show_question(ASKED)
    assert card.button.isEnabled()


def test_the_truth_stands_beside_the_tally(card: PredictCard) -> None:
    press(card, "11122444444")
    card.show_truth(TRUTH)
    assert [row.right for row in card.rows] == [False, False, True, False]
    assert all(plain(row.field.toolTip()).strip().startswith("The answer is known") for row in card.rows)
    assert card.ballot.tally == (3, 2, 0, 6)
    assert card.ballot.words == TRUTH.words
    assert card.ballot.foot == f"4:  {OPTIONS[3].thought}"  # of the wrong answer that most chose
    assert not card.button.isVisible()
    press(card, "1")
    assert card.ballot.foot == f"1:  {OPTIONS[0].thought}"
    QTest.mouseClick(card.rows[1], LEFT, NONE, card.rows[1].words_area.center().toPoint())
    assert card.ballot.foot == f"2:  {OPTIONS[1].thought}"
    press(card, "3")
    assert card.ballot.foot == f"2:  {OPTIONS[1].thought}"  # the right answer has none
    QTest.keyClick(card, Qt.Key.Key_Backspace)
    assert card.ballot.tally == (3, 2, 0, 6)
    assert "right" in card.rows[2].accessibleName()
    assert card.ballot.prediction == Prediction(
        ASKED.words, ("Answer a", "Answer b", "Answer c", "Answer d"), (3, 2, 0, 6), 2, TRUTH.words
    )
    card.show_question(ASKED)
    assert card.ballot.tally == (0, 0, 0, 0)


def test_without_hands_no_thought_is_told(card: PredictCard) -> None:
    press(card, "33")
    card.show_truth(TRUTH)
    assert card.ballot.foot == ""


def test_a_tie_is_told_and_the_tally_stays(card: PredictCard) -> None:
    press(card, "12")
    card.show_truth(Truth(None, "“a” and “b” are level at iteration 4.", 4))
    assert card.ballot.tally == (1, 1, 0, 0)
    assert not any(row.right for row in card.rows)
    assert card.ballot.heading == "This cannot be decided"
    assert card.ballot.prediction is not None
    assert card.ballot.prediction.right is None


def test_what_cannot_be_asked_is_told(card: PredictCard) -> None:
    card.show_refusal("No runs race here.")
    assert "No runs race here." in card.accessibleDescription()
    assert not any(row.isVisible() for row in card.rows)
    assert not card.button.isVisible()
    press(card, "1")
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert card.ballot.tally == ()


def test_words_are_in_the_notation_and_numbers_not_parted(card: PredictCard) -> None:
    assert card._written("100 % at x = 3") == "100\xa0% at x\xa0=\xa03"


LONG = Question(
    "landing",
    "a = −1.10, b = −1.39, ∂f/∂a = 0.898, ∂f/∂b = −1.05, α = 0.0400. Where will the next step land?",
    tuple(Option(key, f"At (−1.1681{key}, −1.3101{key})", f"{key}{THOUGHT}", SKETCH) for key in range(4)),
    3,
    4,
)
SHORT = Question("example_class", "Which class?", tuple(Option(key, str(key), THOUGHT) for key in range(2)), 3, 3)
FITS = {"four": ASKED, "long": LONG, "short": SHORT}


def lines(area: QRectF, words: str, size: float, height: float, bold: bool) -> QRectF:
    """Return what words take that are set in an area."""
    metrics = QFontMetricsF(font(round(size * height), bold))
    return metrics.boundingRect(area, Qt.TextFlag.TextWordWrap.value, words)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", FITS)
@pytest.mark.parametrize("revealed", [False, True])
def test_everything_fits_and_can_be_read(card: PredictCard, size: tuple[int, int], name: str, revealed: bool) -> None:
    width, height = size
    placed(card, width, height)
    card.show_question(FITS[name])
    for place in range(len(card.ballot.tally)):
        card.count(place, 3 + place)
    if revealed:
        card.show_truth(Truth(0, TRUTH.words if name != "long" else LONG.words, 4))
    rows = [row for row in card.rows if row.isVisible()]
    areas = [card.question_area, *(row.geometry().toRectF() for row in rows), card.foot_area]
    for above, below in pairwise(areas):
        assert above.bottom() <= below.top() + 1.0
    assert areas[-1].bottom() <= card.height() * (1.0 - 0.02)
    assert card.question_size * height >= height / 40
    for row in rows:
        inside = row.rect().toRectF().adjusted(-1, -1, 1, 1)
        for box in (row.ring, row.bar, row.field.geometry().toRectF()):
            assert inside.contains(box)
        assert row.option is not None
        assert lines(row.words_area, row.option.words, SMALLEST, height, True).height() <= row.words_area.height() + 1
        assert row.words_area.bottom() <= row.bar.top()
        assert row.bar.right() < row.field.geometry().left() + 1
        digits = QFontMetricsF(row.field.font()).horizontalAdvance("999")
        assert digits + 8 < row.field.width()
    if not revealed:
        assert not card.foot_area.intersects(card.button.geometry().toRectF().adjusted(1, 1, -1, -1))
    assert WORDS >= SMALLEST >= 1 / 40


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    r, g, b = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_contrasts(theme: Theme) -> None:
    for role in ("text", "dim", "accent"):
        assert contrast(getattr(theme, role), theme.card) >= 4.5
    for role in ("good", "positive", "dim"):
        assert contrast(getattr(theme, role), theme.card) >= 3.0
    assert contrast(theme.highlight_text, theme.highlight) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_right_answer_has_a_tick_in_a_green_ring(card: PredictCard, theme: Theme) -> None:
    card.set_look(Look(theme))
    for place in range(4):
        card.count(place, 5)
    card.show_truth(TRUTH)
    rings = [row.grab(row.ring.toAlignedRect()).toImage() for row in card.rows]
    greens = [_share(image, theme.good) for image in rings]
    assert greens[2] > 0.1
    assert max(greens[0], greens[1], greens[3]) == 0.0
    assert all(first != second for first, second in combinations(rings, 2))


def _share(image: QImage, colour: str) -> float:
    pixels = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(image.pixelColor(x, y) == QColor(colour) for x, y in pixels) / len(pixels)


def test_every_part_explains_itself(card: PredictCard) -> None:
    for row in card.rows:
        assert row.toolTip().endswith(".")
        assert row.accessibleName()
        assert plain(row.field.toolTip()).strip().endswith(".")
        assert row.field.accessibleName()
    assert card.button.toolTip()
    assert isinstance(card.rows[0].field, QLineEdit)
    assert set(QUESTIONS) >= {ASKED.name, LONG.name, SHORT.name}
