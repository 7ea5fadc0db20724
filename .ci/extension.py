"""Compiles the extension that walks tapes, while a wheel or an editable install is made; without a compiler none is.

The program is the same without it, only slower. See `core/training/fast/tape.py`.
"""

import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from zlib import crc32

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FLAGS = ("-std=c11", "-O3", "-ffp-contract=off")
"""As NumPy's own loops are compiled: a product and a sum are rounded one after the other."""


class Extension(BuildHookInterface):
    """Puts the extension beside its source, and into the wheel."""

    def initialize(self, version, build_data):
        """Compile, and tell hatchling what was made."""
        folder = Path(self.root, "core", "training", "fast")
        made = folder / f"_tape{sysconfig.get_config_var('EXT_SUFFIX')}"
        made.unlink(missing_ok=True)
        if sys.implementation.name == "cpython" and compiled(folder / "tape.c", made):
            build_data["artifacts"].append(made.relative_to(self.root).as_posix())
            build_data["pure_python"], build_data["infer_tag"] = False, True
        else:
            self.app.display_info("The extension was not compiled: the program is slower without it.")


def compiled(source, made):
    """Return whether the extension could be compiled: there are a compiler and the headers of Python and NumPy."""
    import numpy

    linker, shared = (shlex.split(sysconfig.get_config_var(name) or "") for name in ("LDSHARED", "CCSHARED"))
    headers = [f"-I{place}" for place in (sysconfig.get_path("include"), numpy.get_include())]
    known = f"-DSOURCE={crc32(source.read_bytes())}u"
    try:
        done = subprocess.run(
            [*linker, *shared, *FLAGS, *headers, known, str(source), "-o", str(made), "-lm"], capture_output=True
        )
    except OSError:
        return False
    return done.returncode == 0
