"""The glossary: complete, two sentences each, with examples whose numbers are right; what cannot be read is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.analysis.scores import number_scores
from core.data.datasets import DATASETS
from core.exchange.glossary import BrokenGlossary, Entry, Glossary, glossary, read_glossary
from core.exchange.scenes import load_scene
from core.functions.catalogue import FUNCTIONS
from core.hyperparameters import Choice
from core.nn.activations import ACTIVATIONS, ELU, GELU, LeakyReLU, ReLU, Sigmoid, Softmax, Softplus, Swish, Tanh
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES, BinaryCrossEntropy, Huber, MeanSquaredError
from core.nn.network import Layout
from core.nn.regularizers import L2, REGULARIZERS
from core.training import equations
from core.training.evaluation import evaluate
from core.training.loop import advance, step
from core.training.optimizers import (
    OPTIMIZERS,
    SGD,
    AdaGrad,
    Adam,
    Adamax,
    AdamW,
    Momentum,
    Nesterov,
    RMSProp,
)
from core.training.passes import Passes
from core.training.problem import prepare
from core.training.schedules import SCHEDULES, Cosine, Exponential, InverseTime, StepDecay
from core.training.trace import phases

ENTRIES = {entry.term: entry for entry in glossary().entries}
OF_DESIGN = """
    experiment network|dense layer|activation|loss|regularizer|initializer|optimizer|slots|schedule|data set|feature
    iteration|step|epoch|phase snapshot trace record|history run|loss surface|descent path|plane scene
    lesson|page|action|question|task|claim stage|view notation session|player|background|frame
"""
OF_THE_FIELD = """
    mini-batch|batch size|full batch|gradient|partial derivative|derivative|secant|tangent|difference quotient
    learning rate|momentum|Adam|moments|weight decay|clipping|curvature|saturation|dead neuron|vanishing|exploding
    overfitting|underfitting|accuracy|precision|recall|confusion matrix|residual|softmax|sigmoid|ReLU|tanh
    cross-entropy|mean squared error|standardise|training set|test set|seed|symmetry|chain rule|backpropagation
    gradient check|divergence|overflow|basin|local minimum|saddle|fork|ghost run|race|bookmark|breakpoint|histogram
    neuron|weight|bias|parameter|hyperparameter|pre-activation|data loss|penalty|example|norm|kink|noise|decision region
