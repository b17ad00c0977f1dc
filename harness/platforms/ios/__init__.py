"""iPhones and simulators, through Appium's XCUITest driver. docs/ios.md says what of it was never run."""
