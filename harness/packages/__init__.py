"""Package files of apps: APK, and the archives in which bases travel with their splits."""

from harness.packages.archive import Parts, unpacked
from harness.packages.manifest import PackageFile, read_package

__all__ = ["PackageFile", "Parts", "read_package", "unpacked"]
