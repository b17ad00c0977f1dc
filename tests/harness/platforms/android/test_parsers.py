"""What Android prints, in the forms that phones of several versions print it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.platforms.android.ages import parse_span_ms
from harness.platforms.android.appops import parse_appops
from harness.platforms.android.identifiers import parse_imei, parse_ssaid
from harness.platforms.android.netstats import parse_netstats, parse_qtaguid
from harness.platforms.android.packages import parse_package
from harness.platforms.android.windows import Focus, parse_focus

APPOPS = """\
Uid mode: COARSE_LOCATION: ignore
Uid mode: READ_EXTERNAL_STORAGE: allow; time=+1s0ms ago
COARSE_LOCATION: allow; time=+1h5m27s679ms ago; rejectTime=+5h52m44s873ms ago
READ_PHONE_STATE: allow; rejectTime=+10s1ms ago
READ_CLIPBOARD: allow; time=+466ms ago
WAKE_LOCK: allow; time=+2d3h0m1s0ms ago; duration=+2s889ms
CAMERA: foreground; time=+12s500ms ago (running)
LEGACY_STORAGE: ignore
TOAST_WINDOW: default; time=0 ago
"""


def test_appops_tell_accesses_and_their_age() -> None:
    assert parse_appops(APPOPS) == {
        "COARSE_LOCATION": 3_927_679.0,
        "READ_CLIPBOARD": 466.0,
        "WAKE_LOCK": 183_601_000.0,
        "CAMERA": 12_500.0,
        "TOAST_WINDOW": 0.0,
    }


def test_an_app_without_operations_has_none() -> None:
    assert parse_appops("No operations.\n") == {}


def test_of_two_lines_the_younger_access_counts() -> None:
    assert parse_appops("GPS: allow; time=+9s0ms ago\nGPS: allow; time=+2s0ms ago\n") == {"GPS": 2000.0}


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("0", 0.0),
        ("+1s500ms", 1500.0),
        ("-2d3h", 183_600_000.0),
        ("1m", 60_000.0),
        ("soon", None),
        ("+", None),
        ("", None),
    ],
)
def test_spans(text: str, ms: float | None) -> None:
    assert parse_span_ms(text) == ms


@given(st.text(max_size=400))
def test_no_text_breaks_a_parser(text: str) -> None:
    parse_appops(text)
    parse_package(text, "com.a")
    parse_netstats(text, 10001)
    parse_qtaguid(text, 10001)
    parse_focus(text)
    parse_imei(text)
    parse_ssaid(text, "com.a")
    parse_span_ms(text)


PACKAGE_34 = """\
Activity Resolver Table:
  Non-Data Actions:
      android.intent.action.MAIN:
        5a3c2b1 com.example.shop/.MainActivity filter 8e2f9a4
  Schemes:
      https:
        7b0c1d2 com.example.shop/.LinkActivity filter 4f5e6d7
          Action: "android.intent.action.VIEW"
          Category: "android.intent.category.BROWSABLE"
          Scheme: "https"
          Authority: "m.example-shop.cn": -1
          Authority: "*.example-shop.com": -1
          AutoVerify=true
      shop:
        7b0c1d2 com.example.shop/.LinkActivity filter 5a6b7c8
          Scheme: "shop"
          Authority: "open": -1
      http:
        1a2b3c4 com.other.app/.LinkActivity filter 9d8e7f6
          Scheme: "http"
          Authority: "www.other.com": -1

Packages:
  Package [com.example.shop] (9c41fe2):
    appId=10147
    pkg=Package{1f2e3d4 com.example.shop}
    codePath=/data/app/~~abc==/com.example.shop-1==
    versionCode=120 minSdk=26 targetSdk=34
    versionName=1.2.0 beta
    flags=[ HAS_CODE ALLOW_CLEAR_USER_DATA ]
    declared permissions:
      com.example.shop.permission.PUSH: prot=signature, INSTALLED
    requested permissions:
      android.permission.INTERNET
      android.permission.READ_PHONE_STATE
      android.permission.READ_EXTERNAL_STORAGE: restricted=true
      com.example.shop.permission.PUSH
    install permissions:
      android.permission.INTERNET: granted=true
      com.example.shop.permission.PUSH: granted=true
    User 0: ceDataInode=4821 installed=true hidden=false suspended=false stopped=false
      gids=[3003]
      runtime permissions:
        android.permission.READ_PHONE_STATE: granted=true, flags=[ USER_SET|USER_SENSITIVE_WHEN_GRANTED]
        android.permission.POST_NOTIFICATIONS: granted=false, flags=[ USER_SENSITIVE_WHEN_GRANTED]
      enabledComponents:
        com.example.shop.Push
    User 10: ceDataInode=0 installed=true hidden=false suspended=false stopped=true
      runtime permissions:
        android.permission.CAMERA: granted=true, flags=[ ]

