"""`python -m consentinel.cli`."""

from consentinel.cli import app

app()
