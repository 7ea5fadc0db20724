"""Where something stands in a lesson's recipe: a fault is named with its line, and TOML is read without lines."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TypeAlias

from core.values import dataclass

RecipeMark: TypeAlias = str | tuple[str, int]
"""A key, or a text that a key is set to; perhaps with how many of that kind stand before it."""
PAGE = re.compile(r"\s*\[\[\s*page\s*\]\]")
TABLE = re.compile(r"\s*\[\s*\[?\s*([\w-]+)")


@dataclass(frozen=True)
class RecipeLines:
    """Finds lines again, counted from 1."""

    text: str = ""

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    def of_page(self, place: int, *path: RecipeMark) -> int:
        """Return the line on which a page sets what lies at the end of a path; at least one near it, or its heading."""
        heads = [number for number, line in enumerate(self._lines) if PAGE.match(line)]
        return self._along(heads[place], path) if place < len(heads) else 1

    def of_question(self, name: str, *path: RecipeMark) -> int:
        """Return the same of a closing question."""
        head = re.compile(rf'\s*\[\s*question\s*\.\s*"?{re.escape(name)}"?\s*\]')
        return next((self._along(number, path) for number, line in enumerate(self._lines) if head.match(line)), 1)

    def of_head(self, *path: RecipeMark) -> int:
        """Return the same of what stands before the pages, or in no page."""
        return self._along(-1, path)

    def _along(self, head: int, path: tuple[RecipeMark, ...]) -> int:
        """Follow a path down from the line of a heading."""
        end, here = self._end(head), max(head, 0)
        for mark in path:
            text, before = mark if isinstance(mark, tuple) else (mark, 0)
            name = re.escape(text)
            key, value = rf"(?<![\w-])[\"']?{name}[\"']?\s*(?:=|\]|\.(?=\s*[\w\"'-]+\s*[=.]))", re.escape(text)
            for pattern in (key, value):
                found = [k for k in range(here, end) for _ in re.finditer(pattern, self._lines[k])]
                if found:
                    here = found[min(before, len(found) - 1)]
                    break
        return here + 1

    def _end(self, head: int) -> int:
        """Return the line at which what begins at a heading ends: tables of a page are the page's."""
        for number in range(head + 1, len(self._lines)):
            found, own = TABLE.match(self._lines[number]), head >= 0 and PAGE.match(self._lines[head])
            if found and (PAGE.match(self._lines[number]) or not own or found[1] != "page"):
                return number
        return len(self._lines)
