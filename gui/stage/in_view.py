"""Which rows and columns of something large are in view where there is room for a few."""

from __future__ import annotations


def in_view(count: int, room: int, kept: int = 0) -> list[int | None]:
    """Return the places in view, of ``count``: the first, the one ``kept`` and the last; None stands for those between.

    There are no more than ``room`` of them, what stands for others included.
    """
    if count <= room:
        return list(range(count))
    if room < 3:
        return [kept, None][:room]
    if kept < room - 2:
        return [*range(room - 2), None, count - 1]
    if kept >= count - room + 2:
        return [0, None, *range(count - room + 2, count)]
    return [*range(room - 4), None, kept, None, *([count - 1] if room > 3 else [])]
