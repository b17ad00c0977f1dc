"""What tells personal data that nobody planted: names, shapes, check digits, and what only looks alike."""
