"""How large the parts of home are: roomy where all of it is seen so, and closer together where it is not."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtGui import QFontMetrics

from core.values import dataclass
from gui.widgets.theme import Look

ROOMS = tuple(step / 8 for step in range(8, -1, -1))
"""From roomy to tight, in the order in which they are tried."""
SMALL = 1.0
"""Letters of what is not a title, by those of normal words."""


@dataclass(frozen=True)
class HomeSizes:
    """They follow the look's text, and ``room``: 1 is roomy, 0 is tight. Pictures may have more room than the rest."""

    look: Look = Look()
    room: float = ROOMS[0]
    for_pictures: float = 0.0

    def px(self, tight: float, roomy: float) -> int:
        """Return a length in pixels, from its two ends at normal text."""
        return round(self.look.px(self.share(tight, roomy)))

    def share(self, tight: float, roomy: float) -> float:
        """Return what lies as far from one number to the other as the room does."""
        return _between(tight, roomy, self.room)

    # Of the page

    @cached_property
    def margin(self) -> int:
        """At the sides where there are two columns."""
        return self.px(18, 48)

    @cached_property
    def gutter(self) -> int:
        """Between the columns."""
        return self.px(36, 72)

    @cached_property
    def space(self) -> int:
        """Above and below all, and below the header."""
        return self.px(7, 36)

    @cached_property
    def headed(self) -> int:
        """Between a heading and what it is of."""
        return self.px(4, 10)

    @cached_property
    def part(self) -> int:
        """Between what has a heading and what comes next."""
        return self.px(6, 22)

    # Of cards

    @cached_property
    def gap(self) -> int:
        """Between two cards."""
        return self.px(10, 20)

    @cached_property
    def narrowest(self) -> int:
        """Width of a lesson's card at least."""
        return self.px(158, 190)

    @cached_property
    def picture(self) -> float:
        """Height of a lesson's picture, by its width."""
        return _between(0.2, 104 / 318, max(self.room, self.for_pictures))

    @cached_property
    def around(self) -> int:
        """Above and below the words of a card."""
        return self.px(5, 10)

    @cached_property
    def line(self) -> int:
        """Height of a line that is no title."""
        return QFontMetrics(self.look.font(SMALL)).height()

    @cached_property
    def foot(self) -> int:
        """Height of what a lesson's card has besides picture and title."""
        return self.line + 2 * self.around + self.px(3, 6)

    @cached_property
    def edge(self) -> int:
        """Beside the words of a card."""
        return self.px(9, 13)

    @cached_property
    def title(self) -> float:
        """Letters of a card's title, by those of normal words."""
        return self.share(1.0, 1.13)

    @cached_property
    def tile_title(self) -> float:
        """Letters of the title beside an icon, by those of normal words."""
        return self.share(1.13, 1.33)

    @cached_property
    def icon(self) -> int:
        """Side of an icon."""
        return self.px(26, 34)

    @cached_property
    def tile(self) -> int:
        """Height of a tile with an icon at least."""
        return self.px(58, 92)

    @cached_property
    def offer(self) -> int:
        """Height of a tile with a small picture."""
        return self.px(48, 76)


def _between(tight: float, roomy: float, room: float) -> float:
    return tight + room * (roomy - tight)
