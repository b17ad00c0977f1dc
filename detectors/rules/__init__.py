"""The rule catalogue and the types of verdicts: a leaf that detectors and reports share."""
