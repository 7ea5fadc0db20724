"""Formulas as people type them: one reading is taken, of two it is asked which was meant; texts are read again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.expressions import ExpressionError, parse
from core.expressions.rules import MAX_LENGTH

XY = ("x", "y")
X, Y = np.array([-1.7, -0.4, 0.3, 0.9, 2.6]), np.array([0.7, -2.2, 1.1, 0.2, -0.6])

MEANT = {
    "x^2": "x**2", "2x": "2*x", "3(x+1)(x-1)": "3*(x + 1)*(x - 1)", "2x^2 - 3x + 1": "2*x**2 - 3*x + 1",
    "sin x": "sin(x)", "sin 2x": "sin(2*x)", "sin2x": "sin(2*x)", "sinx": "sin(x)", "xsinx": "x*sin(x)",
    "sin^2 x": "sin(x)**2", "sin²x": "sin(x)**2", "sin^2(x)": "sin(x)**2", "sin x^2": "sin(x**2)",
    "sin x cos x": "sin(x)*cos(x)", "2sin x cos x": "2*sin(x)*cos(x)", "sin(x)cos(x)": "sin(x)*cos(x)",
    "sin -x": "sin(-x)", "sin xy": "sin(x*y)", "sin sqrt x": "sin(sqrt(x))", "sin x / 2": "sin(x)/2",
    "sin x/x": "sin(x)/x", "sin(x)^2": "sin(x)**2", "ln x cos x": "log(x)*cos(x)", "cos 2π x": "cos(2*pi*x)",
    "|x|": "abs(x)", "||x|-1|": "abs(abs(x) - 1)", "|x||y|": "abs(x)*abs(y)", "2|x|": "2*abs(x)", "-|x|": "-abs(x)",
    "|x|²": "abs(x)**2", "|x-|y||": "abs(x - abs(y))", "e^-|x|": "exp(-abs(x))", "∣x∣": "abs(x)",
    "x²": "x**2", "x³": "x**3", "x⁻¹": "x**(-1)", "x¹²": "x**12", "-x²": "-x**2", "-x^2": "-x**2", "x²y": "x**2*y",
    "√x": "sqrt(x)", "√(x+1)": "sqrt(x + 1)", "∛x": "cbrt(x)", "√x sin x": "sqrt(x)*sin(x)", "2√x": "2*sqrt(x)",
    "e^x": "exp(x)", "e^-x²": "exp(-x**2)", "eˣ": "exp(x)", "xe^x": "x*exp(x)", "e^x sin x": "exp(x)*sin(x)",
    "E^X": "exp(x)", "exp x": "exp(x)", "ln x": "log(x)", "LN(x)": "log(x)", "lg(x)": "log10(x)", "ld x": "log2(x)",
    "loge(x)": "log(x)", "sine(x)": "sin(x)", "Cosine x": "cos(x)", "sin e x": "sin(e*x)", "exp3x": "exp(3*x)",
    "ln3x": "log(3*x)", "log 3x": "log(3*x)", "log2x": "log2(x)", "log1px": "log1p(x)", "sin-x": "sin(-x)",
    "sin-1": "sin(-1)", "sin-2x": "sin(-(2*x))",
    "log_2 x": "log2(x)", "log₁₀(x)": "log10(x)", "log10 x": "log10(x)", "log x": "log(x)",
    "2π x": "2*pi*x", "2pi x": "2*pi*x", "2πx": "2*pi*x", "π": "pi", "Pi": "pi", "τx": "tau*x", "½x": "0.5*x",
    "y = x^2": "x**2", "f(x) = 2x": "2*x", "f(x, y) = xy": "x*y", "z = x + y": "x + y", "a = x": "x", "=x^2": "x**2",
    "f(x) := x": "x", "g(x)=x": "x", "f_1(x) = x": "x",
    "np.exp(x)": "exp(x)", "numpy.maximum(0, x)": "max(0, x)", "math.sin(x)": "sin(x)", "torch.relu(x)": "relu(x)",
    "np.pi*x": "pi*x", "math.pow(x,2)": "x**2", "Math.abs(x)": "abs(x)",
    "torch.nn.functional.softplus(x)": "softplus(x)",
    "arctan(x)": "atan(x)", "arcsin x": "asin(x)", "arccos(x)": "acos(x)", "sgn x": "sign(x)", "signum(x)": "sign(x)",
    "tg x": "tan(x)", "σ(x)": "sigmoid(x)", "⌊x⌋": "floor(x)", "⌈x⌉": "ceil(x)", "ReLU(x)": "relu(x)",
    "pow(x,2)": "x**2", "pow(x, 2)": "x**2", "np.power(x,3)": "x**3",
    "x − 2": "x - 2", "x – 2": "x - 2", "x — 2": "x - 2", "x·y": "x*y", "x × y": "x*y", "x∗y": "x*y", "x⋅y": "x*y",
    "x ÷ 2": "x/2", "x ∶ 2": "x/2", "x➗2": "x/2", "x ➕ y": "x + y", "x➖2": "x - 2", "x⁎y": "x*y",
    "x∕2": "x/2", "x : 2": "x/2", "ｘ＋１": "x + 1", "（x）²": "x**2", "𝑥+1": "x + 1", "x＾2": "x**2",
    "{x+1}[x-1]": "(x + 1)*(x - 1)", "[x+1]^2": "(x + 1)**2", "x^2;": "x**2", " x ; ": "x", "x\u2009+\u30001": "x + 1",
    "X^2": "x**2", "Sin(X)": "sin(x)", "SIN x": "sin(x)", "XY": "x*y",
    "2^3^2": "2**3**2", "2^-1": "2**(-1)", "x y": "x*y", "xy": "x*y", "x(x+1)": "x*(x + 1)", "(x)(y)": "x*y",
    "x^2 y": "x**2*y", "x^2(x+1)": "x**2*(x + 1)", "1/2*x": "1/2*x", "(1/2)x": "1/2*x", "e(x)": "e*x",
    "1,5*x": "1.5*x", "0,125x": "0.125*x", "x+2,5": "x + 2.5", "abs(1,5)": "abs(1.5)", "2,5e-1x": "0.25*x",
    "max(1,5)": "max(1, 5)", "max(0,x)": "max(0, x)", "max(x, 1, 5)": "max(x, 1, 5)", "max(1,5; x)": "max(1.5, x)",
    "max(0.5,2,3)": "max(0.5, 2, 3)", "max(0;x)": "max(0, x)", "pow(x,1,5)": "x**1.5",
    r"\frac{1}{2}x": "1/2*x", r"\sin\left(x\right)": "sin(x)", r"x\cdot y": "x*y", r"\sqrt{x}": "sqrt(x)",
    "f: x ↦ x²": "x**2", "f:x->x^2": "x**2", "x→2x": "2*x", "f : x |-> sin x": "sin(x)", "[x+1]*2": "(x + 1)*2",
    "{x}": "x", "[2x]": "2*x", "max[0,x]": "max(0, x)", "x^(-1)/2": "x**(-1)/2", "x⁻¹/2": "x**(-1)/2",
    "sen(x)": "sin(x)", "Wurzel(x)": "sqrt(x)", "racine x": "sqrt(x)", "betrag(x)": "abs(x)", "argsh x": "asinh(x)",
    "sigm(x)": "sigmoid(x)", "x³ √x": "x**3*sqrt(x)", "x²√x": "x**2*sqrt(x)",
    r"\max(0, x)": "max(0, x)", r"e^{-x^2}": "exp(-x**2)", r"\left|x\right|": "abs(x)", r"\pi x": "pi*x",
}  # fmt: skip


@pytest.mark.parametrize("text", MEANT)
def test_what_has_one_reading_is_read_so(text: str) -> None:
    assert parse(text, XY).text == MEANT[text]


ASKED = {
    "1/2x": ("(1/2)*x", "1/(2*x)"),
    "1 / 2 x": ("(1/2)*x", "1/(2*x)"),
    "2/3(x+1)": ("(2/3)*(x + 1)", "2/(3*(x + 1))"),
    "x/2π": ("(x/2)*pi", "x/(2*pi)"),
    "1/sin x cos x": ("(1/sin(x))*cos(x)", "1/(sin(x)*cos(x))"),
    "e^2x": ("exp(2)*x", "exp(2*x)"),
    "e^-2x": ("exp(-2)*x", "exp(-2*x)"),
    "e^x y": ("exp(x)*y", "exp(x*y)"),
    "x^2y": ("x^2*y", "x^(2*y)"),
    "10^-3x": ("10^(-3)*x", "10^(-3*x)"),
    "x^1/2": ("x^(1/2)", "x/2"),
    "x^-1/2": ("x^(-1/2)", "x^(-1)/2"),
    "2+[x]": ("x", "floor(x)"),
    "E(x+1)": ("e*(x + 1)", "floor(x + 1)"),
    "2³√x": ("2^3*sqrt(x)", "2*x^(1/3)"),
    "sin x/2": ("sin(x)/2", "sin(x/2)"),
    "sin π/2": ("sin(pi)/2", "sin(pi/2)"),
    "sin x y": ("sin(x)*y", "sin(x*y)"),
    "sin x(x+1)": ("sin(x)*(x + 1)", "sin(x*(x + 1))"),
    "ln sin x cos x": ("log(sin(x))*cos(x)", "log(sin(x)*cos(x))"),
    "sin^-1 x": ("asin(x)", "1/sin(x)"),
    "sin⁻¹(x)": ("asin(x)", "1/sin(x)"),
    "sin-1(x)": ("asin(x)", "sin(-x)"),
    "x + cos-1(0.5)": ("acos(x)", "cos(-x)"),
    "2 + tan-1 x": ("atan(x)", "tan(-x)"),
    "log3(x)": ("log(x)/log(3)", "log(3*x)"),
    "xlog25x": ("log(x)/log(25)", "log(25*x)"),
    "exp2(x)": ("2^x", "exp(2*x)"),
    "2exp10x": ("10^x", "exp(10*x)"),
    "cose(x)": ("cos(x)", "cos(e*x)"),
    "xsinex": ("sin(x)", "sin(e*x)"),
    "logex": ("log(x)", "log(e*x)"),
    "√2x": ("sqrt(2)*x", "sqrt(2*x)"),
    "√x²": ("sqrt(x^2)", "sqrt(x)^2"),
    "x²^3": ("(x^2)^3", "x^(2^3)"),
    "ex": ("e*x", "e^x"),
    "x 2": ("x*2", "x^2"),
    "x2": ("x*2", "x^2"),
    "max(1,5,2)": ("max(1, 5, 2)", "max(1.5, 2)"),
    "max(x,5,2)": ("max(x, 5, 2)", "max(x, 5.2)"),
    "pow(1,5,2)": ("pow(1, 5.2)", "pow(1.5, 2)"),
    "log(8,2)": ("log(8.2)", "log(8)/log(2)"),
    "1,000x": ("1.000", "1000"),
    "|2|x|-1|": ("two ways", "abs"),
}


@pytest.mark.parametrize("text", ASKED)
def test_of_two_readings_both_are_shown(text: str) -> None:
    with pytest.raises(ExpressionError) as asked:
        parse(text, XY)
    for reading in ASKED[text]:
        assert reading in str(asked.value)
    start, end = asked.value.position
    assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("text", [text for text in ASKED if "/" in text or ("^" in text and "⁻" not in text)])
def test_both_readings_can_be_read_and_differ(text: str) -> None:
    one, two = (reading.replace("pow", "max") for reading in ASKED[text])
    values = [parse(reading, XY).value(x=X, y=Y) for reading in (one, two)]
    assert not np.array_equal(*values, equal_nan=True)


CLOSEST = {"sinn(x)": "sin", "tannh(x)": "tanh", "sqr(x)": "sqrt", "flor(x)": "floor", "sigmiod(x)": "sigmoid"}


@pytest.mark.parametrize("text", CLOSEST)
def test_an_unknown_name_is_told_the_closest(text: str) -> None:
    with pytest.raises(ExpressionError, match=f"Did you mean “{CLOSEST[text]}”") as error:
        parse(text, XY)
    assert error.value.position == (0, text.index("("))


FAULTS = {
    "x + log_3(x)": (4, r"log\(x\)/log\(3\)"),
    "np.exp2(x)": (0, r"2\^x"),
    "y = x + y": (8, "both sides"),
    "x = 2": (2, "right side"),
    "(x]": (2, r"opens with \( and closes with \]"),
    "|x": (0, "never closed"),
    "2 3": (0, "sign is missing"),
    "2 000x": (0, "write 2000 for one number"),
    "int(x)": (0, r"sign\(x\)\*floor\(abs\(x\)\) to cut off decimals"),
    "trunc(x)": (0, r"Write it as sign\(x\)\*floor"),
    "frac(x)": (0, r"x - floor\(x\)"),
    "max x": (0, "in brackets"),
    "x, y": (1, "comma"),
    "1,000,000": (0, "one comma"),
    "max(1,1,1;5)": (4, "one comma"),
    "90°": (2, "radians"),
    "√-x": (0, "under the root"),
    "\\frac{x}": (0, "two parts"),
    "sin^65 x": (4, "exponent"),
    "pow(x,65)": (0, "exponent"),
    "x²⁺": (2, "missing"),
    "log(x,3)": (5, r"log\(x\)/log\(3\)"),
    "floor(x,3)": (7, "one value"),
    "2·³√x": (2, r"cbrt\(x\)"),
    "⁴√x": (0, r"x\^\(1/4\)"),
    "$x$": (0, "Delete it"),
    "Θ(x)": (0, "step"),
    r"\frac12x": (0, "two parts"),
    "x if x>0 else 0": (2, r"max\(0, x\)"),
    "softmax(x)": (0, "softmax of x and 0"),
    "GELU(x)": (0, "nearly"),
    "softsign(x)": (0, r"x/\(1 \+ abs\(x\)\)"),
    "2 + 1e301x": (4, "too large"),
    "x + 1e-324": (4, "too small: write 0, or 1e-300 or more"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_has_its_place_and_says_what_to_do(text: str) -> None:
    place, words = FAULTS[text]
    with pytest.raises(ExpressionError, match=words) as error:
        parse(text, XY)
    assert error.value.position[0] == place


def test_subscripts_of_variables_in_every_spelling() -> None:
    texts = ["x1^2 + x2", "x₁² + x₂", "x_1^2 + x_2", "x_{1}^{2} + x_{2}", "x1x1 + x2"]
    first, *others = (parse(text, ("x₁", "x₂")).value(**{"x₁": X, "x₂": Y}) for text in texts)
    for other in others:
        np.testing.assert_allclose(other, first, rtol=1e-15)


LONG = [
    "+".join(["√|x|"] * 65),
    "".join("|" + "x" * 10 + "|²" for _ in range(12)),
    "-".join(["π²x²y²"] * 20),
    "2^-(1+" * 14 + "x" + ")" * 14,
    "2^-(1+(x+" * 10 + "x" + "))" * 10,
    "sin cos " * 14 + "x",
    "1e15" + "+1e15" * 60,
    "xy" * 12 + " xyx" * 40,
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_texts_are_read_again_as_the_same(text: str) -> None:
    expression = parse(text, XY)
    again = parse(expression.text, XY)
    assert len(expression.text) <= MAX_LENGTH
    assert (again, again.tree) == (expression, expression.tree)


@pytest.mark.parametrize("text", MEANT)
def test_the_typeset_formula_is_read_as_the_same_function(text: str) -> None:
    expression = parse(text, XY)
    again = parse(expression.latex, XY)
    np.testing.assert_allclose(again.value(x=X, y=Y), expression.value(x=X, y=Y), rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("2*(1/2)", r"2 \cdot \frac{1}{2}"),
        ("(1/2)*(1/3)", r"\frac{1}{2} \cdot \frac{1}{3}"),
        ("2*3", r"2 \cdot 3"),
        ("2*3^x", r"2 \cdot 3^{x}"),
        ("x*2*3", r"x \cdot 2 \cdot 3"),
        ("2x", r"2\,x"),
        ("e^(2x)", r"e^{2\,x}"),
        ("cbrt x + log2 x", r"\sqrt[3]{x} + \log_{2}\left(x\right)"),
    ],
)
def test_a_dot_stands_before_numbers_and_fractions(text: str, latex: str) -> None:
    assert parse(text).latex == latex


def spelt(depth: int) -> st.SearchStrategy[tuple[str, Array]]:
    """Return formulas with brackets around every part, typed in one of many ways, and their values at X, Y."""
    leaves = st.sampled_from(
        [("x", X), ("Y", Y), ("2", np.full(5, 2.0)), ("π", np.full(5, np.pi)), ("½", np.full(5, 0.5))]
    )
    if depth == 0:
        return leaves
    less = spelt(depth - 1)
    return st.one_of(
        leaves,
        st.builds(
            lambda a, b, s: (f"({a[0]}){s}({b[0]})", a[1] * b[1]), less, less, st.sampled_from(["", "·", " ", "×"])
        ),
        st.builds(lambda a, b, s: (f"[{a[0]}+1] {s} {b[0]}", a[1] + 1 - b[1]), leaves, leaves, st.sampled_from("−–-")),
        st.builds(lambda a, b: (f"{a[0]}+({b[0]})", a[1] + b[1]), less, less),
        st.builds(lambda a: (f"|{a[0]}|", np.abs(a[1])), less),
        st.builds(lambda a: (f"({a[0]})²", a[1] ** 2), less),
        st.builds(lambda a: (f"-({a[0]})³", -(a[1] ** 3)), less),
        st.builds(lambda a: (f"sin²({a[0]})", np.sin(a[1]) ** 2), less),
        st.builds(lambda a: (f"np.arctan ({a[0]})", np.arctan(a[1])), less),
        st.builds(lambda a: (f"Cos {a[0]}", np.cos(a[1])), leaves),
    )


@given(spelt(2))
@settings(max_examples=200)
@pytest.mark.slow
def test_mixed_spellings_have_the_value_that_is_meant(formula: tuple[str, Array]) -> None:
    text, value = formula
    if len(text) <= MAX_LENGTH:
        expression = parse(text, XY)
        np.testing.assert_allclose(expression.value(x=X, y=Y), value, rtol=1e-9, atol=1e-12)
        assert parse(expression.text, XY) == expression


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("log(x,2)", "“log” takes one value. For a logarithm to base 2 write log(x)/log(2)."),
        ("log(x, 10)", "“log” takes one value. For a logarithm to base 10 write log(x)/log(10)."),
        ("log(x, y)", "“log” takes one value. For a logarithm to base 3 write log(x)/log(3)."),
        ("atan2(y,x)", "“atan2” is not known. Write it as 2*atan(y/(x + sqrt(x^2 + y^2)))."),
        ("np.arctan2(y, x)", "“np.arctan2” is not known. Write it as 2*atan(y/(x + sqrt(x^2 + y^2)))."),
        ("hypot(x, y)", "“hypot” is not known. Write it as sqrt(x^2 + y^2)."),
        ("log(x,", "“log” takes one value. For a logarithm to base 3 write log(x)/log(3)."),
    ],
)
def test_functions_of_two_values_that_are_unknown_are_answered_by_name(text: str, words: str) -> None:
    with pytest.raises(ExpressionError) as fault:
        parse(text, ("x", "y"))
    assert str(fault.value) == words
