"""Web apps in Chromium that passes itself off as a phone, through Appium's Chromium driver."""
