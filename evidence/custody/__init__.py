"""Custody: proof that a recording is what was recorded, and by whom it was sealed."""
