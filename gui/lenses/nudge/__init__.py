"""The difference quotient beside backpropagation."""
