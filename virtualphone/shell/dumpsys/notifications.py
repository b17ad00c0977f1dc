"""`dumpsys notification`."""

from __future__ import annotations

from virtualphone.device.state import PhoneState


def dump_notifications(state: PhoneState) -> str:
    """The list of posted notifications with their texts, as `--noredact` gives them."""
    lines = ["Current Notification Manager state:", "  Notification List:"]
    for posted in state.notifications.all():
        notification = (
            f"Notification(channel={posted.channel} shortcut=null contentView=null vibrate=null sound=null"
            " defaults=0x0 flags=0x10 color=0x00000000 vis=PRIVATE)"
        )
        owner = f"pkg={posted.package} user=UserHandle{{0}} id={posted.number} tag=null importance=3 key={posted.key}"
        lines += [
            f"    NotificationRecord(0x0{posted.number:06x}: {owner}: {notification})",
            f"      uid={posted.uid} userId=0",
            f"      opPkg={posted.package}",
            f"      key={posted.key}",
            "      extras={",
            f"          android.title=String ({posted.title})",
            f"          android.text=String ({posted.text})",
            "      }",
            f"      mCreationTimeMs={int(posted.when * 1000)}",
        ]
    lines += ["  ", "  Notification listeners:"]
    lines += [f"    {component}" for component in sorted(state.notifications.listeners_allowed)]
    return "".join(f"{line}\n" for line in lines)
