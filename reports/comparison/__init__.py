"""What differs between two runs of an app: verdicts, requests, screens, and the circumstances."""

from reports.comparison.both import Comparison, compare
from reports.comparison.page import comparison_page

__all__ = ["Comparison", "compare", "comparison_page"]
