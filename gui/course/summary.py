"""What came of a lesson's closing questions."""

from __future__ import annotations

from core.course.lesson import Paragraph, Wording
from gui.course.words import LessonWords

SAID = {True: "✓ right", False: "✗ not yet", None: "– not asked"}


HEADING = Paragraph(0, (Wording("The questions at the end", strong=True),))


class Results(LessonWords):
    """Says which closing questions were answered rightly, a line each."""

    def show_results(self, results: tuple[bool | None, ...]) -> None:
        """Show them, in order."""
        rows = (Paragraph(0, (Wording(SAID[each]),), f"{place}.") for place, each in enumerate(results, 1))
        self.show_blocks((HEADING, *rows) if results else ())
