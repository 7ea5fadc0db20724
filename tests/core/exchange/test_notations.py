"""Notations as files: those of the books, and what is wrong with one of your own."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.exchange.notations import FOLDER, BrokenNotation, load_notation, notation_names, own_folder, read_notation
from core.nn.losses import LOSSES
from core.training import equations
from core.training.equations import Equation
from core.training.notation import ARTICLES
from core.training.optimizers import OPTIMIZERS
from core.training.rewriting import equation_in
from core.words import as_typed, shortened, unmarked
from tests.conftest import EMPTY

NIELSEN = (FOLDER / "nielsen.toml").read_text(encoding="utf-8")
ALL = [value for value in vars(equations).values() if isinstance(value, Equation)]


@pytest.mark.skipif(sys.platform == "darwin", reason="there the folder follows no variable")
def test_the_developers_own_notations_are_not_read() -> None:
    assert own_folder().is_relative_to(EMPTY.name)
    assert not own_folder().exists()


def test_the_articles_come_first_and_change_nothing() -> None:
    notation = load_notation(notation_names()[0])
    assert notation is ARTICLES
    formulas = [equation.formula(2, one) for equation in ALL for one in (False, True)]
    formulas += [entry.formula for catalogue in (LOSSES, OPTIMIZERS) for entry in catalogue.values()]
    formulas += [r"z^{[2]}_{3,1} = \sum_i w^{[2]}_{3,i}\,x_{i,1} + b^{[2]}_{3}"]
    assert [notation.tex(formula) for formula in formulas] == formulas
    assert [equation_in(notation, equation) for equation in ALL] == ALL
    texts = [
        "dZ[2]₃,₁",
        "∂ℓ/∂a[2]₁,₂",
        "g′(z[1]₂)",
        "W[3]ᵀ",
        "x₃,₁",
        "α = 0.3: a neuron’s a",
        "[dW[2]|db[2]]",
        "L(w + Δ)",
    ]
    assert [notation.text(text) for text in texts] == texts


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("nielsen", "dZ[2]₃,₁ = a[2]₃,₁ − y₃,₁", "δ²₃,₁ = a²₃,₁ − y₃,₁"),
        ("nielsen", "∂L/∂w[2]₃,₁ and α", "∂C/∂w²₃,₁ and η"),
        ("goodfellow", "z[1]₂ of a neuron, a[1]₂ and dW[1]ᵀ", "a⁽¹⁾₂ of a neuron, h⁽¹⁾₂ and (∇W⁽¹⁾)ᵀ"),
        ("goodfellow", "α, ε", "ε, δ"),
        ("goodfellow", "Gradients ∂L/∂W[2], ∂L/∂w[2]₁,₃", "Gradients ∇W⁽²⁾, ∂J/∂w⁽²⁾₁,₃"),
        ("goodfellow", "Undo (Ctrl Z) at z = 0, Ctrl+Z", "Undo (Ctrl Z) at a = 0, Ctrl+Z"),
        ("goodfellow", "a function of “z”, Z, A, dZ, 1+2z", "a function of “a”, A, H, ∇A, 1+2a"),
        ("nielsen", "g, g′ of the function g; z = 1: g = 2, g′ = 0", "σ, σ′ of the function σ; z = 1: σ = 2, σ′ = 0"),
        ("nielsen", "the gradient g, −α·g", "the gradient g, −η·g"),
        ("keras", "dZ = A − Y, dz, but dZ", "∂ℓ/∂Z = A − Y, ∂ℓ/∂z, but ∂L/∂Z"),
        ("goodfellow", "L\xa0=\xa00.693, ∂a₁/∂z₁, ‖∇L‖", "J\xa0=\xa00.693, ∂h₁/∂a₁, ‖∇J‖"),
        ("pytorch", "α and γ", "γ and q"),
        ("nielsen", "dz[1]₂, δ", "δ¹₂, ξ"),
        ("d2l", "w[2]₃,₁ · x₁,₄", "w⁽²⁾₁,₃ · x₄,₁"),
        ("keras", "W[2] and dw[2]₃,₁", "W₂ and ∂L/∂(w₂)₁,₃"),
        ("pytorch", "g′(z[2]₃,₁)", "σ′((z₂)₁,₃)"),
    ],
)
def test_texts(name: str, text: str, expected: str) -> None:
    assert load_notation(name).text(text) == expected


@pytest.mark.parametrize(
    ("name", "formula", "expected"),
    [
        ("goodfellow", r"g'(z) = 1 - a^2 + z^{3}", r"f'(a) = 1 - h^2 + a^{3}"),
        ("goodfellow", r"\frac{\mathrm{d}}{\mathrm{d}z}(z)", r"\frac{\mathrm{d}}{\mathrm{d}a}(a)"),
        ("nielsen", r"\|\nabla L\| \leq \delta", r"\|\nabla C\| \leq \xi"),
        ("pytorch", r"\alpha\,\gamma^{k / n}", r"\gamma\,q^{k / n}"),
    ],
)
def test_formulas(name: str, formula: str, expected: str) -> None:
    assert load_notation(name).tex(formula) == expected


def test_letters_of_several_signs_are_set_as_one() -> None:
    own = replace(ARTICLES, letters={**ARTICLES.letters, "example_loss": "Eₙ", "loss": "cost", "prediction": "x̄"})
    assert own.tex(r"L_\mathrm{data}, \ell, \hat y") == r"\mathrm{cost}_\mathrm{data}, E_n, \bar x"


def test_every_book_names_its_place() -> None:
    for name in notation_names():
        notation = load_notation(name)
        assert notation.title
        assert len(notation.source) > 30


FAULTS = {
    "has no letter for the loss": ('\nloss = "C"\n', "\n", "letters.loss”: is missing"),
    "has one letter for two things": (
        'learning_rate = "η"',
        'learning_rate = "ε"',
        "“ε”, which stands for learning_rate",
    ),
    "calls weights as activations": ('weights = "w"', 'weights = "a"', "“A”, which stands for weights already"),
    "takes m": ('biases = "b"', 'biases = "m"', "“m”, which stands for the examples of a batch already"),
    "has another key": ('examples = "columns"', 'examples = "columns"\nsize = 3', "“size”"),
    "has another value": ('"columns"', '"lines"', "must be one of columns, rows, not 'lines'"),
    "has no letter but a number": ('\nloss = "C"', "\nloss = 7", "must be a letter, not 7"),
    "has a letter that a setting has in the same formula": (
        'learning_rate = "η"',
        'learning_rate = "v"',
        "“v”, which is something else in θ ← θ − α v.",
    ),
    "takes Euler's number": (
        'pre_activations = "Z"',
        'pre_activations = "E"',
        "“E”, which is something else in g(z) = ",
    ),
    "takes g": ('loss = "C"', 'loss = "g"', "“g”, which stands for the gradient in an optimiser's rule already"),
    "has markup": ('biases = "b"', 'biases = "<b>"', "must be a letter, not '<b>'"),
    "has an accent alone": ('biases = "b"', 'biases = "\u0302"', "must be a letter"),
    "has no sign": ('biases = "b"', 'biases = ""', "must be a letter, not ''"),
    "has no title": ('title = "Nielsen"\n', "", "“title”: must be a text of 1 to 60 characters, not missing"),
    "has a long title": ('title = "Nielsen"', f'title = "{"N" * 200}"', "of 1 to 60 characters, not 'NNN"),
    "has no letters": ("[letters]", "[other]", "“other”: is not a key of a notation"),
    "is not TOML": ("[letters]", "[letters", "is not valid TOML"),
}


@pytest.mark.parametrize(("old", "new", "words"), FAULTS.values(), ids=FAULTS)
def test_a_notation_with_a_fault_says_where(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(NIELSEN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenNotation, match=r"mine\.toml") as caught:
        read_notation(file)
    assert words in str(caught.value)


def test_what_is_no_file_of_a_notation_says_so(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    for name, words in {"folder": "is no file", "n" * 200: "n….toml: the name", "a\nb": "a?b.toml: the name"}.items():
        file = tmp_path / f"{name}.toml"
        if not file.exists():
            file.write_text(NIELSEN, encoding="utf-8")
        with pytest.raises(BrokenNotation, match=re.escape(words)):
            read_notation(file)


def test_an_unknown_notation_is_told_the_known_ones() -> None:
    with pytest.raises(BrokenNotation, match=r"no notation “bishop”.*articles, d2l"):
        load_notation("bishop")


@pytest.mark.parametrize("name", ["nielsen", "goodfellow", "pytorch"])
@pytest.mark.parametrize("typed", ["α is ŷ", "dZ[1]₂,₃", "\u2068ε\u2069 and α"])
def test_what_the_user_typed_keeps_its_letters(name: str, typed: str) -> None:
    notation = load_notation(name)
    marked, other = as_typed(typed), f"α of {'α' * 8}"
    assert notation.text(f"“{marked}”, α") == f"“{marked}”, {notation.text('α')}"
    assert unmarked(marked) == unmarked(typed)
    assert len(unmarked(shortened(marked, 6))) <= 6
    for most in range(2, len(typed) + 2):  # the marks take no room
        assert shortened(marked, most) == as_typed(shortened(unmarked(typed), most))
    sentence = f"{shortened(as_typed(other), 8)} leads: α"
    assert notation.text(sentence) == f"{shortened(as_typed(other), 8)} leads: {notation.text('α')}"


def test_the_variables_of_a_plain_function_are_no_data() -> None:
    nielsen = load_notation("nielsen")
    own = replace(nielsen, letters={**nielsen.letters, "inputs": "U"})
    assert own.text("x, α") == "u, η"
    assert own.of_functions().text("x, α") == "x, η"
