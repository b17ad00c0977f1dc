"""Seeing what leaves the phone: one mitmdump child a device, its certificate authority and its addon."""

from harness.capture.authority import CertificateAuthority
from harness.capture.process import Capture

__all__ = ["Capture", "CertificateAuthority"]
