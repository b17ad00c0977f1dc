"""The specimen apps: one folder each with a manifest and web pages, beside the code they share in `_shared`."""
