"""`dumpsys`: the state of the system services as text."""
