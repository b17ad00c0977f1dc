"""Makes everything that the checkout needs, from a bare machine with some Python 3.8 or later and package registries.

Run it as `python3 -m tools.setup` in the checkout's folder, or as `make setup`. It uses the standard library alone.
What is there is always asked of `harness.toolchain`, in the environment that the first step makes.
"""
