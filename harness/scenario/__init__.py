"""Scenarios: the language, the runner, and the steps that drive an app as a new user would."""