Hidden system packages:
  Package [com.example.shop] (1111111):
    appId=10147
    versionName=0.1
"""

PACKAGE_28 = """\
Packages:
  Package [com.example.shopping] (1):
    userId=10200
  Package [com.example.shop] (b2f8e1a):
    userId=10087
    versionCode=7 minSdk=21 targetSdk=28
    versionName=0.7
    User 0: ceDataInode=1 installed=true
      runtime permissions:
        android.permission.CAMERA: granted=true, flags=[ USER_SET ]
"""


def test_a_package_of_android_14() -> None:
    app = parse_package(PACKAGE_34, "com.example.shop")
    assert app is not None
    assert (app.uid, app.version_code, app.version_name) == (10147, "120", "1.2.0 beta")
    assert app.requested == (
        "android.permission.INTERNET",
        "android.permission.READ_EXTERNAL_STORAGE",
        "android.permission.READ_PHONE_STATE",
        "com.example.shop.permission.PUSH",
    )
    assert app.granted == ("android.permission.READ_PHONE_STATE",)
    assert app.link_hosts == ("m.example-shop.cn", "*.example-shop.com")


def test_a_package_of_android_9_beside_one_with_a_like_name() -> None:
    app = parse_package(PACKAGE_28, "com.example.shop")
    assert app is not None
    assert (app.uid, app.requested, app.granted) == (10087, (), ("android.permission.CAMERA",))


def test_a_package_that_is_not_installed() -> None:
    assert parse_package("Unable to find package: com.example.shop\n", "com.example.shop") is None


NETSTATS = """\
Active interfaces:
  iface=wlan0 ident=[{type=1, wifiNetworkKey="Home", metered=false, defaultNetwork=true}]
Dev stats:
  Pending bytes: 1744
  ident=[{type=1, wifiNetworkKey="Home"}] uid=-1 set=ALL tag=0x0
    NetworkStatsHistory: bucketDuration=3600
      st=1790661600 rb=999999 rp=10 tb=999999 tp=10 op=0
UID stats:
  ident=[{type=1, wifiNetworkKey="uid=10147 set=DEFAULT"}] uid=10147 set=DEFAULT tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1790661600 rb=1000 rp=10 tb=500 tp=5 op=0
      st=1790668800 rb=2000 rp=20 tb=700 tp=7 op=0
  ident=[{type=1, wifiNetworkKey="Home"}] uid=10147 set=FOREGROUND tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1790661600 rb=10 rp=1 tb=20 tp=1 op=0
  ident=[{type=1}] uid=10147 set=DBG_VPN_IN tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1790661600 rb=7777 rp=1 tb=7777 tp=1 op=0
  ident=[{type=1, wifiNetworkKey="Home"}] uid=101470 set=DEFAULT tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1790661600 rb=99999 rp=99 tb=99999 tp=99 op=0
UID tag stats:
  ident=[{type=1, wifiNetworkKey="Home"}] uid=10147 set=DEFAULT tag=0xff
    NetworkStatsHistory: bucketDuration=7200
      st=1790661600 rb=5000 rp=50 tb=5000 tp=50 op=0
