"""A formula read out in words, as a teacher says it at the board: "z 1 equals W 1 times a 0 plus b 1"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.patterns import pattern

TOKEN = pattern(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[A-Za-z]|\s+|.", re.DOTALL)
WORDS = {
    "=": "equals",
    "+": "plus",
    "-": "minus",
    "−": "minus",
    "/": "over",
    "·": "times",
    "<": "is less than",
    ">": "is greater than",
    "'": "prime",
    "′": "prime",
    "∘": "after",
    "⊙": "element by element times",
    "∂": "partial",
    "Σ": "the sum of",
    "∇": "the gradient of",
    "‖": "norm bar",
    "|": "bar",
    "*": "star",
    "!": "factorial",
    r"\leq": "is at most",
    r"\geq": "is at least",
    r"\neq": "is not",
    r"\approx": "is about",
    r"\sim": "is drawn from",
    r"\in": "in",
    r"\to": "to",
    r"\leftarrow": "becomes",
    r"\pm": "plus or minus",
    r"\cdot": "times",
    r"\times": "times",
    r"\odot": "element by element times",
    r"\partial": "partial",
    r"\nabla": "the gradient of",
    r"\sum": "the sum",
    r"\infty": "infinity",
    r"\ldots": "and so on",
    r"\top": "transposed",
    r"\ell": "l",
    r"\varphi": "phi",
    r"\varepsilon": "epsilon",
    r"\ln": "the logarithm of",
    r"\log": "the logarithm of",
    r"\max": "the largest of",
    r"\min": "the smallest of",
    r"\exp": "e to the power",
    r"\|": "norm bar",
    r"\lfloor": "rounded down,",
    r"\rfloor": "",
    r"\lceil": "rounded up,",
    r"\rceil": "",
    r"\\": ";",
    "&": ",",
}
"""What signs and commands are called; a command that is not here is called by its name: "alpha", "sin"."""
ACCENTS = {r"\hat": "hat", r"\tilde": "tilde", r"\bar": "bar"}
WRITTEN = {r"\mathrm", r"\text", r"\operatorname", r"\mathit", r"\mathbf", r"\mathbb", r"\mathcal"}
"""Commands whose letters are words."""
SILENT = {r"\,", r"\;", r"\:", r"\!", r"\ ", r"\left", r"\right", r"\displaystyle", r"\big", r"\Big", r"\limits"}
APART = {r"\quad", r"\qquad"}
POWERS = {"2": "squared", "3": "cubed", "transposed": "transposed", "prime": "prime"}
OPENING, CLOSING = "([", ")]"
OF = {*"fgJLChUNlσφ", "sigma", "phi", "tanh", "sin", "cos", "tan", "arctan", "arcsin", "arccos", "sign"}
"""What stands before a bracket and is a function of what is in it; others are multiplied by it."""
SINGLE = pattern(r"[A-Za-zα-ωΑ-Ω\d.]+(?: \d+)?$")
_Parts = list[str]


def said(latex: str) -> str:
    """Return a formula in words, without a sign that a voice would stumble over.

    Parameters
    ----------
    latex
        As `typesetting` and the formulas of layers, losses and optimisers write it: fractions, roots, sums, indices,
        accents, brackets. What is not known is called by its name.
    """
    tokens = [token for token in TOKEN.findall(latex) if not token.isspace()]
    words = " ".join(_said(iter(tokens), ""))
    words = re.sub(r"\s+([,;.])", r"\1", words)
    return re.sub(r"(?:, ?)+([,;])", r"\1", re.sub(r"\s+", " ", words)).strip(" ,;")


def _said(tokens: Iterator[str], end: str) -> _Parts:
    """Return the words up to a closing sign, or to the end."""
    parts: _Parts = []
    for token in tokens:
        if token == end:
            break
        if token in ("_", "^"):
            parts += _raised(_group(tokens)) if token == "^" else _lowered(_group(tokens), parts)
        elif token in APART:
            parts.append(",")
        elif token not in SILENT and token != "}":
            _add(parts, _one(token, tokens, parts))
    return parts


def _add(parts: _Parts, more: _Parts) -> None:
    """Put words behind others; two factors side by side are multiplied."""
    if parts and more and parts[-1] != "d" and _is_factor(parts[-1]) and _begins_factor(more[0]):
        parts.append("times")
    parts += more


def _is_factor(word: str) -> bool:
    return bool(word) and word[-1].isalnum() and word not in NO_FACTORS and not word.endswith(" of")


def _begins_factor(word: str) -> bool:
    return word in BEGIN or (word != "prime" and _is_factor(word))


BEGIN = {"the sum", "the logarithm of"}
"""What begins a factor, and cannot end one."""
NO_FACTORS = set(WORDS.values()) - {"l", "phi", "epsilon", "infinity", "transposed", "prime"} | {
    "of",
    "if",
    "else",
    "otherwise",
    "sin",
    "cos",
    "tan",
    "tanh",
    "arcsin",
    "arccos",
    "arctan",
    "sign",
    "over",
    "over all",
    "from",
    "to",
}


def _one(token: str, tokens: Iterator[str], before: _Parts) -> _Parts:
    """Return what one sign, or a command with what belongs to it, is called."""
    if token == r"\frac":
        above, below = _group(tokens), _group(tokens)
        return [f"{_whole(above)} over {_whole(below)}"]
    if token == r"\sqrt":
        return [f"the square root of {_whole(_group(tokens))}"]
    if token in ACCENTS:
        return [f"{' '.join(_group(tokens))} {ACCENTS[token]}"]
    if token in WRITTEN:
        return ["".join(_raw(tokens)).strip()]
    if token in (r"\begin", r"\end"):
        _raw(tokens)
        return []
    if token == "{":
        return _said(tokens, "}")
    if token in OPENING:
        called = any(word.split()[-1] in OF for word in [each for each in before[-2:] if each != "prime"][-1:])
        inside = _said(tokens, CLOSING[OPENING.index(token)])
        if called and SINGLE.match(" ".join(inside)):
            return ["of", *inside]
        return [*(["of"] if called else []), "open bracket", *inside, "close bracket"]
    return [WORDS.get(token, token.removeprefix("\\"))]


def _group(tokens: Iterator[str]) -> _Parts:
    """Return the words of what belongs to a command: one sign, or what is in braces."""
    token = next(tokens, "")
    return _said(tokens, "}") if token == "{" else _one(token, tokens, []) if token else []


def _raw(tokens: Iterator[str]) -> Iterator[str]:
    """Yield letters as they stand, in braces or a single one."""
    token = next(tokens, "")
    if token != "{":
        yield token
        return
    for token in tokens:
        if token == "}":
            return
        yield " " if token in SILENT else token


def _whole(words: _Parts) -> str:
    """Return some words as one thing: in brackets where they are more than a product."""
    text = " ".join(words)
    return f"open bracket {text} close bracket" if {"plus", "minus"} & set(words[1:]) else text


def _raised(words: _Parts) -> _Parts:
    """Return what a superscript is called: the number of a layer, or a power."""
    text = " ".join(words)
    if text.startswith("open bracket"):  # [l], (l), with what may come behind it
        return [re.sub("open bracket | close bracket| times", "", text)]
    return [POWERS.get(text, f"to {text}" if "infinity" in text else f"to the power {text}")]


def _lowered(words: _Parts, before: _Parts) -> _Parts:
    """Return what a subscript is called: numbers follow the letter, a sum is over it."""
    text = " ".join(words).replace("times ", "")
    if before and before[-1] == "the sum":
        return [f"over {text} of"]
    if before and before[-1] in ("the largest of", "the smallest of", "the logarithm of"):
        before[-1] = f"{before[-1].removesuffix(' of')} over {text} of"
        return []
    return [text if text.replace(",", "").replace(" ", "").isdigit() else f"sub {text}"]
