"""Names in a function: how else the known ones are called, words made of several, and what may have been meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.expressions.rules import CONSTANTS, FUNCTIONS
from core.patterns import pattern

POWER, FRACTION = "pow", "frac"
"""Written like functions, but they are signs: pow(x, y) is x**y, and LaTeX's frac{x}{y} is x/y."""
INVERSE = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}
LIBRARIES = "np|numpy|math|cmath|jnp|jax|torch|tf|tensorflow|keras|scipy|special|nn|functional|F|Math|sp|sympy"
"""What may stand before a name with a point, as in np.exp."""
ALSO = {
    "ln": "log", "lg": "log10", "lb": "log2", "ld": "log2",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctg": "atan", "tg": "tan",
    "sh": "sinh", "ch": "cosh", "th": "tanh", "argsh": "asinh", "argch": "acosh", "argth": "atanh",
    "sen": "sin", "wurzel": "sqrt", "racine": "sqrt", "betrag": "abs",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "sgn": "sign", "signum": "sign", "absolute": "abs", "fabs": "abs", "ceiling": "ceil", "rint": "round",
    "maximum": "max", "minimum": "min", "fmax": "max", "fmin": "min",
    "power": POWER, "dfrac": FRACTION, "tfrac": FRACTION,
    "expit": "sigmoid", "logistic": "sigmoid", "sigm": "sigmoid", "σ": "sigmoid", "sigma": "sigmoid",
    "π": "pi", "τ": "tau",
}  # fmt: skip
"""Other names of the known functions and numbers."""
WHOLE_WORDS = {"sine": "sin", "cosine": "cos", "tangent": "tan", "loge": "log"}
"""Other names that are only read as such where they stand alone: sinex could be sin(e*x) as well."""
NUMBERED = pattern(r"(?P<name>log(?!1p|(?:0|1|2|10)(?![0-9]))|exp(?=(?:2|10)(?![0-9])))(?P<number>[0-9]+)", re.I)
"""A name whose number could be the base or the first factor of the value, such as log3."""
INSTEAD = {
    "cot": "1/tan(x)",
    "ctg": "1/tan(x)",
    "cotg": "1/tan(x)",
    "cotan": "1/tan(x)",
    "cosec": "1/sin(x)",
    "sec": "1/cos(x)",
    "csc": "1/sin(x)",
    "atan2": "2*atan(y/(x + sqrt(x^2 + y^2)))",
    "arctan2": "2*atan(y/(x + sqrt(x^2 + y^2)))",
    "hypot": "sqrt(x^2 + y^2)",
    "square": "x^2",
    "step": "(1 + sign(x))/2",
    "heaviside": "(1 + sign(x))/2",
    "swish": "x*sigmoid(x)",
    "silu": "x*sigmoid(x)",
    "leaky": "max(0.01*x, x)",
    "leakyrelu": "max(0.01*x, x)",
    "gelu": "x*sigmoid(1.702*x), which is nearly it",
    "mish": "x*tanh(softplus(x))",
    "softsign": "x/(1 + abs(x))",
    "softmax": "sigmoid(x), which is softmax of x and 0",
    "elu": "max(0, x) + exp(min(0, x)) - 1",
    "int": "floor(x) to round down, or sign(x)*floor(abs(x)) to cut off decimals",
    "trunc": "sign(x)*floor(abs(x))",
    "fix": "sign(x)*floor(abs(x))",
    "if": "max, min or abs, e.g. max(0, x)",
    "where": "max, min or abs, e.g. max(0, x)",
    "mod": "x - 2*floor(x/2), for mod(x, 2)",
    "inf": "a finite number: only these can be written",
}
"""Names that people try, and what to write instead."""
LONGEST_WORD = 24
"""Characters of a word that may be several names."""


def kind_of(name: str, variables: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what kind of token a name is and its plain spelling; None if it is not known.

    Parameters
    ----------
    variables
        The function's variables by their plain spelling.
    """
    for spelt in dict.fromkeys((name, name.lower())):
        if spelt in variables:
            return "variable", spelt
        known = ALSO.get(spelt, spelt)
        if known in CONSTANTS:
            return "constant", known
        if known in FUNCTIONS or known in (POWER, FRACTION):
            return "function", known
    return None


def parts_of(word: str, variables: Mapping[str, str]) -> list[str]:
    """Return the names and numbers that a word is made of, e.g. x, y for xy and sin, 2, x for sin2x; else nothing."""
    parts: list[str] = []
    while word and len(word) <= LONGEST_WORD:
        digits = len(word) - len(word.lstrip("0123456789"))
        after_function = bool(parts) and (kind_of(parts[-1], variables) or ("",))[0] == "function"
        length = digits if digits and after_function else _first_name(word, variables)
        if not length:
            return []
        parts.append(word[:length])
        word = word[length:]
    return [] if word else parts


def _first_name(word: str, variables: Mapping[str, str]) -> int:
    """Return the length of the longest known name at the beginning of a word; 0 if there is none."""
    return next((n for n in range(len(word), 0, -1) if kind_of(word[:n], variables)), 0)


def numbered(word: str) -> tuple[str, str] | None:
    """Return both readings of a name with a number in a word, as a base and as a factor; None if there is none."""
    found = NUMBERED.search(word)
    if found is None:
        return None
    name, n = found["name"].lower(), found["number"]
    return (f"log(x)/log({n})" if name == "log" else f"{n}^x"), f"{name}({n}*x)"


def short(text: str) -> str:
    """Return a text for a message, cut where it is long."""
    return text if len(text) <= 24 else f"{text[:23]}…"


def hint(name: str, variables: Mapping[str, str]) -> str:
    """Return what may have been meant by an unknown name."""
    from difflib import get_close_matches  # here, for most names are known

    small = name.lower()
    letters = small.rstrip("0123456789")
    if readings := numbered(small):
        return f"Write it as {readings[0]}."
    if small in INSTEAD:
        return f"Write it as {INSTEAD[small]}."
    if FRACTION in small:
        return f"A fraction has two parts: write {FRACTION}{{1}}{{2}}, or 1/2."
    if letters != small and letters in variables:
        digits = small[len(letters) :]
        return f"Write {letters}^{digits} for a power or {letters}*{digits} for a product."
    near = get_close_matches(small[:LONGEST_WORD], [*variables, *CONSTANTS, *FUNCTIONS, *ALSO], 1, 0.6)
    meant = f"Did you mean “{near[0]}”? " if near and len(small) > 1 else ""
    can = (
        f"You can use {', '.join(variables.values())}; the numbers pi and e; and functions such as sin, exp, log, max."
    )
    return meant + can