"""
TERMS = re.split(r"\||\n| (?=network|snapshot|trace|record|run|scene|lesson|stage|notation|session)", OF_DESIGN)
TERMS += re.split(r"\||\n", OF_THE_FIELD)
SYMBOLS = "X Y W[l] b[l] Z[l] A[l] dZ dA dW db m n K |g| √s ln α β β₁ β₂ ε θ "
SYMBOLS += "L ℓ g g′ σ ŷ κ 2/κ Δ ∂ ∇ Σ r R² λ λ′ γ μ φ ρ τ 1ₖ₌ⱼ ⊙ ᵀ m̂ v̂"


@pytest.mark.parametrize("term", sorted({term.strip() for term in TERMS} - {""}))
def test_every_term_has_an_entry(term: str) -> None:
    assert glossary().entry(term), term
    assert glossary().entry(term.capitalize()), term


@pytest.mark.parametrize("symbol", SYMBOLS.split())
def test_every_symbol_has_an_entry(symbol: str) -> None:
    assert glossary().entry(symbol), symbol


CATALOGUES = (ACTIVATIONS, INITIALIZERS, LOSSES, REGULARIZERS, OPTIMIZERS, SCHEDULES, DATASETS)
CHOICES = [entry for catalogue in CATALOGUES for entry in catalogue.values()]


NO_LETTERS = {
    "frac",
    "sqrt",
    "left",
    "right",
    "cos",
    "sin",
    "tanh",
    "max",
    "min",
    "quad",
    "leftarrow",
    "sim",
    "leq",
}
NO_LETTERS |= {"lfloor", "rfloor", "mathrm", "hat"}


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.__name__)
def test_every_symbol_of_a_setting_and_a_formula_has_an_entry(choice: type[Choice]) -> None:
    formulas = f"{choice.formula} {getattr(choice, 'derivative_formula', '')}"
    names = set(re.findall(r"\\([a-zA-Z]+)", formulas)) - NO_LETTERS
    letters = set(re.findall("[A-Za-z]", re.sub(r"\\mathrm\{\w+\}|\\[a-zA-Z]+", " ", formulas)))
    symbols = {declared.symbol for declared in choice.hyperparameters()} - {""}
    assert not {symbol for symbol in letters | symbols if not glossary().entry(symbol)}
    assert not {name for name in names if not glossary().terms_in("\\" + name)}


def written() -> list[str]:
    """Return every symbol and sign of the equations."""
    lines = [each.written for each in vars(equations).values() if isinstance(each, equations.Equation)]
    return sorted({word for line in lines for word in re.findall(r"[^\W\d]+(?:\[l(?:[+-]1)?\])?|[⊙ᵀ]", line)})


@pytest.mark.parametrize("symbol", written())
def test_every_symbol_of_the_equations_has_an_entry(symbol: str) -> None:
    for each in re.findall(r"[^ᵀ]+|ᵀ", symbol):
        assert glossary().entry(each), each


# How it is written


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_entries_have_two_sentences_and_an_example(entry: Entry) -> None:
    for sentence in (*entry.sentences, entry.example):
        assert sentence == sentence.strip()
        assert sentence.endswith((".", "?”", ".”")), sentence
    for sentence in entry.sentences:
        assert not re.search(r"[.!?] +[A-Z“]", sentence), sentence
        assert len(sentence) <= 115, sentence


def test_no_two_entries_share_a_spelling() -> None:
    spellings = [(spelling, entry.term) for entry in ENTRIES.values() for spelling in entry.spellings]
    assert len({spelling for spelling, _ in spellings}) == len(spellings)
    found = {spelling: glossary().entry(spelling) for spelling, _ in spellings}
    assert all(found[spelling] is ENTRIES[term] for spelling, term in spellings)


def test_other_spellings_of_words_are_lower_case() -> None:
    words = [
        spelling for entry in ENTRIES.values() for spelling in entry.also if len(spelling) > 3 and spelling.isascii()
    ]
    assert [word for word in words if word.isalpha() and word != word.lower()] == []


# What is found


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Learning rate α", ["learning rate"]),
        ("the data loss, not the data", ["data loss", "data set"]),
        ("Losses of both epochs", ["loss", "epoch"]),
        ("dW[3] = 1/m dZ[3] · A[2]ᵀ", ["dW[l]", "m", "dZ[l]", "A[l]", "ᵀ"]),
        ("∂ℓ/∂w[2]₁₂,₃", ["partial derivative", "ℓ", "weight"]),
        ("a step above 2/κ, not κ", ["step", "2/κ", "curvature"]),
        ("β₁ and β", ["Adam", "momentum"]),
        (r"Z^{[1]} = W^{[1]} A^{[0]} + b^{[1]}", ["pre-activation", "weight", "A[l]", "bias"]),
        (r"\hat{m} = \frac{m}{1 - \beta_1^t}", ["slot", "m", "Adam", "t"]),
        (r"L_\mathrm{data} = -\frac{1}{m}\sum_i \ln \hat y_{ki}", ["data loss", "m", "Σ", "ln", "ŷ"]),
        ("Undo the last edit. (Ctrl Z)", []),
        ("A layer's page, e.g. this one, at 1e-8 and 10/s.", ["dense layer"]),
        ("Fold, unfold, classy", []),
    ],
)
def test_terms_are_found_the_longest_first(text: str, terms: list[str]) -> None:
    assert [entry.term for entry in glossary().terms_in(text)] == terms


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES.values() if entry.everyday], ids=lambda entry: entry.term)
def test_everyday_words_are_looked_up_only(entry: Entry) -> None:
    assert glossary().entry(entry.term) is entry
    assert entry not in glossary().terms_in(f"It is a {entry.term} of it.")


def test_an_unknown_word_has_no_entry() -> None:
    assert glossary().entry("pig") is None


# Examples


def sigmoid_slope(z: float) -> float:
    return float(Sigmoid().slope(np.array([z]))[0])


def last(optimizer: SGD | Momentum | Adam, gradients: list[float], theta: float = 0.0) -> dict[str, float]:
    """Return the values of one parameter's update after some gradients."""
    slots = [0.0] * len(optimizer.slots)
    for t, g in enumerate(gradients, start=1):
        values = dict(optimizer.explain(theta, g, slots, optimizer.alpha, t))
        slots, theta = [values[name] for name in optimizer.slots], values["w_new"]
    return values


