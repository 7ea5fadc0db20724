"""Where one edits: data, training, network, time."""
