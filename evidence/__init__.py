"""The recording: what was seen, heard and done in one attempt, append-only and readable anywhere."""
