"""The report for assessors, in Chinese: per clause its law text, the verdict, how it was tested, and the evidence."""