def descent(slope: Callable[[float], float], x: float, alpha: float, steps: int) -> list[float]:
    """Return where plain gradient descent goes."""
    walk = [x]
    for _ in range(steps):
        walk.append(walk[-1] - alpha * slope(walk[-1]))
    return walk


def cost(y: float, a: float) -> float:
    """Return the binary cross-entropy of an answer."""
    z = math.log(a / (1 - a))
    return BinaryCrossEntropy().mean(np.array([[z]]), np.array([[a]]), np.array([[y]]))


def huber(error: float) -> float:
    return float(Huber(delta=1.0).per_example(np.zeros((1, 1)), np.full((1, 1), error), np.zeros((1, 1)))[0, 0])


def quartic(x: float) -> float:
    return x**4 - 3 * x**2 + x


def minimum(start: float) -> float:
    return descent(lambda x: 4 * x**3 - 6 * x + 1, start, 0.01, 2000)[-1]


CIRCLES = load_scene("article-circles").experiment
LAYOUT = Layout((2, 4, 6, 6, 4, 1))
SIZE, WEIGHTS = len(LAYOUT.is_weight), int(LAYOUT.is_weight.sum())
MSE = MeanSquaredError()
COMPUTED: dict[str, list[str]] = {
    "dense layer": [f"{4 * 6} weights", "6 biases"],
    "neuron": [f"= {0.5 * 1 - 0.25 * 2 + 0.1:.1f}", f"hands on {ReLU()(np.array([0.1]))[0]:.1f}"],
    "bias": [f"at x = {1 / 2}"],
    "weight": [LAYOUT.name(LAYOUT.index(2, 3, 1))],
    "parameter": [f"{WEIGHTS} weights", f"{SIZE - WEIGHTS} biases", f"{SIZE} numbers"],
    "hyperparameter": [p.symbol for p in Adam.hyperparameters()],
    "activation": [f"g(3) = {ReLU()(np.array([3.0]))[0]:.0f}", f"g(−2) = {ReLU()(np.array([-2.0]))[0]:.0f}"],
    "pre-activation": [f"= {1 * 3 - 2 * 1 + 0.5}"],
    "A[l]": [f"{LAYOUT.sizes[2]} × {CIRCLES.batch_size}"],
    "X": [f"{LAYOUT.sizes[0]} × {CIRCLES.batch_size}"],
    "sigmoid": [f"{Sigmoid()(np.array([0.0]))[0]:.1f}", f"{Sigmoid()(np.array([2.0]))[0]:.3f}"],
    "tanh": [f"{Tanh()(np.array([1.0]))[0]:.3f}"],
    "ReLU": [f"−{-LeakyReLU(leak=0.01)(np.array([-2.0]))[0]:.2f}"],
    "s": [f"−{-LeakyReLU(leak=0.01)(np.array([-2.0]))[0]:.2f}"],
    "ELU": [f"−{-ELU(scale=1.0)(np.array([-2.0]))[0]:.3f}"],
    "softplus": [f"{g:.3f}" for g in Softplus()(np.array([0.0, 5.0]))],
    "swish": [f"{g:.3f}".replace("-", "−") for g in Swish()(np.array([1.0, -1.0]))],
    "GELU": [f"{g:.3f}".replace("-", "−") for g in GELU()(np.array([1.0, -1.0]))],
    "softmax": [f"{p:.3f}" for p in Softmax()(np.array([[1.0], [0.0]]))[:, 0]],
    "g": [f"{last(SGD(alpha=0.1), [2.0], 1.0)['w_new']:.1f}"],
    "g′": [f"{sigmoid_slope(0.0)}"],
    "loss": [f"{0.60 + 0.05}"],
    "data loss": [f"{np.mean([0.2, 0.4, 0.9])}"],
    "ℓ": [f"{cost(1, 0.8):.3f}"],
    "L": [f"L = {LAYOUT.depth}"],
    "penalty": [f"= {L2(lam=0.01).penalty(np.array([3.0, -1.0])):.2f}."],
    "cross-entropy": [f"{cost(1, 0.8):.3f}", f"{cost(1, 0.01):.2f}"],
    "mean squared error": [f"{MSE.mean(np.zeros((1, 3)), np.array([[1.0, -2.0, 0.0]]), np.zeros((1, 3))):.2f}"],
    "Huber loss": [f"{huber(0.5)}", f"{huber(3.0)}"],
    "initialiser": [f"r = √(6 / (2 + 4)) = {math.sqrt(6 / (2 + 4)):.0f}"],
    "N": [f"{100 * math.erf(1 / math.sqrt(2)):.0f} %"],
    "σ": [f"mean {np.mean([1, 3]):.0f}", f"standard deviation {np.std([1, 3]):.0f}"],
    "μ": [f"μ = {np.mean([1, 2, 6]):.0f}"],
    "c": [f"{1 / 5}"],
    "feature": [f"{0.5**2}"],
    "standardise": [f"{(75 - 60) / 10}"],
    "experiment": ["2–4–6–6–4–1", f"{CIRCLES.train_size} training", f"of {CIRCLES.batch_size}", "α = 0.002"],
    "data set": [f"{CIRCLES.train_size} to train", "100 to test"],
    "training set": [f"{round(1000 * (1 - 0.1))} examples"],
    "test set": [f"{round(1000 * 0.1)} examples"],
    "iteration": ["epoch {}, batch {} of {}".format(*Passes(900, 32).place(57))],
    "step": [f"{0.1 * 0.2:.2f}", f"to {0.5 - 0.02:.2f}"],
    "epoch": [f"{900 // 32} batches", f"one of {900 % 32}", f"{math.ceil(900 / 32)} iterations"],
    "mini-batch": [f"{math.ceil(900 / 32)} mini-batches"],
    "m": [f"m = {900 % 32}"],
    "phase": [f"{len(phases(2))} phases", ", ".join(p.title.split(" of")[0].replace(", layer", "") for p in phases(2))],
    "trace": [f"{6 * 32} numbers"],
    "Y": ["fourth row"],
    "variable": [f"x = {descent(lambda x: 2 * x, 1.0, 0.1, 1)[-1]}"],
    "variance": [f"variance {np.var([1, 5]):.0f}", f"deviation {np.std([1, 5]):.0f}"],
    "τ": ["1/2"] if GELU().slope(np.array([0.0]))[0] == 0.5 else ["wrong"],
    "1ₖ₌ⱼ": [f"= {0.7 * (1 - 0.7):.2f}", f"−{0.7 * 0.3:.2f}"],
    "gradient": ["(4, 3)"],
    "derivative": ["6"],
    "partial derivative": [f"∂L/∂w = {2 * 2}"],
    "secant": [f"= {(3**2 - 1**2) / (3 - 1):.0f}"],
    "difference quotient": [f"= {(3.1**2 - 9) / 0.1:.1f}"],
    "gradient check": [f"= {(1.1**3 - 0.9**3) / 0.2:.2f}"],
    "rounding error": [f"{0.1 + 0.2}"],
    "chain rule": [f"= {2 * 3 * 3}"],
    "dA[l]": [f"= {2 * 0.3}"],
    "dZ[l]": [f"−{1 - 0.8:.1f}"],
    "dW[l]": [f"−{-(0.2 * 1 - 0.4 * 3) / 2:.1f}"],
    "db[l]": [f"−{-(0.2 - 0.4) / 2:.1f}"],
    "norm": [f"= {math.hypot(3, 4):.0f}"],
    "clipping": [f"({3 / 5}, {4 / 5})"],
    "vanishing gradient": [f"{0.25**10:.8f}"],
    "exploding gradient": [f"{2**20:,}"],
    "learning rate": [f"−{0.1 * 2}"],
    "gradient descent": [f"{descent(lambda x: 2 * x, 1.0, 0.1, 1)[-1]}"],
    "slot": [f"{last(Adam(), [2.0])['m']:.1f}", f"m̂ = 0.2 / (1 − 0.9) = {last(Adam(), [2.0])['m̂']:.0f}"],
    "momentum": [f"{last(Momentum(beta=0.9), [1.0] * 2)['v']}", f"{last(Momentum(beta=0.9), [1.0] * 3)['v']}"],
    "Nesterov": [f"−{-(0.9 * 1 - 1):.1f}", f"−{-dict(Nesterov().explain(0, -1.0, [1.0], 0.01, 2))['g + βv']:.2f}"],
    "AdaGrad": [f"s = {last(AdaGrad(), [2.0] * 4)['s']:.0f}", f"{last(AdaGrad(alpha=1.0), [2.0] * 4)['step']:.1f} α"],
    "Adam": [f"step is {last(Adam(alpha=0.001), [2.0])['step']:.3f}"],
    "Adamax": [f"{dict(Adamax().explain(0.0, 2.0, [0.0, 3.0], 0.01, 2))['u']:.3f}."],
    "weight decay": [f"{0.1 * dict(AdamW(decay=0.01).explain(2.0, 0.0, [0, 0], 0.1, 1))['λ′θ']:.3f}"],
    "schedule": [f"{0.1 * Exponential(gamma=0.9, per=100).factor(200):.3f}"],
    "γ": ["500"] if StepDecay(gamma=0.5, every=500).factor(500) == 0.5 else ["wrong"],
    "ρ": [f"{dict(RMSProp(rho=0.9).explain(0.0, 2.0, [1.0], 0.01, 2))['s']:.1f}."],
    "T": ["half"] if math.isclose(Cosine(span=1000).factor(500), 0.5) else ["wrong"],
    "d": ["half"] if math.isclose(InverseTime(decay=0.01).factor(100), 0.5) else ["wrong"],
    "t": [f"{1 - 0.9**2:.2f}"],
    "v": [f"{dict(Momentum(beta=0.9).explain(0.0, 1.0, [1.0], 0.01, 2))['v']}"],
    "n": [f"n₀ = {LAYOUT.sizes[0]}", f"n₁ = {LAYOUT.sizes[1]}", "4 × 2"],
    "Σ": [f"= {sum(i * i for i in (1, 2, 3))}"],
    "|g|": [f"|g| = {abs(-3)}", f"|g| = {math.hypot(3, 4):.0f}"],
    "K": [f"= {1 / 10}"],
    "ln": [f"ln 1 = {math.log(1):.0f}", f"−{-math.log(0.8):.3f}"],
    "√s": ["s = {s:.0f}".format(**last(AdaGrad(), [2.0] * 4)), f"√s = {last(AdaGrad(), [2.0] * 4)['√s']:.0f}"],
    "e": [f"{math.exp(-2):.3f}"],
    "f": [f"{5 * 8**2 + 30}"],
    "2/κ": [f"{2 / 10}"],
    "basin": [f"{minimum(2.0):.2f}", f"−{-minimum(-2.0):.2f}"],
    "local minimum": [f"−{-quartic(minimum(2.0)):.2f}", f"−{-quartic(minimum(-2.0)):.2f}"],
    "divergence": [f"{abs(x):.4g}" for x in descent(lambda x: 2 * x, 1.0, 1.1, 3)],
    "overflow": [f"{math.exp(709) / 1e307:.1f} · 10³⁰⁷"],
    "saturation": [f"{sigmoid_slope(6.0):.4f}"],
    "dead neuron": [f"at most −{-(2 * 1 - 3)}"],
    "accuracy": ["83 %"],
    "precision": [f"{100 * 8 / 10:.0f} %"],
    "recall": [f"{100 * 8 / 16:.0f} %"],
    "R²": [f"= {number_scores(np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 2.0, 2.0]]))[0].r2}"],
    "residual": [f"is {62 - 58}"],
    "mean absolute error": [f"= {(4 + 2 + 0) / 3:.0f} points"],
    "snapshot": [f"= {3 * SIZE} numbers"],
    "plane": [f"{SIZE - 2} of {SIZE}"],
    "scene": [f"“{load_scene('article-circles').title}”"],
}


