"""A font with Chinese characters, without which pages and pictures show empty boxes."""

import shutil
from pathlib import Path

from harness.toolchain.places import mend
from harness.toolchain.tool import Tool, ask, missing

_MAC_FONTS = (Path("/System/Library/Fonts/PingFang.ttc"), Path("/System/Library/Fonts/STHeiti Light.ttc"))
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
_NAMES = ("*CJK*.tt[cf]", "*CJK*.otf", "wqy*.tt[cf]", "*HanSans*.ot[cf]", "*NotoSansSC*.[ot]tf")


def locate_cjk_font() -> Tool:
    """A font file with simplified Chinese, as fontconfig tells, else as the usual font folders hold it."""
    font = _told_by_fontconfig() or next(filter(Path.is_file, _MAC_FONTS), None) or _found_in_folders()
    if font is None:
        return missing("CJK font", mend("install a Chinese font (Debian: apt-get install fonts-noto-cjk)"))
    return Tool("CJK font", font, None, "ok")


def _told_by_fontconfig() -> Path | None:
    command = shutil.which("fc-list")
    if command is None:
        return None
    told = ask(Path(command), ":lang=zh-cn", "file") or ""
    # The sans face first: it is what a phone shows.
    files = sorted((line.rstrip(": ") for line in told.splitlines()), key=lambda file: ("Sans" not in file, file))
    return next((Path(file) for file in files if Path(file).is_file()), None)


def _found_in_folders() -> Path | None:
    for folder in _FOLDERS:
        for name in _NAMES:
            font = next(iter(sorted(folder.rglob(name))), None)
            if font is not None:
                return font
    return None
