"""Formulas in words: no sign of LaTeX is left, and what is said is what a teacher says."""

from __future__ import annotations

import re

import pytest

from core.exchange.notations import load_notation, notation_names
from core.expressions.saying import said
from core.functions.catalogue import FUNCTIONS
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES
from core.nn.regularizers import REGULARIZERS
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES

CATALOGUES = (ACTIVATIONS, LOSSES, INITIALIZERS, REGULARIZERS, OPTIMIZERS, SCHEDULES)
KINDS = [kind for catalogue in CATALOGUES for kind in catalogue.values() if getattr(kind, "formula", "")]


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"z^{[1]} = W^{[1]} a^{[0]} + b^{[1]}", "z 1 equals W 1 times a 0 plus b 1"),
        (r"A^{[1]\top}", "A 1 transposed"),
        (r"\frac{\partial L}{\partial w^{[1]}_{2,1}}", "partial L over partial w 1 2, 1"),
        (r"f(x) = x^{2} + \sin(3\,x)", "f of x equals x squared plus sin of open bracket 3 times x close bracket"),
        (r"g'(z) = 1\ \mathrm{if}\ z > 0", "g prime of z equals 1 if z is greater than 0"),
        (r"\frac{1}{m}\sum_i y_i", "1 over m times the sum over i of y sub i"),
        (r"\frac{a + b}{c}", "open bracket a plus b close bracket over c"),
        (r"\hat y - y", "y hat minus y"),
        (r"\sqrt{x} \neq -3.5", "the square root of x is not minus 3.5"),
        ("", ""),
    ],
)
def test_what_is_said(latex: str, words: str) -> None:
    assert said(latex) == words


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("notation", notation_names())
def test_every_formula_of_the_catalogues_is_words_in_every_notation(kind: type, notation: str) -> None:
    words = said(load_notation(notation).tex(kind.formula))
    assert not re.search(r"[\\{}^_$]", words), words
    assert words.count("open bracket") == words.count("close bracket")
    assert len(words.split()) >= 3


@pytest.mark.parametrize("name", FUNCTIONS)
def test_plain_functions_are_words(name: str) -> None:
    words = said(FUNCTIONS[name].formula)
    assert not re.search(r"[\\{}^_$]", words), words
