"""Where the deed of a page stands: after its question, and on a line of its own at a sentence's end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from core.course.lesson import Doing, Paragraph, TextBlock, TextLine, Wording
from gui.course.memory import DEED

FEW = 34
"""Letters before a deed at the end of a paragraph, up to which it stands in the same line."""
SENTENCE = re.compile(r"[.!?]\s+")
"""Where one ends and another one begins."""
ENDS = re.compile(r"\s*[.!:]\s*|\s*$")
"""What stands between a deed at a sentence's end and the next sentence."""
Blocks = tuple[TextBlock, ...]


def with_deed_last(words: Blocks) -> tuple[Blocks, Blocks]:
    """Return the words of a page up to the sentence that has its deed, and the rest: a question stands between them."""
    for place, block in enumerate(words):
        line = block.words if isinstance(block, Paragraph) else ()
        deed = next((at for at, each in enumerate(line) if isinstance(each, Doing) and each.deed == DEED), None)
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
    """Yield blocks: a button at a sentence's end has no full stop after it, and follows few words or is on its own."""
    for block in blocks:
        line = block.words if isinstance(block, Paragraph) else ()
        cut = next((at + 1 for at, each in enumerate(line) if _closes(line[at:])), 0)
        if not isinstance(block, Paragraph) or not cut:
            yield block
            continue
        before, button, after = line[: cut - 1], line[cut - 1 : cut], _begun(line[cut:])
        if sum(len(getattr(each, "text", "")) for each in before) <= FEW:
            yield replace(block, words=(*before, *button))
        else:
            yield replace(block, words=before)
            yield replace(block, words=button, bullet="")
        if after:
            yield replace(block, words=after, bullet="")


def is_button(block: TextBlock) -> bool:
    """Tell whether what ends a paragraph is the page's deed, or stands alone: it is a button then, else a link."""
    words = block.words if isinstance(block, Paragraph) else ()
    return bool(words) and isinstance(last := words[-1], Doing) and (last.deed == DEED or len(words) == 1)


def _closes(line: TextLine) -> bool:
    """Tell whether a line begins with the page's deed, and a sentence ends right after that."""
    first = line[0]
    if not isinstance(first, Doing) or first.deed != DEED:
        return False
    after = line[1] if len(line) > 1 else Wording(".")
    return isinstance(after, Wording) and bool(ENDS.match(after.text))


def _begun(line: TextLine) -> TextLine:
    """Return a line without the full stop that it begins with."""
    first = line[0] if line else None
    if not isinstance(first, Wording):
        return line
    text = ENDS.sub("", first.text, count=1)
    return (replace(first, text=text), *line[1:]) if text else line[1:]
