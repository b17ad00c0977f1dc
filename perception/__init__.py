"""What a screen shows and what a message carries."""
