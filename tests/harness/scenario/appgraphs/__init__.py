"""Apps as graphs of screens, made from a seed, and a phone in memory that shows them."""
