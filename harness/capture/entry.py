"""The script that mitmdump loads (`-s`): puts the addons together.

Order matters: a request is written before it is answered; at the end the counts come before the index is closed; that
the capture is ready is told last.
"""

from __future__ import annotations

from harness.capture.addon.chain import Chain
from harness.capture.addon.connections import Connections
from harness.capture.addon.exchanges import Exchanges
from harness.capture.addon.lines import Index
from harness.capture.addon.names import Names
from harness.capture.addon.raw import Raw
from harness.capture.addon.sinkhole import Sinkhole
from harness.capture.addon.status import Status

_status = Status()
_index = Index(_status)
_names = Names()

addons = [Chain(Connections(_index), Exchanges(_index), Raw(_index, _names), Sinkhole(_names), _index, _status)]
