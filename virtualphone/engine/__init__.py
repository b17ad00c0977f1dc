"""The screen of the virtual phone: Chromium, windows, touch, trees and pictures."""
