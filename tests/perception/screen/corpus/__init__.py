"""Labelled screens, generated: real UI libraries in a real browser, with the UI tree that an Android app would have."""
