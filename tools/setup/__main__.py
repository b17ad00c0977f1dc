"""`python3 -m tools.setup`: makes what is missing and tells what cannot be had. Exit status 0, or 2 if a part is missing."""

import sys

if sys.version_info < (3, 8):
    sys.exit("make setup: this Python is %d.%d; run it with Python 3.8 or later" % sys.version_info[:2])

from tools.setup.steps import set_up

sys.exit(set_up())
