"""The words of a lesson: a small part of MyST Markdown, as blocks that know their line.

Headings, paragraphs, programs between backticks, *emphasis*, **strong**, lists, ``$…$`` and ``$$…$$``, pictures,
``{=an expression}``, ``{do}`words <run>` `` and ``{term}`word` ``; and directives between colons, which
`core.course.reading` takes apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from core.course.lesson import (
    Computed,
    Displayed,
    Doing,
    Illustration,
    Inlaid,
    Mathematics,
    Paragraph,
    ProgramListing,
    Term,
    TextBlock,
    Wording,
)
from core.values import dataclass

DOING = re.compile(r"(.*?)\s*<([\w-]+)>\s*", re.DOTALL)
DIRECTIVE = re.compile(r"\{([a-z]+)\}\s*([\w-]*)\s*")
JPEG = (b"\xff\xd8\xff",)
PICTURES = {".png": (b"\x89PNG\r\n",), ".jpg": JPEG, ".jpeg": JPEG, ".svg": (b"<svg", b"<?xml")}
"""Endings of pictures, and what stands at the beginning of such a file."""
MAX_PICTURE = 10_000_000
STRAY = re.compile(r"!?\[[^\]]*\]\(|\{=|\{(?:do|term)\}|:::|\$\$|\|\s*-+\s*\|")
"""What was meant as more than words, and was not understood."""


class Misspelt(ValueError):
    """Words that cannot be read; ``line`` is where, from 1."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line = line


@dataclass(frozen=True)
class Heading:
    """A heading of some depth, from 1."""

    line: int
    depth: int
    text: str


@dataclass(frozen=True)
class Directive:
    """What stands between colons: its kind, its name, and its content with the line where that begins."""

    line: int
    kind: str
    name: str
    content: str


LessonPart = TextBlock | Heading | Directive


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").use(colon_fence_plugin).use(myst_role_plugin)
    markdown.inline.ruler.before("escape", "computed", _computed)  # first, for a product's star is no emphasis
    return markdown.use(dollarmath_plugin, double_inline=False)


def _computed(state: StateInline, silent: bool) -> bool:
    """Take ``{=expression}`` or ``{=expression::form}`` where it stands; see `MarkdownIt`."""
    end = state.src.find("}", state.pos)
    if not state.src.startswith("{=", state.pos) or end < 0:
        return False
    if not silent:
        state.push("computed", "", 0).content = state.src[state.pos + 2 : end]
    state.pos = end + 1
    return True


def parts_of(text: str, folder: Path, first: int = 1) -> Iterator[LessonPart | Misspelt]:
    """Yield the parts of a text in order; its first line is line ``first``. What lessons do not have is a fault."""
    tokens = _markdown().parse(text)
    bullets: list[str] = []
    place = 0
    while place < len(tokens):
        token, line = tokens[place], first + (tokens[place].map or [0])[0]
        match token.type:
            case "heading_open":
                yield Heading(line, int(token.tag[1:]), tokens[place + 1].content)
                place += 2
            case "inline":
                yield _or_fault(_inline_block, token, line, folder, bullets.pop() if bullets else "")
            case "math_block":
                yield Displayed(line, token.content.strip())
            case "fence":
                yield ProgramListing(line, token.content.rstrip())
            case "colon_fence":
                yield _or_fault(_directive, token, line)
            case "list_item_open":
                bullets = [f"{token.info}." if token.info else "•"]
            case name if not name.endswith(("_open", "_close")) or "quote" in name or "code" in name:
                what = token.type.replace("_", " ")
                yield Misspelt(line, f"A lesson has no {what}: use paragraphs, lists, formulas.")
        place += 1


def _or_fault(make: Callable[..., LessonPart], *of: Any) -> LessonPart | Misspelt:
    try:
        return make(*of)
    except Misspelt as fault:
        return fault


def blocks_of(text: str, folder: Path, first: int = 1) -> tuple[TextBlock, ...]:
    """Return the blocks of a text without headings and directives; see `parts_of`.

    Raises
    ------
    Misspelt
        At the first part that lessons do not have.
    """
    blocks: list[TextBlock] = []
    for part in parts_of(text, folder, first):
        if isinstance(part, Misspelt):
            raise part
        if isinstance(part, Heading | Directive):
            raise Misspelt(part.line, "Here stand plain words: no heading, and nothing between colons.")
        blocks.append(part)
    return tuple(blocks)


def _directive(token: Token, line: int) -> Directive:
    found = DIRECTIVE.fullmatch(token.info.strip())
    if found is None:
        raise Misspelt(line, f"“:::{token.info.strip()[:40]}” is no directive; write e.g. :::{{explain}}.")
    return Directive(line, found[1], found[2], token.content)


def _inline_block(token: Token, line: int, folder: Path, bullet: str) -> TextBlock:
    children = token.children or []
    if len(children) == 1 and children[0].type == "image":
        return _picture(children[0], line, folder)
    return Paragraph(line, tuple(_inlines(children, line)), bullet)


def _picture(token: Token, line: int, folder: Path) -> Illustration:
    source = str(token.attrs.get("src", ""))
    try:
        path = (folder / source).resolve()
    except (OSError, RuntimeError) as error:  # a circle of links
        raise Misspelt(line, f"The picture “{source[:60]}” cannot be read: {error}.") from error
    if not path.is_relative_to(folder.resolve()) or path.suffix.lower() not in PICTURES:
        raise Misspelt(line, f"“{source[:60]}” is no picture in the lesson's folder.")
    if not path.is_file():
        raise Misspelt(line, f"The picture “{source[:60]}” is missing in the lesson's folder.")
    if path.stat().st_size > MAX_PICTURE:
        raise Misspelt(line, f"The picture “{source[:60]}” is too large: at most {MAX_PICTURE // 1_000_000} MB.")
    with path.open("rb") as file:
        begins = file.read(1000)
    if not any(mark in begins for mark in PICTURES[path.suffix.lower()]):
        raise Misspelt(line, f"“{source[:60]}” is no {path.suffix[1:].upper()} that can be read.")
    return Illustration(line, path, token.content)


def _inlines(tokens: list[Token], line: int) -> Iterator[Inlaid]:
    strong = emphasised = 0
    for token in tokens:
        match token.type:
            case "text":
                if stray := STRAY.search(token.content):
                    words = f"“{stray[0][:20]}” was not understood: what begins there must be closed."
                    raise Misspelt(line, words)
                if token.content:
                    yield Wording(token.content, bool(strong), bool(emphasised))
            case "computed":
                expression, _, form = token.content.partition("::")
                yield Computed(expression.strip(), form.strip())
            case "softbreak" | "hardbreak":
                yield Wording(" ", bool(strong), bool(emphasised))
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasised += token.nesting
            case "math_inline":
                yield Mathematics(token.content.strip())
            case "myst_role":
                yield _role(token, line)
            case other:
                raise Misspelt(line, f"A lesson has no {other.replace('_', ' ')} in its words.")


def _role(token: Token, line: int) -> Inlaid:
    name, content = token.meta["name"], token.content
    if name == "term":
        return Term(content)
    if name != "do":
        raise Misspelt(line, f"There is no role {{{name}}}; there are {{do}} and {{term}}.")
    found = DOING.fullmatch(content)
    return Doing(found[1], found[2]) if found else Doing(content, "deed")
