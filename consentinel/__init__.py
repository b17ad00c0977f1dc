"""What the user touches; it puts the rooms together."""
