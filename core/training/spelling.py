"""How the name of a matrix, a vector or a cell is put together: in a text, and in LaTeX."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, Protocol, TypeAlias

from core.patterns import pattern
from core.words import TYPED

Letter: TypeAlias = Literal["X", "Y", "W", "b", "Z", "A", "dA", "dZ", "dW", "db", "g′"]
"""Matrices of an iteration, as the articles call them."""
PER_EXAMPLE: tuple[Letter, ...] = ("X", "Y", "Z", "A", "dA", "dZ", "g′")
"""Those with a column for each example of the batch."""
LayerSign = Literal["W[l]", "W^(l)", "W^l", "W_l"]

RAISED = str.maketrans("0123456789()+-−lL", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻⁻ˡᴸ")
LOWERED = str.maketrans("0123456789+-−l", "₀₁₂₃₄₅₆₇₈₉₊₋₋ₗ")
_LAYER = r"\[(?P<layer>(?:[lL]|\d+)(?:[-+−]\d)?)\]"
_LONE_A = r"(?:(?<=ln )|(?<=1 − )|(?<=where ))a(?=[) .])|a(?=[₀-₉]|\(1 −| = g\(| of (?:the true|output))"
"""An activation without its layer, where that is not the English word."""
_TEXT = pattern(
    rf"(?P<typed>{TYPED})|(?<![\w\]])(?P<d>d|∂[Lℓ]/∂|)(?P<letter>[AWZabwz]){_LAYER}(?P<at>[₀-₉ᵢⱼₖ,]*)(?P<turned>ᵀ?)"
    r"|(?<!\w)(?P<bare>d[AWZbawz](?![\w\[′])|A(?=\s−\sY)|(?<=Z, )A(?=,))"
    rf"|(?<![^\W\d])(?<!Ctrl[ +])(?<!Shift[ +])(?P<given>[XYxyZz]|{_LONE_A})(?P<at_given>[₀-₉ᵢⱼₖ,]*)(?![\w′’])"
    r"|(?<![^\W\d])(?P<sign>ŷ|[αεℓγδ]|σ(?!′?\()|φ(?=\()|ln(?!\w)|g(?=′|\(|, g′)"
    r"|(?<=function )g(?!\w)|(?<=\d: )g(?=\s=\s)|(?<=∂)(?:L(?=/∂)|W(?!\[))"
    r"|L(?=\(|_|‖|\s=| of |, the loss)|(?<=loss )L(?!\w))"
)
_TEX = pattern(
    rf"(?<![A-Za-z\\])(?P<d>d?)(?P<letter>[AWZabwz])\^\{{{_LAYER}(?P<turned>(?:\\top)?)\}}(?:_\{{(?P<at>[\w,]+)\}})?"
    r"|(?<![A-Za-z\\])(?P<bare>d[AWZbawz])(?![A-Za-z^])"
    r"|(?<![A-Za-z\\])(?P<given>[XYxyeza]|\\hat y)(?![A-Za-z]|\^\{\[)(?:_\{(?P<at_given>[\w,]+)\})?"
    r"|(?<![A-Za-z_\\])(?P<sign>g(?='?\()|L(?=[()_} \\]|$)|(?<=partial )W(?=\})"
    r"|\\(?:alpha|ell|ln|epsilon|gamma|delta|varphi)(?![A-Za-z])|\\sigma(?![A-Za-z(]))"
)
TEX = {
    "α": r"\alpha",
    "η": r"\eta",
    "ε": r"\epsilon",
    "γ": r"\gamma",
    "δ": r"\delta",
    "ξ": r"\xi",
    "σ": r"\sigma",
    "φ": r"\varphi",
    "ψ": r"\psi",
    "ℓ": r"\ell",
    "ln": r"\ln",
    "log": r"\log",
}
"""Letters in LaTeX, where that is another sign."""
ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}


class Writing(Protocol):
    """A way to put names together; ``names`` finds those of the articles' notation."""

    names: re.Pattern[str]

    def letter(self, letter: str) -> str:
        """Return a letter alone."""
        ...

    def numbered(self, sign: LayerSign, letter: str, layer: str, turned: bool = False) -> str:
        """Return a letter with the number of its layer."""
        ...

    def cell(self, matrix: str, at: str) -> str:
        """Return a cell of a matrix, or of one without a layer."""
        ...

    def partial(self, loss: str, name: str) -> str:
        """Return ∂ loss / ∂ name."""
        ...

    def nabla(self, loss: str, name: str) -> str:
        """Return the gradient of a loss with respect to a matrix."""
        ...

    def turned(self, name: str) -> str:
        """Return the transpose of what has a name of several signs."""
        ...

    def swapped(self, at: str) -> str:
        """Return two indices the other way round."""
        ...


_LOW = "ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ"
_FROM_LOW = str.maketrans(_LOW, "aeoxhklmnpstijruv")


