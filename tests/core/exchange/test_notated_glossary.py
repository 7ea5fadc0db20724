"""The glossary in other notations: the same terms, found by their other letters, with equations that fit."""

from __future__ import annotations

import pytest

from core.exchange.glossary import glossary
from core.exchange.notated_glossary import glossary_in
from core.exchange.notations import load_notation, notation_names
from core.training.notation import ARTICLES

PLACES = {entry.term: place for place, entry in enumerate(glossary().entries)}
SHOWN = {
    "dZ[l]": "dZ[2]₃,₁",
    "dW[l]": "dW[1]ᵀ and dw[2]₁,₃",
    "db[l]": "db[2]₁",
    "learning rate": "a smaller α",
    "A[l]": "of A[2] and a[1]₂",
    "pre-activation": "z[1]₂ and Z[2]",
    "weight": "w[2]₃,₁",
    "g′": "g′(z[2]₁)",
}


def test_that_of_the_articles_is_the_glossary() -> None:
    assert glossary_in(ARTICLES) is glossary()


@pytest.mark.parametrize("name", notation_names())
def test_terms_are_found_by_the_letters_of_a_notation(name: str) -> None:
    notation = load_notation(name)
    known = glossary_in(notation)
    assert len(known.entries) == len(PLACES)
    for term, text in SHOWN.items():
        found = known.terms_in(notation.text(text))
        assert known.entries[PLACES[term]] in found, (term, notation.text(text), [each.term for each in found])


@pytest.mark.parametrize(
    ("name", "term", "said"),
    [
        ("nielsen", "db[l]", "It is the mean of the columns of δˡ: ∂C/∂bˡ = 1/m Σ δˡ."),
        ("d2l", "forward", "Two layers: H⁽¹⁾ = σ(X W⁽¹⁾ + b⁽¹⁾), then H⁽²⁾ = σ(H⁽¹⁾ W⁽²⁾ + b⁽²⁾)."),
        ("pytorch", "backpropagation", "∂ℓ/∂A₁ = ∂ℓ/∂Z₂ W₂ brings the derivatives of layer 2 back to layer 1."),
        ("keras", "dW[l]", "It is the sum over the examples: ∂L/∂Wₗ = Aₗ₋₁ᵀ ∂L/∂Zₗ."),
        ("keras", "X", "X holds the inputs of the batch: a column for each input, a row for each example."),
        ("goodfellow", "g′", "In a hidden layer backpropagation multiplies by it: ∇A⁽ˡ⁾ = ∇H⁽ˡ⁾ ⊙ f′(A⁽ˡ⁾)."),
        ("goodfellow", "g′", "f′ is the slope of the activation function: how fast h = f(a) changes with a."),
    ],
)
def test_sentences_are_those_of_the_book(name: str, term: str, said: str) -> None:
    entry = glossary_in(load_notation(name)).entries[PLACES[term]]
    assert said in (*entry.sentences, entry.example)
