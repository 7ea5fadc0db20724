"""A book's notation: which letters, and which way round the matrices stand. It never changes a number.

Names and formulas are written once, as the articles have them: ``dZ[2]₃,₁``, ``W^{[1]} A^{[0]} + b^{[1]}``. A notation
reads them sign by sign and writes its own. What stands the other way round has its indices swapped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property, partial
from typing import Literal, NamedTuple, get_args

from core.patterns import pattern
from core.training.spelling import PER_EXAMPLE, InTex, InText, LayerSign, Letter, Writing
from core.values import dataclass
from core.words import TYPED

ExamplesChoice = Literal["columns", "rows"]
WeightsChoice = Literal["out × in", "in × out"]
MeanChoice = Literal["gradient", "loss"]
DerivativeChoice = Literal["dW", "∂L/∂W", "∇W"]
CHOICES: dict[str, tuple[str, ...]] = {
    "examples": get_args(ExamplesChoice),
    "weights": get_args(WeightsChoice),
    "mean": get_args(MeanChoice),
    "layer": get_args(LayerSign),
    "derivative": get_args(DerivativeChoice),
}
"""What a notation can be chosen in, besides its letters."""
LETTERS = {
    "inputs": "X",
    "targets": "Y",
    "weights": "W",
    "biases": "b",
    "pre_activations": "Z",
    "activations": "A",
    "error": "dZ",
    "activation_function": "g",
    "prediction": "ŷ",
    "loss": "L",
    "example_loss": "ℓ",
    "learning_rate": "α",
    "small_constant": "ε",
    "deviation": "σ",
    "logarithm": "ln",
}
"""What has a letter, and which one it has here. An error dZ is a derivative like the others, or has a letter, as δ."""
SCALED: tuple[Letter, ...] = ("dA", "dZ")
"""What 1/m in the loss is a factor of."""
_ROLE_OF = {letter: role for role, letter in LETTERS.items()} | {
    "\\alpha": "learning_rate",
    "\\epsilon": "small_constant",
    "\\ell": "example_loss",
    "\\ln": "logarithm",
    "\\hat y": "prediction",
    "\\sigma": "deviation",
}
SPARE = {"γ": "q", "δ": "ξ", "φ": "ψ"}
"""Letters of settings and of the features, and what is written for each where a book has it for something else."""
_SIGN_OF = {"\\gamma": "γ", "\\delta": "δ", "\\varphi": "φ"}
SMALL = (
    "error",
    "loss",
    "activation_function",
    "prediction",
    "example_loss",
    "learning_rate",
    "small_constant",
    "deviation",
    "logarithm",
)
"""Roles whose letter is written as it is."""
_TEXT, _TEX = InText(), InTex()
_DIFFERENCE = pattern(r"\s(?:=|is|of the outputs is no)\sA\s−\sY")
"""What comes after a dZ that is the derivative of each example's own loss: A − Y has no 1/m."""


class _Name(NamedTuple):
    """A matrix, a vector or a cell; without a layer where all layers are meant."""

    letter: str
    layer: str = ""
    at: str = ""
    turned: bool = False


