"""Prints the inventory as JSON, one object a part, for set-up to act upon (`python -m harness.toolchain`)."""

import json
from dataclasses import asdict

from harness.toolchain.android import android_home
from harness.toolchain.inventory import inventory

android_home()
print(json.dumps([asdict(tool) for tool in inventory()], default=str, indent=1))
