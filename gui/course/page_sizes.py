"""How large the letters and margins of a lesson's page are."""

from __future__ import annotations

from core.values import dataclass
from gui.widgets.theme import Look

WORDS, TITLE, HEADING, AROUND = 20.0, 34.0, 22.0, 15.5
"""Heights of letters in pixels at normal text: of the words, the lesson's title, the page's, and what is around."""
LEAST_WORDS, LEAST_AROUND = 20.0, 12.5
"""Of a line of words at least, in heights of its letters, as long as these are no smaller than normal text; and of the
rows above and below, in heights of theirs.
"""
MARGIN, SHARE = 48.0, 48.0 / 584.0
"""At the sides at most, in pixels at normal text, and as a share of the width."""


@dataclass(frozen=True)
class PageSizes:
    """They follow the look's text, and the width where that is narrow."""

    look: Look
    width: int

    @property
    def margin(self) -> int:
        """At the sides, in pixels."""
        return round(min(self.look.px(MARGIN), SHARE * self.width))

    @property
    def inside(self) -> int:
        """Width between the margins, in pixels."""
        return self.width - 2 * self.margin

    def letters(self, size: float) -> float:
        """Return a height of letters of the page, from that at normal text."""
        share = size / WORDS
        return share * max(self.look.text, min(self.look.px(WORDS), self.inside / LEAST_WORDS))

    @property
    def around(self) -> float:
        """Height of the letters above and below the page, in pixels."""
        return min(self.look.px(AROUND), self.inside / LEAST_AROUND)
