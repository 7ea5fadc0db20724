"""Images of answers, as indices into a table of colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
NO_ANSWER = 255
"""The index of places where the answer is no finite number."""
