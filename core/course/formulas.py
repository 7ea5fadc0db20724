"""Formulas of a lesson: typed in plain spelling as in the articles, ``5x^2 + 30`` or ``dW[l] = 1/m dZ[l] A[l-1]ᵀ``.

Spaces bind: what stands together is one part of a fraction, so ``1/m dZ`` is 1/m times dZ. Signs and letters may have
their names in LaTeX, as ``\\cdot``; a formula with any other of its commands is LaTeX as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from core.exchange.notated_glossary import equations_in
from core.training.notation import Notation
from core.training.spelling import ACCENTS, LOWERED, TEX
from core.words import raised

LONGEST, DEEPEST = 300, 8
"""Characters of a formula, and brackets within brackets."""
SIGNS = {sign: sign for sign in "+-=<>,;:!?."} | {
    "−": "-",
    "*": r"\cdot",
    "·": r"\cdot",
    "×": r"\times",
    "⊙": r"\odot",
    "%": r"\%",
    "±": r"\pm",
    "≠": r"\neq",
    "≤": r"\leq",
    "≥": r"\geq",
    "≈": r"\approx",
    "∈": r"\in",
    "←": r"\leftarrow",
    "→": r"\to",
    "…": r"\ldots",
}
LETTERS = TEX | {
    "β": r"\beta",
    "θ": r"\theta",
    "λ": r"\lambda",
    "μ": r"\mu",
    "ρ": r"\rho",
    "τ": r"\tau",
    "π": r"\pi",
    "Δ": r"\Delta",
    "Σ": r"\sum",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∞": r"\infty",
}
FUNCTIONS = ("ln", "log", "exp", "sin", "cos", "tan", "tanh", "max", "min")
"""Those with a sign of their own in LaTeX; any other word of three letters and more stands upright, too."""
ENGLISH = ("at", "by", "if", "in", "is", "of", "on", "or", "to")
"""Words of two letters that are no products."""
BRACKETS = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "⌈": "⌉", "⌊": "⌋"}
IN_TEX = {
    "{": r"\{",
    "}": r"\}",
    "‖": r"\|",
    "⌈": r"\lceil ",
    "⌉": r"\rceil ",
    "⌊": r"\lfloor ",
    "⌋": r"\rfloor ",
}
_PLAIN = {tex.strip(): sign for sign, tex in (SIGNS | LETTERS).items()} | {rf"\{name}": name for name in FUNCTIONS}
_COMMAND = re.compile(r"\\[A-Za-z]+")
_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˡᴸⁿ", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ"
_TOKEN = re.compile(
    r"(?P<space>\s*)(?:"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
    r"|(?P<layer>(?<=[A-Za-zδ])\[(?:[lL]|\d+)(?:[-+−]\d)?\])"
    rf"|(?P<raised>[{_RAISED}]+)|(?P<lowered>[{_LOWERED}]+(?:,[{_LOWERED}]+)*)|(?P<turned>ᵀ)|(?P<prime>['′]+)"
    r"|(?P<accented>[A-Za-z][\u0302-\u0304])|(?P<word>[A-Za-z]+)|(?P<sign>\S))"
)

_CELL = re.compile(r"(?:(?<=[A-Za-z]\[[\dlL]\])|_(\{)?)(\d+(?:,\d+)*)(?(1)\})(?![\d.])")
"""Row and column of a cell, or another index, as they are typed: ``w[1]2,1``, ``x_1``, ``w_{2,1}``."""
_WORD = re.compile(r"([_^])(?:\{([a-z]+)\}|([a-z])(?![a-z]))")
_SMALL = {
    "_": str.maketrans("aeoxhklmnpstijruv", "ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ"),
    "^": str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"),
}
"""Letters below and above the line, where there are such."""
_POWER = re.compile(r"\^(?:(-?\d+)(?![\d.])|\{(-?\d+)\})")


class NoFormula(ValueError):
    """A formula that cannot be read; the message says where and why."""


class FormulaPart(NamedTuple):
    """A token: its kind and text, and whether a space stands before it."""

    kind: str
    text: str
    apart: bool


def _plainly(text: str) -> str:
    """Return a formula with the signs and names that LaTeX has commands for."""
    return _COMMAND.sub(lambda found: _PLAIN.get(found[0], found[0]), text)


def turned_in(notation: Notation, text: str) -> str:
    """Return a formula for the matrices of a notation, its letters still the articles'."""
    text = _CELL.sub(lambda found: found[2].translate(LOWERED), text)
    try:
        return equations_in(notation, text)
    except (ValueError, IndexError):  # it has more than sums and products of matrices
        return text


