"""Measurements against peers. Run with ``python -m tests.benchmarks``."""

import os

# Every contestant computes on one thread. Must be set before NumPy, scikit-learn or PyTorch is imported.
for _variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[_variable] = "1"
