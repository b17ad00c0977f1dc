"""The report page: one HTML file that opens from disk, made of a recording and its findings."""