def latex_in(notation: Notation, text: str, displayed: bool = False) -> str:
    """Return a formula in LaTeX, as a notation writes it; see `typeset`."""
    return notation.tex(typeset(turned_in(notation, text), displayed))


def spoken_in(notation: Notation, text: str) -> str:
    """Return a formula in a line of text, as a notation writes it."""
    text = _POWER.sub(lambda found: raised(int(found[1] or found[2])), turned_in(notation, _plainly(text)))
    text = _WORD.sub(lambda found: (found[2] or found[3]).translate(_SMALL[found[1]]), text)
    return notation.text(text.replace("-", "−"))


@lru_cache(maxsize=1024)
def typeset(text: str, displayed: bool = False) -> str:
    """Return a formula in LaTeX; fractions are set one above the other only where it is ``displayed``.

    Raises
    ------
    NoFormula
        If it cannot be read.
    """
    text = _plainly(text)
    if len(text) > LONGEST:
        raise NoFormula(f"The formula “{text[:40]} …” is too long: it has at most {LONGEST} characters.")
    if "\\" in text:
        return text
    plain = re.sub(r"[^\W\d_]", lambda found: unicodedata.normalize("NFD", found[0]), text.strip())
    return _FormulaReader(text, _parts(plain.replace("...", "…")), displayed).whole()


def refuse_unknown(latex: str) -> None:
    """Refuse LaTeX that cannot be set, as only some of what a lesson's author may write can be.

    Raises
    ------
    NoFormula
        With what is wrong.
    """
    from latex2mathml.converter import convert  # which sets formulas; here, for only who checks lessons needs it

    try:
        unknown = re.search(r">\s*(\\[A-Za-z]+)", convert(latex))
    except Exception as error:  # it raises all kinds
        raise NoFormula(f"“{latex[:60]}” is no LaTeX that can be set ({type(error).__name__}).") from error
    if unknown:
        raise NoFormula(f"“{latex[:60]}”: there is no command {unknown[1]}.")


def _parts(text: str) -> list[FormulaPart]:
    found = _TOKEN.finditer(text)
    return [FormulaPart(each.lastgroup or "", each[each.lastgroup or 0], bool(each["space"])) for each in found]


