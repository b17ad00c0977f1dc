"""What touches phones and networks: it drives, captures and writes the recording."""
