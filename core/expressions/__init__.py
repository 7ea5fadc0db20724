"""Functions as text: read safely, computed with their exact derivatives, typeset.

Start with `parse`; `core.expressions.rules` lists what may be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.expressions.faults import ExpressionError
from core.expressions.rules import CONSTANTS, FUNCTIONS

if TYPE_CHECKING:
    from core.expressions.expression import Expression

__all__ = ["CONSTANTS", "FUNCTIONS", "ExpressionError", "parse"]


def parse(text: str, names: Sequence[str] = ("x",)) -> Expression:
    """Read a function of the variables ``names``: see `core.expressions.expression.parse`.

    What reads is imported with the first text: it takes ten milliseconds, and a window begins without one.
    """
    from core.expressions import expression

    return expression.parse(text, names)