class _FormulaReader:
    """Walks along the parts of a formula, and writes them."""

    def __init__(self, text: str, parts: list[FormulaPart], displayed: bool) -> None:
        self.text, self.parts, self.displayed = text, parts, displayed
        self.place = self.depth = 0

    @property
    def next(self) -> FormulaPart:
        return self.parts[self.place] if self.place < len(self.parts) else FormulaPart("end", "", True)

    def take(self) -> FormulaPart:
        self.place += 1
        return self.parts[self.place - 1]

    def fault(self, why: str) -> NoFormula:
        return NoFormula(f"“{self.text}” is no formula: {why}.")

    def whole(self) -> str:
        if not self.parts:
            raise self.fault("nothing stands in it")
        written = self.row("")
        if self.next.kind != "end":
            raise self.fault(f"the bracket {self.next.text} was never opened")
        return written

    def row(self, closing: str) -> str:
        """Write up to a closing bracket, or to the end."""
        written: list[str] = []
        while self.next.kind != "end" and self.next.text != closing and self.next.text not in ")]}⌉⌋":
            if self.next.kind == "sign" and self.next.text in SIGNS:
                sign = SIGNS[self.take().text]
                before = not written or written[-1] in SIGNS.values()
                written.append("{-}" if sign == "-" and before else sign)  # no room around the sign of a number
            else:
                written.append(self.fraction(closing))
        return re.sub(r"(\\mathrm\{\w+\}) (?=\\mathrm)", r"\1\\ ", " ".join(written))

    def fraction(self, closing: str) -> str:
        """Write what stands together, and what it is divided by."""
        above, bare = self.factors(closing)
        while self.next.text == "/":
            self.take()
            below, inside = self.factors(closing)
            follows = self.next.kind not in ("end", "sign") or self.next.text in LETTERS or self.next.text == "("
            if self.displayed or (follows and self.next.apart):
                above = rf"\{'' if self.displayed else 't'}frac{{{bare or above}}}{{{inside or below}}}\,"
            else:
                above = f"{above} / {below}"
            bare = ""
        return above

    def factors(self, closing: str) -> tuple[str, str]:
        """Return what stands together without a space; and without its brackets, where that is all."""
        written: list[str] = []
        inside = ""
        while not written or not (self.next.apart or self.next.text == closing or self._ends()):
            atom, inside = self.scripted()
            written.append(atom)
        return _beside(written), inside if len(written) == 1 else ""

    def _ends(self) -> bool:
        sign = self.next.text
        return self.next.kind == "sign" and (sign in SIGNS or sign in "/)]}⌉⌋")

    def scripted(self) -> tuple[str, str]:
        """Return an atom with all that is raised and lowered at it; and what is in its brackets, if nothing is."""
        atom, inside = self.atom()
        layer = top = low = ""
        power = ""
        while not self.next.apart and (kind := self.next.kind) != "end":
            if kind == "prime":
                atom += "'" * len(self.take().text)
            elif kind == "layer":
                layer = self.take().text.replace("−", "-")
            elif kind == "turned":
                self.take()
                top = r"\top"
            elif kind == "lowered":
                low += _flat(self.take().text)
            elif kind == "raised":
                power += _flat(self.take().text)
            elif kind == "sign" and self.next.text in "^_":
                raised = self.take().text == "^"
                script = self.script()
                power, low = (power + script, low) if raised else (power, low + script)
            else:
                break
        if not (layer or top or low or power):
            return atom, inside
        lower = f"_{{{low}}}" if low else ""
        if layer:
            named = f"{atom}^{{{layer}{top}}}{lower}"
            return (rf"{{{named}}}^{{{power}}}" if power else named), ""
        upper = power + top
        return f"{atom}{lower}" + (f"^{{{upper}}}" if upper else ""), ""

    def script(self) -> str:
        """Write what is raised or lowered: a bracket, a number or a word, perhaps with a sign."""
        sign = SIGNS[self.take().text] if self.next.text in ("-", "−", "+") else ""
        if self.next.text in ("(", "{"):
            return sign + self.bracket()[1].replace(" , ", ",")
        if self.next.kind == "word" and len(self.next.text) > 1 and self.next.text not in FUNCTIONS:
            return rf"{sign}\mathrm{{{self.take().text}}}"
        return sign + self.atom()[0]

    def atom(self) -> tuple[str, str]:
        part = self.next
        if part.text in BRACKETS:
            return self.bracket()
        if part.kind == "end" or (part.kind == "sign" and part.text not in ("√", *LETTERS)):
            what = f"after {self.parts[self.place - 1].text}" if self.place else "at its beginning"
            if part.kind == "sign" and part.text not in "/^_" and part.text not in SIGNS:
                raise self.fault(f"the sign {part.text} is not known")
            raise self.fault(f"something is missing {what}")
        self.take()
        if part.text == "√":
            inner, inside = self.scripted()
            return rf"\sqrt{{{inside or inner}}}", ""
        if part.kind == "number":
            return part.text.replace(",", "{,}"), ""
        if part.kind == "accented":
            return rf"\{ACCENTS[part.text[1]]} {part.text[0]}", ""
        if part.kind == "word":
            return _word(part.text), ""
        if part.kind == "sign":
            return LETTERS[part.text], ""
        raise self.fault(f"{part.text} stands alone")

    def bracket(self) -> tuple[str, str]:
        """Return what is in brackets, with them and without."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault(f"brackets stand in brackets more than {DEEPEST} deep")
        opening = self.take().text
        closing = BRACKETS[opening]
        inside = self.row(closing)
        if self.next.text != closing:
            raise self.fault(f"the bracket {opening} is never closed")
        self.take()
        self.depth -= 1
        tall = r"\frac" in inside
        left, right = (IN_TEX.get(each, each) for each in (opening, closing))
        return (rf"\left{left}{inside}\right{right}" if tall else f"{left}{inside}{right}"), inside


def _flat(text: str) -> str:
    """Return raised or lowered signs on the line."""
    return unicodedata.normalize("NFKC", text).replace("−", "-")


def _beside(written: list[str]) -> str:
    """Return factors side by side: apart where letters would become one name, and close where a bracket follows one."""
    whole = written[0]
    for each in written[1:]:
        whole += each if re.search(r"[A-Za-z]'*$", whole) and not each[0].isalpha() else f" {each}"
    return whole


def _word(text: str) -> str:
    if text in FUNCTIONS:
        return rf"\{text}"
    if len(text) < 2 or re.fullmatch("d[AWZbawz]", text):
        return text
    return rf"\mathrm{{{text}}}" if len(text) > 2 or text in ENGLISH else " ".join(text)
