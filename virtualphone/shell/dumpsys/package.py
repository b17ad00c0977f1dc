"""`dumpsys package`: what is installed, and each app's permissions."""

from __future__ import annotations

import hashlib

from virtualphone.device.clock import show
from virtualphone.device.packages import Package
from virtualphone.device.permissions import group_of
from virtualphone.device.state import PhoneState


def dump_package(state: PhoneState, words: list[str]) -> str:
    """The dump of one app, or of all; one that is not installed has no `Packages:` part."""
    names = [word for word in words if not word.startswith("-")]
    if names[:1] == ["packages"]:
        names = []
    chosen = [package for package in state.packages.all() if not names or package.name == names[0]]
    if not chosen:
        return f"Unable to find package: {names[0]}\n"
    parts = [_activity_table(package) for package in chosen]
    parts.append(
        "Key Set Manager:\n" + "".join(f"  [{package.name}]\n      Signing KeySets: 1\n" for package in chosen)
    )
    parts.append("\nPackages:\n" + "".join(_package(state, package) for package in chosen))
    if names:
        parts.append(_queries(state, chosen[0]))
    return "".join(parts)


def _activity_table(package: Package) -> str:
    activity = package.launcher_activity
    if activity is None:
        return ""
    component = f"{package.name}/{activity.name}"
    return (
        f"Activity Resolver Table:\n{_schemes(package)}  Non-Data Actions:\n      android.intent.action.MAIN:\n"
        f"        {_hash(component)} {package.component(activity.name)} filter {_hash(activity.name)}\n"
        '          Action: "android.intent.action.MAIN"\n          Category: "android.intent.category.LAUNCHER"\n\n'
    )


def _schemes(package: Package) -> str:
    """The filters for web addresses."""
    lines = []
    for activity in package.app.activities:
        if activity.links:
            component, filtered = package.component(activity.name), _hash("link" + activity.name)
            lines += [f"        {_hash(component)} {component} filter {filtered}"]
            lines += [
                '          Action: "android.intent.action.VIEW"',
                '          Category: "android.intent.category.DEFAULT"',
            ]
            lines += ['          Category: "android.intent.category.BROWSABLE"', '          Scheme: "https"']
            lines += [f'          Authority: "{host}": -1' for host in activity.links]
    return "".join(f"{line}\n" for line in ["  Schemes:", "      https:", *lines, ""]) if lines else ""


def _hash(text: str) -> str:
    """An object's identity as Java prints it: some hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:7]


def _package(state: PhoneState, package: Package) -> str:
    app = package.app
    modern = state.model.api_level >= 29
    flags = ["HAS_CODE", "ALLOW_CLEAR_USER_DATA", "ALLOW_BACKUP"]
    flags = (["SYSTEM"] if package.system else []) + (["DEBUGGABLE"] if app.debuggable else []) + flags
    user = "    User 0: ceDataInode=4321 installed=true hidden=false suspended=false"
    user += f"{' distractionFlags=0' if modern else ''} stopped=false notLaunched=false enabled=0 instant=false"
    lines = [
        f"  Package [{package.name}] ({_hash(package.name + package.code_path)}):",
        *([f"    appId={package.uid}"] if state.model.api_level >= 34 else [f"    userId={package.uid}"]),
        f"    pkg=Package{{{_hash(package.name)} {package.name}}}",
        f"    codePath={package.code_path}",
        f"    resourcePath={package.code_path}",
        "    primaryCpuAbi=arm64-v8a",
        f"    versionCode={package.version_code} minSdk={app.min_sdk} targetSdk={app.target_sdk}",
        f"    versionName={package.version_name}",
        f"    flags=[ {' '.join(flags)} ]",
        f"    dataDir={package.data_dir}",
        "    supportsScreens=[small, medium, large, xlarge, resizeable, anyDensity]",
        f"    timeStamp={show(package.last_update_time)}",
        f"    firstInstallTime={show(package.first_install_time)}",
        f"    lastUpdateTime={show(package.last_update_time)}",
        f"    installerPackageName={package.installer}" if package.installer else "",
        f"    signatures=PackageSignatures{{{_hash(package.signer)} version:2, signatures:[{_hash(package.signer)}]}}",
        "    installPermissionsFixed=true",
        f"    pkgFlags=[ {' '.join(flags)} ]",
        *_requested(package),
        *_install_permissions(state, package),
        user,
        "      gids=[3003]",
        *_runtime_permissions(state, package),
    ]
    return "".join(f"{line}\n" for line in lines if line) + "\n"


def _requested(package: Package) -> list[str]:
    if not package.permissions:
        return []
    return ["    requested permissions:", *(f"      {name}" for name in package.permissions)]


def _install_permissions(state: PhoneState, package: Package) -> list[str]:
    names = state.permissions.install_time_of(package)
    return ["    install permissions:", *(f"      {name}: granted=true" for name in names)] if names else []


def _runtime_permissions(state: PhoneState, package: Package) -> list[str]:
    names = state.permissions.runtime_of(package)
    lines = ["      runtime permissions:"] if names else []
    for name in names:
        permission = state.permissions.state(package.name, name)
        flags = set(permission.flags)
        if state.model.api_level >= 29:
            flags.add("USER_SENSITIVE_WHEN_GRANTED")
            flags.add("USER_SENSITIVE_WHEN_DENIED")
            if group_of(name) == "STORAGE":
                flags.add("RESTRICTION_INSTALLER_EXEMPT")
        text = f"        {name}: granted={str(permission.granted).lower()}"
        # Below API 29 the flags stand between spaces, above between bars.
        joined = "|".join(sorted(flags)) if state.model.api_level >= 29 else " ".join(sorted(flags)) + " "
        lines.append(f"{text}, flags=[ {joined}]" if flags else text)
    return lines


def _queries(state: PhoneState, package: Package) -> str:
    if state.model.api_level < 30:
        return ""
    return f"Queries:\n  system apps queryable: false\n  queries via forceQueryable:\n  [{package.name}]\n"
