"""Writing TOML, and finding a line again; the standard library can only read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.patterns import pattern

WIDTH = 100
"""Most characters of a line that can be broken."""
FEW = 12
"""Most values of a table or list on one line."""
BARE_KEY = pattern(r"[A-Za-z0-9_-]+", re.ASCII)
ESCAPES = {code: f"\\u{code:04x}" for code in (*range(32), 127)} | {
    ord(mark): "\\" + letter for mark, letter in ("\bb", "\tt", "\nn", "\ff", "\rr", '""', "\\\\")
}
ESCAPES_IN_LINES = {code: text for code, text in ESCAPES.items() if code != ord("\n")}


def toml_lines(table: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yield the lines of a TOML file that `tomllib` reads as an equal table, floats to the bit.

    Its plain values come first, then the tables in it, each under a heading that begins with ``path``. Characters that
    UTF-8 cannot hold (halves of surrogate pairs) become question marks.

    Parameters
    ----------
    table
        Texts, whole numbers, floats, truth values, and lists and tables of these.

    Raises
    ------
    TypeError
        If there is anything else in it.
    """
    sections = {key: value for key, value in table.items() if _has_heading(value)}
    for key, value in table.items():
        if key not in sections:
            yield from _entry(_key(key), value)
    for key, value in sections.items():
        name = path + _key(key)
        one = isinstance(value, Mapping)
        for each in [value] if one else value:
            yield ""
            yield f"[{name}]" if one else f"[[{name}]]"
            yield from toml_lines(each, name + ".")


def line_of(text: str, key: str) -> int | None:
    """Return the number of the line, from 1, on which ``text`` sets a key or has it as a heading.

    None where there is no such line, or more than one.
    """
    name = rf'"?{re.escape(key)}"?'
    found = re.compile(rf"\s*(?:{name}\s*=|\[+(?:[^\]]*\.)?{name}\]|.*[{{,]\s*{name}\s*=)")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if found.match(line)]
    return lines[0] if len(lines) == 1 else None


def _entry(key: str, value: Any) -> Iterator[str]:
    """Yield the lines of a value with its key: one after the other, because a list may have a million values."""
    if isinstance(value, str) and "\n" in value:
        yield f'{key} = """\n{_escaped(value, ESCAPES_IN_LINES)}"""'
    elif isinstance(value, list) and not _fits(value):
        yield f"{key} = ["
        for row in _rows(value):
            yield f"    {row},"
        yield "]"
    else:
        yield f"{key} = {_inline(value)}"


def _has_heading(value: Any) -> bool:
    """Tell whether a value is a table, or a list of tables, that is too long for a line."""
    if isinstance(value, Mapping):
        return not _fits(value)
    tables = isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)
    return tables and not all(_fits(each) for each in value)


def _fits(value: Any) -> bool:
    return len(list(_leaves(value, FEW + 1))) <= FEW and len(_inline(value)) <= WIDTH


def _leaves(value: Any, most: int) -> Iterator[Any]:
    """Yield up to ``most`` of the plain values in a list or table."""
    if not isinstance(value, (list, Mapping)):
        yield value
        return
    for each in value.values() if isinstance(value, Mapping) else value:
        for leaf in _leaves(each, most):
            yield leaf
            most -= 1
            if most == 0:
                return


def _rows(values: list[Any]) -> Iterator[str]:
    """Yield the values of a list, as many on a line as fit."""
    line: list[str] = []
    left = WIDTH
    for text in map(_inline, values):
        if line and len(text) + 2 > left:
            yield ", ".join(line)
            line, left = [], WIDTH
        line.append(text)
        left -= len(text) + 2
    yield ", ".join(line)


def _inline(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, (list, tuple)):
        return _enclosed("[]", map(_inline, value))
    if isinstance(value, Mapping):
        pairs = _enclosed("{}", (f"{_key(key)} = {_inline(each)}" for key, each in value.items()))
        return pairs if pairs == "{}" else f"{{ {pairs[1:-1]} }}"
    raise TypeError(f"{value!r} cannot be written as TOML.")


def _enclosed(brackets: str, parts: Iterable[str]) -> str:
    return brackets[0] + ", ".join(parts) + brackets[1]


def _key(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    return f'"{_escaped(text, ESCAPES)}"'


def _escaped(text: str, escapes: Mapping[int, str]) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").translate(escapes)
