"""Functions as text: what is read is computed and differentiated rightly, what is not is refused with its place."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import thread_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.expressions import CONSTANTS, FUNCTIONS, ExpressionError, parse
from core.expressions.expression import Expression
from core.expressions.rules import MAX_EXPONENT, MAX_LENGTH
from core.expressions.tree import Number, Operation, Variable, text_of
from core.hyperparameters import InvalidSetting

XY = ("x", "y")
E = Number(CONSTANTS["e"], "e")
"""A power of it is read as exp."""
AT = np.array([-1.7, -0.4, 0.3, 0.9, 2.6])

READ = {
    "2*x + 1": lambda x: 2 * x + 1,
    "-x**2": lambda x: -(x**2),
    "(-x)**2": lambda x: x * x,
    "2**-x": lambda x: 2.0**-x,
    "x**2**3": lambda x: x**8,
    "x - 3 - 1": lambda x: x - 4,
    "x - (3 - 1)": lambda x: x - 2,
    "12/3/x": lambda x: 4 / x,
    "1 − 2·x ÷ 4 × 3": lambda x: 1 - 1.5 * x,
    "+x - -x": lambda x: 2 * x,
    "max(0.01*x, x)": lambda x: x if x > 0 else 0.01 * x,
    "min(x, 1, 2)": lambda x: min(x, 1),
    "abs(x) * tanh(x)": lambda x: abs(x) * math.tanh(x),
    "sin(x)*cos(x) + tan(x)": lambda x: math.sin(x) * math.cos(x) + math.tan(x),
    "exp(-x*x)": lambda x: math.exp(-x * x),
    "log(x**2)": lambda x: math.log(x * x),
    "sqrt(x*x + e)": lambda x: math.sqrt(x * x + math.e),
    "\t π*x +\u00a0pi ": lambda x: math.pi * (x + 1),
    ".5*x + 5. + 1e-2 + 2E+1": lambda x: 0.5 * x + 25.01,
    "007 + x": lambda x: 7 + x,
    "1/(1 + exp(-x))": lambda x: 1 / (1 + math.exp(-x)),
}


@pytest.mark.parametrize("text", READ)
def test_values_are_those_of_plain_python(text: str) -> None:
    np.testing.assert_allclose(parse(text).value(x=AT), [READ[text](float(x)) for x in AT], rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("text", [*READ, "x**x", "x**(x + 1)", "log(abs(x))**3", "1/x**2", "sqrt(abs(x))/(x + 5)", "3"])
def test_derivatives_are_those_of_difference_quotients(text: str) -> None:
    f, h = parse(text), 1e-6
    value, (slope,) = f.gradient(x=AT)
    np.testing.assert_array_equal(value, f.value(x=AT))
    quotient = (f.value(x=AT + h) - f.value(x=AT - h)) / (2 * h)
    np.testing.assert_allclose(slope, np.where(np.isnan(value), np.nan, quotient), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_its_derivative(name: str) -> None:
    f = parse(f"{name}(x*y, y)" if FUNCTIONS[name].many else f"{name}(x*y)", XY)
    x, y, h = np.array([0.3, 0.7, 1.2]), np.array([0.9, 1.1, 0.4]), 1e-6
    _, partials = f.gradient(x=x, y=y)
    by_x = (f.value(x=x + h, y=y) - f.value(x=x - h, y=y)) / (2 * h)
    by_y = (f.value(x=x, y=y + h) - f.value(x=x, y=y - h)) / (2 * h)
    np.testing.assert_allclose(partials, [by_x, by_y], rtol=1e-7, atol=1e-9)


def slopes(text: str, x: float) -> list[float]:
    value, (slope,) = parse(text).gradient(x=x)
    return [float(value), float(slope)]


def test_conventions_at_kinks() -> None:
    assert slopes("abs(x)", 0.0) == [0.0, 0.0]
    assert slopes("max(0.01*x, x)", 0.0) == [0.0, 0.01]
    assert slopes("max(x, 0.01*x)", 0.0) == [0.0, 1.0]
    assert slopes("min(x, 2*x, 3*x)", 0.0) == [0.0, 1.0]
    assert slopes("x**0", 0.0) == [1.0, 0.0]
    assert slopes("0**x", 2.0) == [0.0, 0.0]
    assert slopes("sqrt(x)", 0.0) == [0.0, math.inf]


def test_what_has_no_value_has_no_slope_and_nothing_warns() -> None:
    for text in ("log(x)", "sqrt(x)", "x**0.5", "log(x) + max(x, 0)", "(x - x)/(x - x)"):
        assert np.isnan(slopes(text, -1.0)).all(), text
    for text in ("1/x", "exp(-1/x**2)", "x*log(x)", "atan(1/x)", "sin(x)/x", "x**-1", "1/log2(x + 1)", "exp(log(x))"):
        assert np.isnan(slopes(text, 0.0)).all(), text
    assert slopes("exp(exp(exp(x)))", 9.0)[0] == math.inf


def test_one_variable_without_a_slope_leaves_the_others_theirs() -> None:
    _, partials = parse("sqrt(x) + y**2", XY).gradient(x=0.0, y=3.0)
    assert partials.tolist() == [math.inf, 6.0]


def test_shapes_are_broadcast_and_constants_fill_them() -> None:
    value, partials = parse("x + 0*y", XY).gradient(x=np.zeros((3, 1)), y=np.zeros(4))
    assert value.shape == (3, 4)
    assert partials.shape == (2, 3, 4)
    assert parse("2*3").value(x=np.zeros((2, 5))).tolist() == [[6.0] * 5] * 2
    x = np.zeros(3)
    parse("x").value(x=x)[:] = 1.0
    assert not x.any(), "a value is never a view of what was given"


def test_variables_are_asked_for_by_name() -> None:
    with pytest.raises(TypeError, match="function of x, y, not of x"):
        parse("x + y", XY).value(x=1.0)
    assert parse("y + 1", XY).variables == ("y",)
    assert parse("max(0.01*z, z)", ("z",)).gradient(z=-2.0)[1].tolist() == [0.01]


def test_subscripts_may_be_typed_as_digits() -> None:
    names = ("x₁", "x₂")
    f = parse("5*x1**2 + 8*x₂", names)
    assert f == parse("5*x₁**2+8*x2", names)
    assert f.text == "5*x₁**2 + 8*x₂"
    assert f.latex == r"5\,x_{1}^{2} + 8\,x_{2}"
    assert f.gradient(**{"x₁": 2.0, "x₂": 1.0})[1].tolist() == [20.0, 8.0]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x**2 - 2*x", r"x^{2} - 2\,x"),
        ("1/(1 + exp(-x))", r"\frac{1}{1 + e^{-x}}"),
        ("sqrt(x)*abs(x)", r"\sqrt{x}\,\left|x\right|"),
        ("sin(x)**2", r"\left(\sin\left(x\right)\right)^{2}"),
        ("(x + 1)*2", r"\left(x + 1\right) \cdot 2"),
        ("max(0, log(x))", r"\max\left(0, \ln\left(x\right)\right)"),
        ("1e-20*pi", r"1 \cdot 10^{-20}\,\pi"),
        ("x - (-x)", r"x - \left(-x\right)"),
        ("(x/2)**3", r"\left(\frac{x}{2}\right)^{3}"),
    ],
)
def test_typesetting(text: str, latex: str) -> None:
    assert parse(text).latex == latex


def trees(depth: int) -> st.SearchStrategy[Number | Variable | Operation]:
    """Return trees of every kind of node."""
    leaves = st.one_of(
        st.floats(0, 60).map(Number),
        st.sampled_from([Number(CONSTANTS[name], name) for name in CONSTANTS]),
        st.sampled_from(XY).map(Variable),
    )
    if depth == 0:
        return leaves
    less = trees(depth - 1)
    pairs = st.tuples(less, less)
    return st.one_of(
        leaves,
        st.builds(Operation, st.sampled_from("+-*/"), pairs),
        st.builds(
            Operation, st.just("**"), st.tuples(less.filter(lambda n: n != E), st.sampled_from(XY).map(Variable))
        ),
        st.builds(Operation, st.just("negative"), st.tuples(less)),
        st.builds(Operation, st.sampled_from([n for n, f in FUNCTIONS.items() if not f.many]), st.tuples(less)),
        st.builds(Operation, st.sampled_from(["max", "min"]), pairs),
    )


@given(trees(4))
@settings(max_examples=200, deadline=None)
@pytest.mark.slow
def test_what_is_written_is_read_again_as_the_same(tree: Operation) -> None:
    text = text_of(tree)
    if len(text) <= MAX_LENGTH:
        assert parse(text, XY).tree == tree
        assert parse(text, XY).text == text


@pytest.mark.slow
@given(st.text(max_size=40) | st.text("xy0123456789.,+-*/() e×−πsincoxmaπ^_", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_function_or_refused_with_its_place(text: str) -> None:
    try:
        f = parse(text, XY)
    except ExpressionError as error:
        start, end = error.position
    else:
        start, end = 0, len(text)
        assert f.value(x=AT, y=AT).shape == AT.shape
    assert 0 <= start <= end <= len(text)


REFUSED: dict[str, tuple[str, str]] = {
    # text: (the part that is at fault, a word of what is said)
    "x.real": (".", "point"),
    "x.__class__": (".", "point"),
    "().__class__.__bases__": (".", "point"),
    "x + ()": ("()", "brackets are empty"),
    "__import__('os').system('ls')": ("_", "cannot be used"),
    "__builtins__": ("_", "cannot be used"),
    "_": ("_", "cannot be used"),
    "open(x)": ("open", "“open” is not known"),
    "eval(x)": ("eval", "“eval” is not known"),
    "print(x)": ("print", "“print” is not known"),
    "getattr(x, y)": ("getattr", "“getattr” is not known"),
    "sin(cos)(x)": ("cos", "brackets"),
    "lambda x: x": ("lambda", "“lambda” is not known"),
    "(x := 1)": ("=", "right side of the equation"),
    "f'{x}'": ("f", "“f” is not known"),
    "'x'": ("'", "cannot be used"),
    'b"x"': ("b", "“b” is not known"),
    '"""x"""': ('"', "cannot be used"),
    "[x for x in y]": ("for", "“for” is not known"),
    "x if x else y": ("if", "“if” is not known"),
    "x and y": ("and", "“and” is not known"),
    "not x": ("not", "“not” is not known"),
    "x is y": ("is", "“is” is not known"),
    "import os": ("import", "“import” is not known"),
    "await x": ("await", "“await” is not known"),
    "None": ("None", "“None” is not known"),
    "True": ("True", "“True” is not known"),
    "inf": ("inf", "“inf” is not known"),
    "nan": ("nan", "“nan” is not known"),
    "...": (".", "point"),
    "x…": ("…", "cannot be used"),
    "1j": ("j", "“j” is not known"),
    "0x1F": ("x1F", "“x1F” is not known"),
    "0b101": ("b101", "“b101” is not known"),
    "1_000": ("_", "cannot be used"),
    "*x": ("*", "missing before"),
    "max(*x)": ("(*", "value is missing"),
    "max(x, key=y)": ("key", "“key” is not known"),
    "x = 2": ("=", "right side of the equation"),
    "x == y": ("=", "equation"),
    "x < y": ("<", "Comparisons"),
    "x; y": (";", "comma"),
    "x\ny": ("\n", "one line"),
    "x\x00": ("\x00", "U+0000"),
    "x\u200by": ("\u200b", "U+200B"),
    "\ud800": ("\ud800", "U+D800"),
    "x # y": ("#", "Comments"),
    "x\\": ("\\", "cannot be used"),
    "x @ y": ("@", "cannot be used"),
    "x % y": ("%", "cannot be used"),
    "x // y": ("//", "write / once"),
    "x *** y": ("***", "value is missing"),
    "~x": ("~", "cannot be used"),
    "x & y": ("&", "cannot be used"),
    "x!": ("!", "product"),
    "∞": ("∞", "finite"),
    "х + 1": ("х", "cyrillic"),
    "соs(x)": ("с", "only looks like “c”"),
    "ﬁ": ("ﬁ", "cannot be used"),
    "x٣": ("٣", "cannot be used"),
    "2₁": ("₁", "cannot be used"),
    "x 2": ("x 2", "write x*2"),
    "2 3": ("2 3", "sign is missing"),
    "max": ("max", "write max(0, x)"),
    "x1": ("x1", "“x1” is not known"),
    "max(x)": ("max(x)", "two or more values"),
    "sin()": ("()", "brackets are empty"),
    "max(x,)": (",)", "value is missing"),
    "(x": ("(", "never closed"),
    "x)": (")", "never opened"),
    "x +": ("", "ends with"),
    "": ("", "nothing here"),
    "   ": ("   ", "nothing here"),
    "9**9**9": ("9**9", "exponent"),
    "x**65": ("65", "exponent"),
    "x**-65": ("-65", "exponent"),
    "x**(exp(9))": ("(exp(9))", "exponent"),
    "x**(0/0)": ("(0/0)", "exponent"),
    "1e301": ("1e301", "too large"),
    "1e999": ("1e999", "too large"),
    "9" * 400: ("9" * 400, "too large"),
    "x" * 499: ("x" * 499, "“xxx"),
    "(" * 250 + "x" + ")" * 249: ("(", "Brackets are nested"),
    "-" * 499 + "x": ("-", "Operations are nested"),
    "**".join("x" * 160): ("x", "Operations are nested"),
    "+".join("x" * 250): ("x", "More than 300"),
    "sin(" * 80 + "x" + ")" * 80: ("(", "Brackets are nested"),
    "x" * 10_000: ("x" * 9_500, "10,000 characters"),
    "(" * 5_000 + ")" * 5_000: ("(" * 4_500 + ")" * 5_000, "10,000 characters"),
    "a.b" * 3_334: ("", "10,002 characters"),
}
HARMLESS = ["9**64**1", "(9**64)**64", "exp(exp(exp(exp(9))))", "1e300*1e300", "0/0", "-".join("x" * 150), "0**-1"]


def refusal(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(text, XY)
    return caught.value


def seconds(job: Callable[[], object]) -> float:
    """Return how much of the processor's time a job takes, at best of three."""

    def once() -> float:
        start = thread_time()
        job()
        return thread_time() - start

    return min(once() for _ in range(3))


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text[:24]))
def test_hostile_and_mistaken_texts_are_refused_at_once_with_the_place(text: str) -> None:
    part, word = REFUSED[text]
    error = refusal(text)
    assert seconds(lambda: refusal(text)) < 0.05
    first, last = error.position
    assert text[first:last].replace(" ", "").startswith(part.replace(" ", ""))
    assert first < last or not text[first:]
    assert word in str(error)
    assert len(str(error)) < 200


