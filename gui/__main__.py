"""``python -m gui``: the same as the command ``chalkgrad``."""

import sys

from gui.app import main

sys.exit(main())
