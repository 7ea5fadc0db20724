"""The mathematics of Chalkgrad: values and pure functions on NumPy. Never Qt."""

import os

# Small matrices: a second BLAS thread gains little and stalls now and then. Must be set before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
