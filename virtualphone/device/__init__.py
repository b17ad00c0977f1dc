"""What a virtual phone remembers: apps, permissions, settings, files, processes, logs and identifiers."""
