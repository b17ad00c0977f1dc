"""The phone's command line: a small mksh and the commands that tools call."""