@pytest.mark.parametrize("text", HARMLESS)
def test_huge_results_are_harmless(text: str) -> None:
    assert seconds(lambda: parse(text, XY).gradient(x=AT, y=AT)) < 0.05


@pytest.mark.parametrize("text", [3, None, b"x", ["x"]])
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(ExpressionError, match="must be text"):
        parse(text)  # type: ignore[arg-type]


def test_an_error_is_an_invalid_setting_of_the_expression() -> None:
    with pytest.raises(InvalidSetting) as caught:
        parse("2x +")
    assert caught.value.setting == "expression"


def test_limits_are_reached_but_not_crossed() -> None:
    assert parse(f"x**{MAX_EXPONENT:g}").value(x=2.0) == 2.0**64
    assert parse("(" * 30 + "x" + ")" * 30).text == "x"
    assert parse("x" + " " * (MAX_LENGTH - 1)).text == "x"


def test_equal_functions_are_equal_values() -> None:
    a, b = parse("x+1"), parse(" (x) + 1.0 ")
    assert a == b
    assert hash(a) == hash(b)
    assert a != parse("x + 1", XY)
    assert isinstance(a, Expression)


def test_many_points_at_once() -> None:
    grid: Array = np.linspace(-2, 2, 51 * 51)
    value, partials = parse("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", XY).gradient(x=grid, y=grid[::-1])
    assert value.shape == grid.shape
    assert partials.shape == (2, *grid.shape)
