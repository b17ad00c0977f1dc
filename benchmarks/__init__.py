"""Speed, always as a ratio to a named peer or baseline in the same run."""
