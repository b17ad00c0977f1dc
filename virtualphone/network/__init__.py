"""The network daemon of the virtual phone."""
