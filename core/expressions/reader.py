"""From tokens to the syntax tree, by recursive descent; nothing is ever run as code.

::

    sum      = product {(+ | −) product}
    product  = signed {(* | / | nothing) signed}      nothing between two values is a product
    signed   = {+ | −} power                          −x² is −(x²)
    power    = atom [** exponent]                     2^3^2 is 2^(3^2)
    atom     = number | name | (sum) | |sum| | function (sum, …) | function factors | √ atom

Where people would read the same line in two ways, as 1/2x, an error asks which was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from core.expressions.characters import RAISED
from core.expressions.disorder import END, bare, number_behind, takes_many, value_missing
from core.expressions.evaluation import constant_value
from core.expressions.faults import ExpressionError
from core.expressions.names import FRACTION, INVERSE, POWER
from core.expressions.readings import two_readings
from core.expressions.rules import CONSTANTS, MAX_DEPTH, MAX_EXPONENT, MAX_NODES
from core.expressions.scanner import Token
from core.expressions.tree import Node, Number, Operation, Variable, is_constant

PARTNERS = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉"}
ONE, SQUARE = Number(1.0), Number(2.0)
MINUS_ONE = Operation("negative", (ONE,))
EULER = Number(CONSTANTS["e"], "e")


def raised(base: Node, exponent: Node) -> Operation:
    """Return a power; one of e is the function exp."""
    return Operation("exp", (exponent,)) if base == EULER else Operation("**", (base, exponent))


def read(tokens: Sequence[Token], names: dict[str, str]) -> Node:
    """Return the tree of ``tokens``; ``names`` are the variables by their plain spelling.

    Raises
    ------
    ExpressionError
        At the first token that is out of order, where there are two readings, or if it is too long or too deep.
    """
    return _Reader(tokens, names).read()


class _Reader:
    """Walks along the tokens; each method reads one piece of the grammar and stands behind it then."""

    def __init__(self, tokens: Sequence[Token], names: dict[str, str]) -> None:
        self.tokens, self.names = tokens, names
        self.place = self.nodes = 0
        self.open: list[Token] = []  # brackets and bars
        self.depth = 0

    def read(self) -> Node:
        node = self.sum()
        if self.next is not END:
            raise self._out_of_order()
        return node

    @property
    def next(self) -> Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else END

    @property
    def before(self) -> Token:
        return self.tokens[self.place - 1] if self.place else END

    def take(self) -> Token:
        self.nodes += self.next.plain not in ("(", ")", ",", "|")
        if self.nodes > MAX_NODES:
            words = f"More than {MAX_NODES} numbers, variables and signs: make it shorter."
            raise ExpressionError(words, self.next.place)
        self.place += 1
        return self.tokens[self.place - 1]

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            words = f"Operations are nested more than {MAX_DEPTH} deep: make it simpler."
            raise ExpressionError(words, (self.before if self.next is END else self.next).place)

    def sum(self) -> Node:
        node = self.product()
        while self.next.plain in ("+", "-"):
            node = Operation(self.take().plain, (node, self.product()))
        return node

    def product(self) -> Node:
        start, bars = self.place, 0
        node = self.signed()
        while True:
            if self.next.plain in ("*", "/"):
                sign, first = self.take().plain, node
                second = self.signed()
                node = Operation(sign, (first, second))
                if sign == "/" and self.beside():
                    rest = self.power()
                    below = Operation("/", (first, Operation("*", (second, rest))))
                    place = self.tokens[start].start, self.before.end
                    raise two_readings(Operation("*", (node, rest)), below, place)
            elif self.beside():
                bars += self.before.plain == "|" and self.next.plain != "|"
                if self.next.plain == "|" and bars and self.before.plain != "|":
                    words = "These bars can be read in two ways: write abs(…) for each absolute value."
                    raise ExpressionError(words, (self.tokens[start].start, self.next.end))
                self.nodes += 1
                node = Operation("*", (node, self.power()))
            else:
                return node

    def beside(self) -> bool:
        """Tell whether a value follows at once, so that a product is meant."""
        token = self.next
        if token.kind == "number":
            raise number_behind(self.before, self.next)
        if token.plain == "|":
            return not (self.open and self.open[-1].plain == "|")
        return token.kind in ("variable", "constant", "function", "root") or token.plain == "("

    def signed(self) -> Node:
        return self.behind_sign(self.signed) if self.next.plain in ("+", "-") else self.power()

    def behind_sign(self, read: Callable[[], Node]) -> Node:
        """Return what stands behind a + or − and is read by ``read``, with that sign."""
        sign = self.take().plain
        self.deeper()
        inner = read()
        self.depth -= 1
        return Operation("negative", (inner,)) if sign == "-" else inner

    def power(self) -> Node:
        start = self.place
        base = self.atom()
        if self.next.plain != "**":
            return base
        if self.before.plain == ")" and ord(self.before.text[0]) in RAISED:
            words = "Two powers stand one after the other: write (x^2)^3 or x^(2^3)."
            raise ExpressionError(words, (self.before.start, self.next.end))
        self.take()
        return self._with_exponent(base, start)

    def _with_exponent(self, base: Node, start: int) -> Node:
        first = self.place
        exponent = self.exponent()
        if base != EULER:
            self._check_exponent(exponent, first)
        bracketless = self.tokens[first].plain != "("
        if (exponent == ONE or (exponent == MINUS_ONE and bracketless)) and self.next.plain == "/":  # nobody writes x^1
            self.take()
            rest = self.signed()
            root = raised(base, Operation("/", (exponent, rest)))
            ratio = Operation("/", (base if exponent == ONE else raised(base, exponent), rest))
            raise two_readings(root, ratio, (self.tokens[start].start, self.before.end))
        if (
            ord(self.tokens[first - 1].text[0]) in RAISED
            and exponent != SQUARE
            and self.next.text == "√"
            and not self.next.apart
        ):
            under = self.root().arguments[0]
            product = Operation("*", (raised(base, exponent), Operation("sqrt", (under,))))
            root = Operation("*", (base, raised(under, Operation("/", (ONE, exponent)))))
            raise two_readings(product, root, (self.tokens[start].start, self.before.end))
        written_bare = bracketless and self.before.plain not in (")", "|")
        if written_bare and self.beside() and _unclear_after(base, exponent, self.next):
            rest = self.power()
            product = Operation("*", (raised(base, exponent), rest))
            whole = raised(base, Operation("*", (exponent, rest)))
            raise two_readings(product, whole, (self.tokens[start].start, self.before.end))
        return raised(base, exponent)

    def exponent(self) -> Node:
        """Read what stands after **: signs before it belong to it, and so do further powers."""
        if self.next.plain in ("+", "-"):
            return self.behind_sign(self.exponent)
        self.deeper()
        node = self.power()
        self.depth -= 1
        return node

    def atom(self) -> Node:
        token = self.next
        if token.kind == "number":
            self.take()
            return Number(float(token.plain))
        if token.kind == "variable":
            self.take()
            return Variable(self.names[token.plain])
        if token.kind == "constant":
            self.take()
            if token.text == "E" and self.next.plain == "(":
                inner = self.bracket()[0]
                number = Operation("*", (EULER, inner))
                raise two_readings(number, Operation("floor", (inner,)), (token.start, self.before.end))
            return Number(CONSTANTS[token.plain], token.plain)
        if token.kind == "function":
            return self.function()
        if token.kind == "root":
            return self.root()
        if token.plain == "(":
            first, node = self.place, self.bracket()[0]
            if token.text == "[" and self.place - first == 3:  # [x] may be the whole number below x
                raise two_readings(node, Operation("floor", (node,)), (token.start, self.before.end))
            return node
        if token.plain == "|":
            self.nodes += 1
            return Operation("abs", tuple(self.bracket()))
        raise value_missing(self.tokens, self.before, self.next)

    def bracket(self) -> list[Node]:
        """Read the values in a pair of brackets, or between two bars."""
        opening = self.take()
        self.open.append(opening)
        if len(self.open) > MAX_DEPTH:
            raise ExpressionError(f"Brackets are nested more than {MAX_DEPTH} deep: make it simpler.", opening.place)
        called = self.tokens[self.place - 2] if self.place > 1 else END
        values = [self.sum()]
        while self.next.plain == "," and called.kind == "function" and takes_many(called.plain):
            self.take()
            values.append(self.sum())
        self._close(opening)
        return values

    def _close(self, opening: Token) -> None:
        closing = "|" if opening.plain == "|" else ")"
        if self.next is END:
            words = f"This bracket is never closed: write {PARTNERS.get(opening.text, closing)} where it ends."
            raise ExpressionError(words, opening.place)
        if self.next.plain != closing:
            raise self._out_of_order()
        expected = PARTNERS.get(opening.text)
        if expected and self.next.text in PARTNERS.values() and self.next.text != expected:
            words = f"A bracket opens with {opening.text} and closes with {self.next.text}: write {expected}."
            raise ExpressionError(words, self.next.place)
        self.take()
        self.open.pop()

    def function(self) -> Node:
        name = self.take()
        exponent = self._power_of_function(name) if self.next.plain == "**" else None
        if self.next.plain == "(":
            node = self._called(name)
        elif takes_many(name.plain) or self.next is END or not _begins_a_value(self.next):
            raise bare(name)
        else:
            self.deeper()
            node = Operation(name.plain, (self.factors(name),))
            self.depth -= 1
        return node if exponent is None else raised(node, exponent)

    def _power_of_function(self, name: Token) -> Node:
        """Read the power in sin² x; the power −1 has two meanings."""
        self.take()
        first = self.place
        exponent = self.exponent()
        if constant_value(exponent) == -1.0:
            other = INVERSE.get(name.plain, f"the inverse of {name.plain}")
            words = f"This has two readings: write {other}(x) for the inverse, or 1/{name.plain}(x)."
            raise ExpressionError(words, (name.start, self.before.end))
        self._check_exponent(exponent, first)
        return exponent

    def _called(self, name: Token) -> Node:
        values = self.bracket()
        if name.plain == FRACTION:
            if len(values) != 1 or self.next.plain != "(":
                raise ExpressionError(
                    "A fraction has two parts: write frac{x}{2}, or x/2. The fractional part is x - floor(x).",
                    name.place,
                )
            return Operation("/", (values[0], self.bracket()[0]))
        if name.plain == POWER:
            if len(values) != 2:
                raise ExpressionError(f"“{name.text}” takes two values, e.g. pow(x, 2).", (name.start, self.before.end))
            self._check_exponent(values[1], self.tokens.index(name))
            return raised(values[0], values[1])
        if takes_many(name.plain) and len(values) < 2:
            words = f"“{name.text}” takes two or more values, e.g. {name.text}(0, x)."
            raise ExpressionError(words, (name.start, self.before.end))
        return Operation(name.plain, tuple(values))

    def factors(self, name: Token) -> Node:
        """Read what a function without brackets is of: sin 2x is sin(2x), and sin x cos x is a product of both."""
        start = self.place
        if self.next.plain in ("+", "-"):
            one = [token.plain for token in self.tokens[start : start + 2]] == ["-", "1"] and name.plain in INVERSE
            node = self.behind_sign(partial(self.factors, name))
            if one and node != MINUS_ONE:  # as sin-1(x)
                words = f"This has two readings: write {INVERSE[name.plain]}(x) for the inverse, or {name.plain}(-x)."
                raise ExpressionError(words, (name.start, self.before.end))
            return node
        nested = self.next.kind in ("function", "root")
        node = self.power()
        while self.beside():
            if self.next.kind == "function" and not is_constant(node) and not nested:
                return node
            together = not self.next.apart and self.before.kind == self.next.kind == "variable"
            if nested or not (is_constant(node) or together) or self.next.kind == "function":
                rest = self.power()
                value = Operation("*", (Operation(name.plain, (node,)), rest))
                whole = Operation(name.plain, (Operation("*", (node, rest)),))
                raise two_readings(value, whole, (name.start, self.before.end))
            self.nodes += 1
            node = Operation("*", (node, self.power()))
        self._check_after_factors(name, node, start)
        return node

    def _check_after_factors(self, name: Token, node: Node, start: int) -> None:
        """Ask where a sign after sin x could belong to what the sine is of, as in sin x/2."""
        sign = self.next
        if sign.plain not in ("*", "/") or self.place + 1 >= len(self.tokens):
            return
        after = self.tokens[self.place + 1]
        alone = self.place - start == 1 and after.plain == self.before.plain  # sin x/x
        spaced = sign.apart and after.apart
        if is_constant(node) or not (spaced or alone or after.kind in ("function", "root")):
            self.take()
            rest = self.signed()
            value = Operation(name.plain, (node,))
            whole = Operation(name.plain, (Operation(sign.plain, (node, rest)),))
            raise two_readings(Operation(sign.plain, (value, rest)), whole, (name.start, self.before.end))

    def root(self) -> Operation:
        """Read √ and what stands under it: one number, name or bracket."""
        sign = self.take()
        self.deeper()
        if self.next.plain in ("+", "-"):
            raise ExpressionError(f"Write what stands under the root in brackets: {sign.text}(…).", sign.place)
        bracketed = self.next.plain in ("(", "|")
        inner = self.atom()
        node = Operation(sign.plain, (inner,))
        self.depth -= 1
        if not bracketed and self.next.plain == "**":
            self.take()
            exponent = self.exponent()
            under = Operation(sign.plain, (raised(inner, exponent),))
            raise two_readings(under, raised(node, exponent), (sign.start, self.before.end))
        if not bracketed and self.beside() and self.next.kind not in ("function", "root") and not self.next.apart:
            rest = self.power()
            under = Operation(sign.plain, (Operation("*", (inner, rest)),))
            raise two_readings(Operation("*", (node, rest)), under, (sign.start, self.before.end))
        return node

    def _check_exponent(self, exponent: Node, first: int) -> None:
        value = constant_value(exponent)
        if value is not None and not abs(value) <= MAX_EXPONENT:
            words = f"This exponent is too large: use −{MAX_EXPONENT:g} to {MAX_EXPONENT:g}. For growth write exp(x)."
            raise ExpressionError(words, (self.tokens[first].start, self.before.end))

    def _out_of_order(self) -> ExpressionError:
        """Return what is wrong with the sign that comes where a sum has ended."""
        token = self.next
        if token.plain == ",":
            words = "A comma only separates the values of functions such as max. In numbers write a point, e.g. 0.5."
            called = self.tokens[max(0, self.tokens.index(self.open[-1]) - 1)] if self.open else END
            if called.kind == "function":
                hint = "In numbers write a point, e.g. 0.5."
                if called.plain == "log":
                    base = next(iter(self.tokens[self.tokens.index(token) + 1 :]), END)
                    n = base.text if base.kind == "number" else "3"
                    hint = f"For a logarithm to base {n} write log(x)/log({n})."
                words = f"“{called.text}” takes one value. {hint}"
            return ExpressionError(words, token.place)
        if self.open:
            opening = self.open[-1]
            words = f"This bracket is never closed: write {PARTNERS.get(opening.text, '|')} where it ends."
            return ExpressionError(words, opening.place)
        words = "This bracket was never opened: delete it, or write ( where it begins."
        return ExpressionError(words, token.place)


def _unclear_after(base: Node, exponent: Node, token: Token) -> bool:
    """Tell whether what follows a bare exponent at once could be part of it, as in e^2x."""
    if token.kind in ("function", "root"):
        return is_constant(base) and is_constant(exponent) and not token.apart
    if token.plain in ("(", "|"):
        return is_constant(base) and is_constant(exponent)
    return is_constant(base) or not token.apart


def _begins_a_value(token: Token) -> bool:
    return token.kind != "sign" or token.plain in ("(", "|", "-", "+")
