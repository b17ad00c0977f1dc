"""What a message carries: layers, identifiers of the phone, and who receives it."""
