"""The words of a scenario file: its header, its steps, and how they are written."""
