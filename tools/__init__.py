"""What the checkout needs around the product; nothing of it is installed."""
