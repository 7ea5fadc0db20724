"""Which rows and columns of a large matrix are in view."""

from __future__ import annotations

import itertools

import pytest

from gui.stage.in_view import in_view


@pytest.mark.parametrize("count", [1, 3, 7, 32])
@pytest.mark.parametrize("room", range(1, 9))
def test_the_kept_place_is_in_view_in_order_and_what_is_left_out_is_told(count: int, room: int) -> None:
    for kept in range(count):
        view = in_view(count, room, kept)
        places = [place for place in view if place is not None]
        assert kept in places
        assert places == sorted(set(places))
        assert len(view) <= room
        if count > room > 1:
            assert None in view
        for before, after in itertools.pairwise(view):
            assert before is None or after is None or after == before + 1


def test_with_room_for_all_nothing_is_left_out() -> None:
    assert in_view(4, 4) == [0, 1, 2, 3]
