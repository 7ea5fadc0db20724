"""Where the deed of a page stands: after its question, and on a line of its own at a paragraph's end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from core.course.lesson import Doing, Paragraph, TextBlock, TextLine, Wording

FEW = 34
"""Letters before a deed at the end of a paragraph, up to which it stands in the same line."""
SENTENCE = re.compile(r"[.!?]\s+")
"""Where one ends and another one begins."""
Blocks = tuple[TextBlock, ...]


def with_deed_last(words: Blocks) -> tuple[Blocks, Blocks]:
    """Return the words of a page up to the sentence that has its deed, and the rest: a question stands between them."""
    for place, block in enumerate(words):
        line = block.words if isinstance(block, Paragraph) else ()
        deed = next((at for at, each in enumerate(line) if isinstance(each, Doing) and each.deed == "deed"), None)
        if deed is not None and isinstance(block, Paragraph):
            before, after = _from_sentence(line, deed)
            kept = (replace(block, words=before),) if before else ()
            return (*words[:place], *kept), (replace(block, words=after), *words[place + 1 :])
    return words, ()


def _from_sentence(line: TextLine, deed: int) -> tuple[TextLine, TextLine]:
    """Return what stands before the sentence in which something stands, and the rest."""
    for at in range(deed - 1, -1, -1):
        inlaid = line[at]
        if isinstance(inlaid, Wording) and (ends := [*SENTENCE.finditer(inlaid.text)]):
            cut = ends[-1].end()
            parts = (replace(inlaid, text=inlaid.text[:cut].rstrip()), replace(inlaid, text=inlaid.text[cut:]))
            before, after = ((part,) if part.text else () for part in parts)
            return (*line[:at], *before), (*after, *line[at + 1 :])
    return (), line


def parted(blocks: Blocks) -> Iterator[TextBlock]:
    """Yield blocks: a deed at a paragraph's end has no full stop after it, and follows few words or is on its own."""
    for block in blocks:
        words = block.words if isinstance(block, Paragraph) else ()
        while words and isinstance(last := words[-1], Wording) and not re.sub(r"[\s.!:]", "", last.text):
            words = words[:-1]
        if not isinstance(block, Paragraph) or not words or not isinstance(words[-1], Doing):
            yield block
        elif sum(len(getattr(each, "text", "")) for each in words[:-1]) <= FEW:
            yield replace(block, words=words)
        else:
            yield replace(block, words=words[:-1])
            yield replace(block, words=words[-1:], bullet="")
