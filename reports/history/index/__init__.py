"""The page of a nightly: one self-contained HTML file with the matrix of apps and rules."""

from reports.history.index.page import index_page

__all__ = ["index_page"]
