"""The recording of a run: what was seen, in order, and how it is kept."""