@dataclass(frozen=True)
class Notation:
    """Which letters, and which way round.

    Attributes
    ----------
    name, title, source
        A word that files and the command line use, what the menu says, and the place in the book.
    examples
        Whether the examples of a batch are the columns or the rows of its matrices.
    weights
        Whether W has a row for each output or for each input.
    mean
        Whether 1/m stands in the gradients of the parameters or in the loss, and so in dA and dZ.
    layer
        Where the number of a layer stands.
    derivative
        How the derivative by a parameter is written.
    letters
        A letter for each of `LETTERS`.
    """

    name: str = "articles"
    title: str = "The articles"
    source: str = "Deep Dive into Math Behind Deep Networks (P. Skalski): examples as columns, dW = 1/m dZ Aᵀ."
    examples: ExamplesChoice = "columns"
    weights: WeightsChoice = "out × in"
    mean: MeanChoice = "gradient"
    layer: LayerSign = "W[l]"
    derivative: DerivativeChoice = "dW"
    letters: Mapping[str, str] = field(default_factory=LETTERS.copy, hash=False)

    # --- which way round ---

    @cached_property
    def turned(self) -> frozenset[Letter]:
        """The letters of matrices that stand the other way round."""
        of_examples: tuple[Letter, ...] = (*PER_EXAMPLE, "b", "db") if self.examples == "rows" else ()
        of_weights: tuple[Letter, ...] = ("W", "dW") if self.weights == "in × out" else ()
        return frozenset((*of_examples, *of_weights))

    def stacked(self, d: str, layer: int) -> tuple[str, bool]:
        """Return how [W | b] of a layer, with ``d`` [dW | db], is put together, and whether it is turned."""
        upright = "W" in self.turned
        b = f"{d}b[{layer}]" + "ᵀ" * (upright != ("b" in self.turned))
        return f"[{d}W[{layer}]{'; ' if upright else '|'}{b}]", upright

    def stacked_tex(self, d: str, layer: int) -> str:
        """Return the same in LaTeX."""
        name, upright = self.stacked(d, layer)
        top = r"\top" * name.endswith("ᵀ]")
        return rf"[\,{d}W^{{[{layer}]}}{';' * upright}\ {d}b^{{[{layer}]{top}}}\,]"

    def penalty_tex(self, layer: int) -> str:
        """Return the derivative of the penalty by [W | b] of a layer, in LaTeX."""
        return rf"\frac{{\partial R}}{{\partial {self.stacked_tex('', layer)}}}"

    # --- letters ---

    def text(self, text: str, own: bool = False) -> str:
        """Return a text with its names as this notation writes them.

        ``own``: its dA and dZ are derivatives of an example's own loss, wherever 1/m stands.
        """
        return _TEXT.names.sub(partial(self._name, _TEXT, own=own), text)

    def tex(self, formula: str) -> str:
        """Return a formula in LaTeX with its names as this notation writes them."""
        return _TEX.names.sub(partial(self._name, _TEX), formula)

    def of_functions(self) -> Notation:
        """Return the same for plain functions, whose x and y are variables and no data."""
        letters = {**self.letters, "inputs": LETTERS["inputs"], "targets": LETTERS["targets"]}
        return self if letters == self.letters else replace(self, letters=letters)

    def symbol(self, letter: str) -> str:
        """Return what stands for a letter that is alone, such as g or Z, or for a name of several signs."""
        base = letter.rstrip("′'")
        alone = (base in _ROLE_OF and base != LETTERS["error"]) or base in ("x", "y", "w", "z", "a")
        return self._letter(_TEXT, base) + letter[len(base) :] if alone else self.text(letter)

    def variable(self, letter: str) -> str:
        """Return what a typed function may call its variable: a book's letter, if a reader of formulas can know it."""
        own = self.symbol(letter)
        return own if len(own) == 1 and own.isascii() and own != "e" else letter

    def _name(self, writing: Writing, found: re.Match[str], own: bool = False) -> str:
        """Return what stands here for a name of the articles' notation; what the user typed, as it is."""
        if re.match(TYPED, found[0]):
            return found[0]
        if found["sign"]:
            return writing.letter(self._sign(_SIGN_OF.get(found["sign"], found["sign"])))
        if found["given"]:
            at = self._places(writing, "X", found["at_given"] or "")
            return writing.cell(self._letter(writing, found["given"]), at)
        if bare := found["bare"]:
            own = own or bare[-1] in "az" or _DIFFERENCE.match(found.string, found.end()) is not None
            matrix = bare if bare == "db" else "d" + bare[-1].upper()
            of = _Name(bare[-1])
            return self._letter(writing, bare) if bare == "A" else self._derivative(writing, matrix, of, own)
        d, letter = found["d"], found["letter"]
        matrix = "d" * bool(d) + (letter if letter == "b" else letter.upper())
        name = _Name(letter, found["layer"], self._places(writing, matrix, found["at"] or ""), bool(found["turned"]))
        if d.startswith("∂"):
            loss = self.letters["loss" if d[1] == LETTERS["loss"] else "example_loss"]
            whole = writing.nabla if self.derivative == "∇W" and letter.isupper() else writing.partial
            return whole(loss, self._plain(writing, name))
        return self._derivative(writing, matrix, name, own) if d else self._plain(writing, name)

    def _sign(self, sign: str) -> str:
        """Return what stands for a letter that has no rule of its own."""
        if role := _ROLE_OF.get(sign):
            return self.letters[role]
        return SPARE[sign] if sign in self.letters.values() else sign

    def _letter(self, writing: Writing, letter: str) -> str:
        """Return the letter for one of the articles'; a small one for a vector or a cell."""
        role = _ROLE_OF.get(letter) or _ROLE_OF.get(letter.upper())
        own = self.letters[role] if role else letter
        return writing.letter(own.lower() if letter.islower() and role not in SMALL else own)

    def _numbered(self, writing: Writing, letter: str, name: _Name) -> str:
        return writing.cell(writing.numbered(self.layer, letter, name.layer, name.turned), name.at)

    def _plain(self, writing: Writing, name: _Name) -> str:
        return self._numbered(writing, self._letter(writing, name.letter), name)

    def _derivative(self, writing: Writing, matrix: str, name: _Name, own: bool) -> str:
        if matrix == LETTERS["error"] and self.letters["error"] != matrix:
            return self._numbered(writing, writing.letter(self.letters["error"]), name)
        if self.derivative == "dW":
            return self._numbered(writing, "d" + self._letter(writing, name.letter), name)
        of_example = matrix in SCALED and (own or self.mean == "gradient")
        loss = self.letters["example_loss" if of_example else "loss"]
        inner = name._replace(letter=name.letter.lower() if name.at else name.letter, turned=False)
        whole = writing.partial if self.derivative == "∂L/∂W" else writing.nabla
        written = whole(loss, self._plain(writing, inner))
        return writing.turned(written) if name.turned else written

    def _places(self, writing: Writing, matrix: str, at: str) -> str:
        return writing.swapped(at) if matrix in self.turned else at


ARTICLES = Notation()
"""What names and formulas are written in, before they are put into another notation."""
