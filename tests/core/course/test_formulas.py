"""Formulas in plain spelling: how they are set, what is refused, and that every notation can write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from core.course.course import lesson_names, load_lesson
from core.course.formulas import NoFormula, latex_in, spoken_in, typeset
from core.course.lesson import Displayed, Mathematics
from core.course.telling import INSIDE
from core.exchange.glossary import glossary
from core.exchange.notations import load_notation, notation_names
from core.training.notation import ARTICLES

SPELLINGS = {
    "10x + 30": "10 x + 30",
    "5x^2 + 30": "5 x^{2} + 30",
    "5x₁² + 8x₂": "5 x_{1}^{2} + 8 x_{2}",
    "f'(x) = 10x": "f'(x) = 10 x",
    "z = wx + b": "z = w x + b",
    "w ← w − α ∂L/∂w": r"w \leftarrow w - \alpha \partial L / \partial w",
    "x = −0.5": "x = {-} 0.5",
    "1 · (−2)": r"1 \cdot ({-} 2)",
    "dW[l] = 1/m dZ[l] A[l-1]ᵀ": r"dW^{[l]} = \tfrac{1}{m}\, dZ^{[l]} A^{[l-1]\top}",
    "w[1]_{2,1}": "w^{[1]}_{2,1}",
    "w[1]₂,₁": "w^{[1]}_{2,1}",
    "e^(−z)": "e^{{-} z}",
    "-\\ln p": r"{-} \ln p",
    "2 \\cdot 1": r"2 \cdot 1",
    "√(x² + y²)": r"\sqrt{x^{2} + y^{2}}",
    "|1 − 2α| < 1": r"|1 - 2 \alpha| < 1",
    "1,450": "1{,}450",
    "1.2·10⁻⁷": r"1.2 \cdot 10^{-7}",
    "ŷ = σ(z)": r"\hat y = \sigma(z)",
    "x_new": r"x_{\mathrm{new}}",
    "mean of squares": r"\mathrm{mean}\ \mathrm{of}\ \mathrm{squares}",
    r"\frac{a}{b}": r"\frac{a}{b}",
}


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_spelling_is_set(text: str) -> None:
    assert typeset(text) == SPELLINGS[text]


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("∂L/∂w", r"\frac{\partial L}{\partial w}\,"),
        ("(f(4 + Δ) − f(4))/Δ", r"\frac{f(4 + \Delta) - f(4)}{\Delta}\,"),
        ("1/2 x", r"\frac{1}{2}\, x"),
    ],
)
def test_on_a_line_of_its_own_a_fraction_has_a_bar(text: str, formula: str) -> None:
    assert typeset(text, displayed=True) == formula


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("(x", "never closed"),
        ("x)", "never opened"),
        ("x^", "missing after ^"),
        ("/2", "at its beginning"),
        ("3 # 4", "# is not known"),
        ("(" * 9 + "x" + ")" * 9, "more than 8 deep"),
        ("x" * 301, "too long"),
    ],
)
def test_what_is_no_formula_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(NoFormula, match=re.escape(why)):
        typeset(text)


NOTATED = {
    "nielsen": (r"\frac{\partial C}{\partial w^{2}} = \tfrac{1}{m}\, \delta^{2} (A^{1})^{\top}", "∂C/∂w² = 1/m δ² A¹ᵀ"),
    "keras": (
        r"\frac{\partial L}{\partial W_{2}} = A_{1}^{\top} \frac{\partial L}{\partial Z_{2}}",
        "∂L/∂W₂ = A₁ᵀ ∂L/∂Z₂",
    ),
}


@pytest.mark.parametrize("name", NOTATED)
def test_an_equation_is_turned_into_a_notation(name: str) -> None:
    notation, text = load_notation(name), "dW[2] = 1/m dZ[2] A[1]ᵀ"
    assert (latex_in(notation, text), spoken_in(notation, text)) == NOTATED[name]


def test_the_cells_of_a_turned_matrix_are_swapped() -> None:
    assert spoken_in(load_notation("keras"), "w[1]_{2,1}") == spoken_in(load_notation("keras"), "w[1]₂,₁")
    assert latex_in(load_notation("d2l"), "w[1]_{2,1}") == "w^{(1)}_{1,2}"


def test_powers_are_spoken_as_signs() -> None:
    assert spoken_in(ARTICLES, "5x^2 + 10^{-7} + x_1^2") == "5x² + 10⁻⁷ + x₁²"
    assert spoken_in(ARTICLES, "\\ln(2 \\cdot w - 1) / (n_{in} + n_{out})") == "ln(2 · w − 1) / (nᵢₙ + nₒᵤₜ)"


def _formulas(value: object) -> Iterator[str]:
    if isinstance(value, Mathematics | Displayed):
        yield INSIDE.sub("1.5", value.text)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _formulas(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _formulas(each)


@pytest.mark.parametrize("name", lesson_names())
def test_all_formulas_of_the_lessons_can_be_set_in_every_notation(name: str) -> None:
    for formula in set(_formulas(load_lesson(name))):
        for notation in notation_names():
            assert latex_in(load_notation(notation), formula)
            assert latex_in(load_notation(notation), formula, displayed=True)
            assert not re.search(r"[\\_{}^-]", spoken_in(load_notation(notation), formula)), formula


def test_the_glossary_says_where_its_terms_stand() -> None:
    text = "The learning rate α is 0.1; a secant (Ctrl A) is no gradient."
    places = glossary().places_in(text)
    assert [text[begin:end] for begin, end, _ in places] == ["learning rate", "α", "secant", "gradient"]
    assert tuple(dict.fromkeys(entry for *_, entry in places)) == glossary().terms_in(text)
