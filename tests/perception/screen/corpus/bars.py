"""The system's bars around an app: status at the top, gesture pill or three buttons at the bottom."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Draw

_LINE = 'fill="none" stroke="{ink}" stroke-width="1.6"'
_PILL = '<div style="width:108px;height:4px;border-radius:2px;background:{ink}"></div>'
_BUTTONS = (
    '<svg width="18" height="18" viewBox="0 0 18 18"><path d="M14 2 4 9l10 7z" ' + _LINE + "/></svg>",
    '<svg width="18" height="18"><circle cx="9" cy="9" r="7" ' + _LINE + "/></svg>",
    '<svg width="18" height="18"><rect x="3" y="3" width="12" height="12" rx="2" ' + _LINE + "/></svg>",
)


def bars(draw: Draw) -> dict[str, object]:
    """Markup and sizes of the bars: `--status` and `--bar` in dp."""
    ink = "#e8e8e8" if draw.dark else "#303030"
    buttons = draw.chance(0.3)
    status = draw.one(24, 28, 32, 36)
    bottom = 48 if buttons else 0
    clock = f"{draw.whole(0, 23)}:{draw.whole(0, 59):02d}"
    level = draw.whole(12, 99)
    top = (
        f'<div id="status" style="color:{ink}"><span>{clock}</span><span>{draw.one("5G", "4G", "HD", "5G  HD")} '
        f'<svg width="16" height="12"><path d="M1 11 15 1v10z" fill="{ink}"/></svg>'
        f'<svg width="24" height="12"><rect x=".5" y=".5" width="20" height="11" rx="3" fill="none" stroke="{ink}"/>'
        f'<rect x="2" y="2" width="{17 * level // 100}" height="8" rx="1.5" fill="{ink}"/></svg>{level}</span></div>'
    )
    inner = "".join(_BUTTONS).format(ink=ink) if buttons else _PILL.format(ink=ink)
    colour = ("#101010" if draw.dark else "#fafafa") if buttons else "transparent"
    low = f'<div id="bar" style="height:{bottom or 22}px;background:{colour}">{inner}</div>'
    return {"html": top + low, "sizes": {"--status": f"{status}px", "--bar": f"{bottom}px"}}