@pytest.mark.parametrize("term", COMPUTED)
def test_numbers_of_an_example_are_those_computed(term: str) -> None:
    example = ENTRIES[term].example
    assert [text for text in COMPUTED[term] if text not in example] == []


def test_the_claims_about_article_circles_are_true() -> None:
    problem = prepare(CIRCLES)
    first = step(problem, problem.start())
    assert f"loss of {first.batch_loss[0]:.3f}" in ENTRIES["record"].example
    assert f"norm {first.gradient_norm[0]:.3f}" in ENTRIES["record"].example
    fresh = evaluate(problem, problem.start().theta, 0)
    assert f"fresh network is {fresh.train_loss + fresh.penalty:.3f}" in ENTRIES["training"].example
    later = advance(problem, first.snapshot, 1449, evaluated=False).snapshot
    assert "1,450 iterations the training loss is below 0.1" in ENTRIES["claim"].example
    assert evaluate(problem, later.theta, later.iteration).train_loss < 0.1


def test_the_functions_of_the_examples_are_in_the_catalogue() -> None:
    titles = {function.title for function in FUNCTIONS.values()}
    assert {"5x² + 30", "x⁴ − 3x² + x"} <= titles


# What cannot be read

GOOD = '[loss]\nsentences = ["One.", "Two."]\nexample = "0.5."\n'


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_glossary(path) == Glossary((Entry("loss", ("One.", "Two."), "0.5."),))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[loss\n", "line 1"),
        ("loss = 1\n", "“loss” must be a table"),
        (GOOD.replace(', "Two."', ""), "“loss”: “sentences” must be a list of two sentences; it has 1"),
        (GOOD.replace('"One."', "1"), "“loss”: “sentences” must be a list of texts"),
        (GOOD.replace("example", "sample"), "“loss”: there is no field “sample”; the fields are also, "),
        (GOOD.replace('example = "0.5."', ""), "“loss”: “example” must be a text"),
        (GOOD + "everyday = 1\n", "“loss”: “everyday” must be true or false"),
        (GOOD + 'also = "L"\n', "“loss”: “also” must be a list of texts"),
        (GOOD + GOOD.replace("[loss]", "[error]\nalso = ['Losses']"), "“error”: “losses” is a spelling of “loss”"),
        (GOOD + GOOD, "loss"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BrokenGlossary, match=re.escape(str(path))) as refusal:
        read_glossary(path)
    assert words in str(refusal.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BrokenGlossary, match="cannot be read"):
        read_glossary(tmp_path / "none.toml")
