"""The tuning half: what the eyes may be fitted to."""
