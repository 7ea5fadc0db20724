"""``python -m chalkgrad``: the same as the command ``chalkgrad``."""

import sys

from . import main

sys.exit(main())
