"""A derivative as the product of its factors, over every route."""
