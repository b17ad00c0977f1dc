"""The second set: six libraries with templates and words of their own; it was held out once, until it had been fitted to."""
