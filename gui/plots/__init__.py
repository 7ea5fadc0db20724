"""Where one looks: each plot is one module; it takes a `Frame` and knows no other plot."""
