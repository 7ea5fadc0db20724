"""What the glossary says, as the rich text of a What's This box. Nothing here needs a window."""

from __future__ import annotations

import html
from collections.abc import Sequence

from core.exchange.glossary import Entry
from core.patterns import pattern

MAX_TOLD = 3
"""Entries that are told in full; further ones are offered below."""
TAG = pattern(r"<[^>]*>")


def plain(text: str) -> str:
    """Return a tooltip's text without the marks of rich text."""
    return html.unescape(TAG.sub(" ", text)) if text.startswith("<") else text


def rich(entries: Sequence[Entry], dim: str, accent: str, note: str = "") -> str:
    """Return the first entries in full, the others as links, whose addresses are the terms.

    Parameters
    ----------
    dim, accent
        Colours, as ``#rrggbb``: of examples, and of terms.
    note
        What stands below them, or alone.
    """
    told = [_told(entry, dim, accent) for entry in entries[:MAX_TOLD]]
    others = " · ".join(_link(entry.term, accent) for entry in entries[MAX_TOLD:])
    told += [f"<p style='color: {dim}'>Also here: {others}</p>"] if others else []
    colour = f" style='color: {dim}'" if entries else ""
    told += [f"<p{colour}>{'<br>'.join(map(html.escape, note.splitlines()))}</p>"] if note else []
    return "<qt>" + "".join(told) + "</qt>"


def _told(entry: Entry, dim: str, accent: str) -> str:
    term, sentences, example = map(html.escape, (entry.term, " ".join(entry.sentences), entry.example))
    return f"<p><b style='color: {accent}'>{term}</b><br>{sentences}<br><span style='color: {dim}'>{example}</span></p>"


def _link(term: str, accent: str) -> str:
    return f"<a href='{html.escape(term)}' style='color: {accent}'>{html.escape(term)}</a>"
