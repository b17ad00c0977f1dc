"""Android phones, through adb and the UiAutomator2 driver."""
