"""What runs inside mitmdump: one concern an addon."""
