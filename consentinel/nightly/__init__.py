"""Nightly runs: many apps on several devices, gone on with after a crash, judged, compared and told."""
