"""Images of answers, as indices into a table of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # the sign at the start needs the colours alone
    import numpy as np
    from numpy.typing import NDArray

Image: TypeAlias = "NDArray[np.uint8]"
NO_ANSWER = 255
"""The index of places where the answer is no finite number."""