"""

QTAGUID = """\
idx iface acct_tag_hex uid_tag_int cnt_set rx_bytes rx_packets tx_bytes tx_packets rx_tcp_bytes rx_tcp_packets
2 lo 0x0 10147 0 50000 10 50000 10 50000 10
3 wlan0 0x0 10147 0 1000 4 300 3 1000 4
4 wlan0 0x0 10147 1 200 2 40 1 200 2
5 wlan0 0xffffff0100000000 10147 0 900 3 200 2 900 3
6 wlan0 0x0 10148 0 7 1 7 1 7 1
"""


def test_bytes_of_a_uid_over_networks_sets_and_buckets() -> None:
    assert parse_netstats(NETSTATS, 10147) == (1220, 3010)
    assert parse_netstats(NETSTATS, 10001) == (0, 0)


def test_statistics_without_uids_tell_nothing() -> None:
    assert parse_netstats(NETSTATS.split("UID stats:")[0], 10147) is None


def test_the_kernels_table_of_android_9() -> None:
    assert parse_qtaguid(QTAGUID, 10147) == (340, 1200)
    assert parse_qtaguid("cat: /proc/net/xt_qtaguid/stats: Permission denied", 10147) is None


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        (
            (
                "  mCurrentFocus=Window{a1b2c3 u0 com.a/com.a.ui.MainActivity}\n"
                "  mFocusedApp=ActivityRecord{d4e5f6 u0 com.a/.ui.MainActivity t12}\n"
            ),
            Focus("a1b2c3 com.a/com.a.ui.MainActivity", "com.a", "com.a.ui.MainActivity"),
        ),
        (
            (
                "  mCurrentFocus=Window{a1b2c3 u0 PopupWindow:8f00}\n"
                "  mFocusedApp=AppWindowToken{1 token=Token{2 ActivityRecord{d4e5f6 u0 com.a/.Main t7}}}\n"
            ),
            Focus("a1b2c3 PopupWindow:8f00", "com.a", "com.a.Main"),
        ),
        (
            (
                "  mCurrentFocus=Window{7 u0 com.android.permissioncontroller/"
                "com.android.permissioncontroller.permission.ui.GrantPermissionsActivity}\n"
            ),
            Focus(
                "7 com.android.permissioncontroller/com.android.permissioncontroller.permission.ui."
                "GrantPermissionsActivity",
                "com.android.permissioncontroller",
                "com.android.permissioncontroller.permission.ui.GrantPermissionsActivity",
            ),
        ),
        (
            "  mCurrentFocus=Window{9 u0 Application Not Responding: com.a}\n",
            Focus("9 Application Not Responding: com.a", hung="com.a"),
        ),
        (
            "  mCurrentFocus=Window{9 u0 Application Error: com.a}\n",
            Focus("9 Application Error: com.a", crashed="com.a"),
        ),
        ("  mCurrentFocus=null\n  mFocusedApp=null\n", Focus()),
        (
            "  mCurrentFocus=null\n  mCurrentFocus=Window{b u0 com.b/com.b.M}\n",
            Focus("b com.b/com.b.M", "com.b", "com.b.M"),
        ),
    ],
)
def test_the_focused_window(text: str, focus: Focus) -> None:
    assert parse_focus(text) == focus


def test_the_android_id_of_one_app_among_others() -> None:
    text = (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><settings version='-1'>"
        "<setting id='1' name='userkey' value='00ff' package='android' defaultValue='00ff' tag='null'/>"
        "<setting id='12' name='10147' value='0123456789abcdef' package='com.a' tag='null'/>"
        "<setting id='13' name='10148' value='fedcba9876543210' package='com.ab' tag='null'/></settings>"
    )
    assert parse_ssaid(text, "com.a") == ("0123456789abcdef",)
    assert parse_ssaid(text, "com.c") == ()
    assert parse_ssaid("ABX\0\x10", "com.a") == ()


def test_an_entity_is_not_followed() -> None:
    text = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><settings>&e;</settings>"
    assert parse_ssaid(text, "com.a") == ()


IMEI_PARCEL = """Result: Parcel(
  0x00000000: 00000000 0000000f 00360038 00320031 '........8.6.1.2.'
  0x00000010: 00340033 00360035 00380037 00300039 '3.4.5.6.7.8.9.0.'
  0x00000020: 00320031 00000037                   '1.2.7...        ')
"""


def test_an_imei_in_a_parcel_needs_its_check_digit() -> None:
    assert parse_imei(IMEI_PARCEL) == ("861234567890127",)
    assert parse_imei(IMEI_PARCEL.replace("1.2.7.", "1.2.9.")) == ()
    assert parse_imei("Result: Parcel(ffffffff 00000026 'c.a.l.l.e.r. .n.o.t. .a.l.l.o.w.e.d.')") == ()
