"""Functions as text: read safely, computed with their exact derivatives, typeset.

Start with `parse`; `core.expressions.rules` lists what may be written.
"""

from core.expressions.expression import Expression, parse
from core.expressions.faults import ExpressionError
from core.expressions.rules import CONSTANTS, FUNCTIONS

__all__ = ["CONSTANTS", "FUNCTIONS", "Expression", "ExpressionError", "parse"]
