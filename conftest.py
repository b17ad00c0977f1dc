"""Loads the pytest plugin in a checkout that is not installed."""

pytest_plugins = ["consentinel.pytest_plugin"]
