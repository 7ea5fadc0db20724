"""Compiles the extension that walks tapes, while a wheel or an editable install is made; without a compiler none is.

The program is the same without it, only slower. See `core/training/fast/tape.py`.
"""

import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FLAGS = ("-std=c11", "-O3", "-ffp-contract=off", "-s")
"""Quotients and sums are rounded one by one, as in Python; no names of files: equal sources, equal wheels."""


class Extension(BuildHookInterface):
    """Puts the extension beside its source, and into the wheel."""

    def initialize(self, version, build_data):
        """Compile, and tell hatchling what was made."""
        folder = Path(self.root, "core", "training", "fast")
        made = folder / f"_tape{sysconfig.get_config_var('EXT_SUFFIX')}"
        if sys.implementation.name == "cpython" and compiled(folder / "tape.c", made):
            build_data["artifacts"].append(made.relative_to(self.root).as_posix())
            build_data["pure_python"], build_data["infer_tag"] = False, True
        else:
            made.unlink(missing_ok=True)
            self.app.display_info("The extension was not compiled: the program is slower without it.")


def compiled(source, made):
    """Return whether the extension could be compiled: there are a compiler and the headers of Python and NumPy."""
    import numpy

    linker, shared = (shlex.split(sysconfig.get_config_var(name) or "") for name in ("LDSHARED", "CCSHARED"))
    headers = [f"-I{place}" for place in (sysconfig.get_path("include"), numpy.get_include())]
    known = f"-DSOURCE={crc32(source.read_bytes())}u"
    with TemporaryDirectory(dir=source.parent) as place:
        new = Path(place, made.name)
        command = [*linker, *shared, *FLAGS, *headers, known, source.name, "-o", str(new), "-lm"]
        try:
            done = subprocess.run(command, cwd=source.parent, capture_output=True)
        except OSError:
            return False
        if done.returncode == 0:
            new.replace(made)  # whoever has loaded the old one keeps it
        return done.returncode == 0
