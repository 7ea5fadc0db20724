"""Regular expressions that are compiled when they are first needed.

Together those of the window take a hundredth of the time to its first picture, which needs none of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pattern = re.compile
else:

    class pattern:
        """What `re.compile` returns, once something is asked of it."""

        def __init__(self, *given: Any) -> None:
            self._given = given

        def __getattr__(self, name: str) -> Any:
            asked = getattr(re.compile(*self._given), name)
            setattr(self, name, asked)
            return asked
