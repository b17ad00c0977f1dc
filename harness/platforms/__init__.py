"""Phones by platform."""
