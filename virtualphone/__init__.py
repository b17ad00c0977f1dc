"""A device that speaks adb, the UiAutomator2 server protocol and HTTP; it shares no code with the other packages."""
