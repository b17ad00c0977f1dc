"""Captures that others made: HAR files, mitmproxy's flow files, and the JSON of tshark.

Each format is a `Source` that can be read from its beginning as often as one likes; `recorded` makes a recording of it.
mitmproxy is imported only when one of its files is read or written.
"""
