"""The held-out half: libraries, templates, words and pictures that tuning never sees."""
