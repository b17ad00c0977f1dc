"""The UiAutomator2 server of the virtual phone."""
