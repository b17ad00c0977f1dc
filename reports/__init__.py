"""Pure functions from a recording and its findings to files."""
