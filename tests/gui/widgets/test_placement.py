"""Words find room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from gui.widgets.placement import Room, first_free, fitted, nearest_in

AREA = QRectF(10.0, 20.0, 200.0, 100.0)
PLACE = np.array([[110.0], [70.0]])


def test_words_stand_beside_their_place_and_off_what_is_taken() -> None:
    room = Room(AREA)
    ball = QRectF(103.0, 63.0, 14.0, 14.0)
    room.take(ball)
    taken = [ball]
    for _ in range(4):
        box = room.place((40.0, 16.0), PLACE)
        assert box is not None
        assert AREA.contains(box)
        assert not any(map(box.intersects, taken))
        near = nearest_in(box, QPointF(110.0, 70.0))
        assert np.hypot(near.x() - 110.0, near.y() - 70.0) < 30.0
        room.take(box)
        taken.append(box)


@pytest.mark.parametrize(
    "take",
    [
        lambda room, box: room.take(box),
        lambda room, box: room.cover(box),
        lambda room, box: room.take_points(np.array([[box.center().x()], [box.center().y()]])),
        lambda room, box: room.take_lines(*np.array([[[box.left()], [box.top()]], [[box.right()], [box.bottom()]]])),
    ],
    ids=["take", "cover", "take_points", "take_lines"],
)
def test_words_keep_off_what_was_taken_since_the_words_before(take: Callable[[Room, QRectF], None]) -> None:
    room, boxes = Room(AREA), list[QRectF]()
    for _ in range(3):
        box = room.place((40.0, 16.0), PLACE)
        assert box is not None
        assert box not in boxes
        take(room, box)
        boxes.append(box)


@pytest.mark.parametrize("far", [1.0, 1e9])
def test_words_keep_off_lines_also_those_that_leave_the_area(far: float) -> None:
    room = Room(AREA)
    start, end = np.array([[110.0 - 300.0 * far], [70.0 - 100.0 * far]]), np.array([[110.0], [70.0]])
    room.take_lines(np.append(start, end, axis=1), np.append(end, [[np.nan], [80.0]], axis=1))
    box = room.place((40.0, 16.0), PLACE, None, QRectF(80.0, 58.0, 40.0, 16.0))
    assert box is not None
    share = np.linspace(0.0, 300.0, 2000)
    assert not any(box.contains(110.0 - x, 70.0 - x / 3.0) for x in share)


def test_there_may_be_no_room() -> None:
    room = Room(AREA)
    assert room.place((300.0, 16.0), PLACE) is None
    assert room.is_free(AREA)
    room.take(AREA)
    assert room.place((4.0, 4.0), PLACE) is None
    assert Room(QRectF()).place((4.0, 4.0), PLACE) is None


def test_words_stay_where_they_stood_while_that_is_free_and_near() -> None:
    room, before = Room(AREA), QRectF(113.0, 40.0, 40.0, 16.0)
    room.take(QRectF(103.0, 63.0, 14.0, 14.0))
    stays = room.place((40.0, 16.0), np.array([[112.0], [65.0]]), None, before)
    assert stays == before
    assert room.place((40.0, 16.0), np.array([[30.0], [100.0]]), None, before) != before
    room.take(before)
    assert room.place((40.0, 16.0), np.array([[112.0], [65.0]]), None, before) != before


def test_words_stand_nearer_to_their_own_line_than_to_another() -> None:
    room, x = Room(AREA), np.linspace(10.0, 210.0, 24)
    own, other = np.stack([x, np.full(24, 70.0)]), np.stack([x, 69.0 - 0.2 * (x - 10.0)])
    for line in (own, other):
        room.take_lines(line[:, :-1], line[:, 1:])
    box = room.place((40.0, 16.0), own, other)
    assert box is not None
    assert box.top() > 70.0 or box.left() > 110.0


def test_the_first_free_box_is_taken_and_a_box_is_moved_inside() -> None:
    boxes = [QRectF(0.0, 0.0, 10.0, 10.0), QRectF(20.0, 0.0, 10.0, 10.0)]
    assert first_free(boxes, [QRectF(5.0, 5.0, 2.0, 2.0)]) == boxes[1]
    assert first_free(boxes, [QRectF(0.0, 0.0, 50.0, 50.0)]) is None
    assert fitted(QRectF(200.0, 0.0, 30.0, 10.0), AREA) == QRectF(180.0, 20.0, 30.0, 10.0)
