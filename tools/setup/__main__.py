"""`python3 -m tools.setup`: exit status 0 when all is made, 2 after one line for each part that cannot be had."""

import sys

if sys.version_info < (3, 8):
    sys.exit("make setup: this Python is %d.%d; run it with Python 3.8 or later" % sys.version_info[:2])

from tools.setup.steps import set_up

sys.exit(set_up())
