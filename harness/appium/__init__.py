"""Appium: its server, and a client that takes no failure for an answer."""