class InText:
    """Names in a text, with raised and lowered digits."""

    names = _TEXT

    def letter(self, letter: str) -> str:
        return letter

    def numbered(self, sign: LayerSign, letter: str, layer: str, turned: bool = False) -> str:
        number = {
            "W[l]": f"[{layer}]",
            "W^(l)": f"({layer})".translate(RAISED),
            "W^l": layer.translate(RAISED),
            "W_l": layer.translate(LOWERED),
        }[sign]
        return letter + (number if layer else "") + "ᵀ" * turned

    def cell(self, matrix: str, at: str) -> str:
        return f"({matrix}){at}" if matrix[-1] in "₀₁₂₃₄₅₆₇₈₉" and at else matrix + at

    def partial(self, loss: str, name: str) -> str:
        return f"∂{loss}/∂{name}"

    def nabla(self, loss: str, name: str) -> str:
        return f"∇{name}"

    def turned(self, name: str) -> str:
        return f"({name})ᵀ"

    def swapped(self, at: str) -> str:
        return ",".join(reversed(at.split(",")))


class InTex:
    """Names in LaTeX."""

    names = _TEX

    def letter(self, letter: str) -> str:
        if letter in TEX:
            return TEX[letter]
        first, *rest = list(unicodedata.normalize("NFD", letter))
        if len(rest) == 1 and rest[0] in ACCENTS:
            return rf"\{ACCENTS[rest[0]]} {first}"
        name = letter.rstrip(_LOW)
        base, low = name if len(name) < 2 else rf"\mathrm{{{name}}}", letter[len(name) :].translate(_FROM_LOW)
        return f"{base}_{low}" if low else base

    def numbered(self, sign: LayerSign, letter: str, layer: str, turned: bool = False) -> str:
        top = r"\top" * turned
        if not layer:
            return letter
        if sign == "W^l":
            return rf"({letter}^{{{layer}}})^{{\top}}" if turned else f"{letter}^{{{layer}}}"
        if sign == "W_l":
            return f"{letter}_{{{layer}}}" + (rf"^{{{top}}}" if turned else "")
        return f"{letter}^{{{f'[{layer}]' if sign == 'W[l]' else f'({layer})'}{top}}}"

    def cell(self, matrix: str, at: str) -> str:
        if not at:
            return matrix
        return f"({matrix})_{{{at}}}" if "_" in matrix else f"{matrix}_{{{at}}}"

    def partial(self, loss: str, name: str) -> str:
        return rf"\frac{{\partial {self.letter(loss)}}}{{\partial {name}}}"

    def nabla(self, loss: str, name: str) -> str:
        return rf"\nabla_{{{name}}} {self.letter(loss)}\,"

    def turned(self, name: str) -> str:
        return rf"\left({name}\right)^{{\top}}"

    def swapped(self, at: str) -> str:
        return ",".join(reversed(at.split(","))) if "," in at else at[::-1]


_SIGNS = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "Delta": "Δ",
    "epsilon": "ε",
    "eta": "η",
    "lambda": "λ",
    "mu": "μ",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "theta": "θ",
    "varphi": "φ",
    "psi": "ψ",
    "xi": "ξ",
    "pi": "π",
    "leftarrow": "←",
    "sum": "Σ",
    "leq": "≤",
    "ell": "ℓ",
    "odot": "⊙",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "nabla": "∇",
    "partial": "∂",
    "|": "‖",
}
_PLAIN = (
    (r"\\(?:left|right)(?![a-z])", ""),
    (r"\\[, ]|\\quad", " "),
    (r"\\(?:mathrm|operatorname)\{(\w+)\}", r"\1"),
    (r"\\hat ?\{?(\w)\}?", "\\1\u0302"),
    (r"\\sqrt\{([^{}]*)\}", r"√(\1)"),
    (r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", lambda found: _ratio(found[1], found[2])),
    (r"\^\{(-?[^{}]*)\}", r"^(\1)"),
    (r"_\{?(\d)\}?", lambda found: found[1].translate(LOWERED)),
    (r"_\{([a-z]+)\}", r"_\1"),
    (r"_\{([^{}]*)\}", r"_(\1)"),
    (r"\^(\d)", lambda found: found[1].translate(RAISED)),
    (r"\\([a-zA-Z]+|\|)", lambda found: _SIGNS.get(found[1], found[1])),
    (r"'", "′"),
    (r"-", "−"),
    (r" +", " "),
    (r"(?<=[∇∂(]) | (?=\))", ""),
)


def _ratio(*parts: str) -> str:
    """Return a fraction in one line."""
    alone = r"(?:\\partial )?\\?\w+\u0302?"
    return "/".join(part if re.fullmatch(alone, part) else f"({part})" for part in parts) + " "


def plain(formula: str) -> str:
    """Return a formula in LaTeX as a text, one line."""
    for found, by in _PLAIN:
        formula = re.sub(found, by, formula)
    return unicodedata.normalize("NFC", formula.strip())
