# SPDX-License-Identifier: GPL-2.0-or-later
"""A laboratory for firmware that boots from a network.

A Lab is a network namespace with one segment a NIC, each with servers of its
own; a Vm is a QEMU in it, whose console can be waited on and typed at. The
tests, `make run` and the benchmarks all use it:

    with Lab(nics=4) as lab:
        lab.segment(2).dnsmasq(boot="boot.ipxe", files={"boot.ipxe": "..."})
        with Vm(lab, firmware="lkrn") as vm:
            vm.wait_for(r"hello from the script")
"""

from .console import Timeout
from .firmware import Firmware
from .media import boot_disk, cpio, greeting_initrd
from .net import Lab, Segment
from .port import LacpPort
from .process import LabError
from .rights import need_rights
from .rogue import RogueDhcp, RogueHttp, RogueTftp, Sprayer, lacpdu
from .tagger import Tagger, Trunk
from .vm import Vm
from .wire import BadWire, Damage, Flood

__all__ = ["BadWire", "Damage", "Firmware", "Flood", "Lab", "LabError",
           "LacpPort", "RogueDhcp", "RogueHttp", "RogueTftp", "Segment",
           "Sprayer", "Tagger", "Trunk", "Timeout", "Vm", "boot_disk", "cpio",
           "greeting_initrd", "lacpdu", "need_rights"]
