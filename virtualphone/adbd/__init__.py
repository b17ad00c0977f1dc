"""The phone's end of adb: packets, streams and services, on a TCP port that `adb connect` reaches."""
