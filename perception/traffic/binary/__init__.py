"""Binary formats that tell their own structure, written out as text with every value's place."""
