"""Pure functions from a recording to findings, one module per family of rules."""
