"""What is computed: activations, losses, initial weights, penalties, the network."""
