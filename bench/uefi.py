# SPDX-License-Identifier: GPL-2.0-or-later
"""One boot under UEFI firmware: how long until the boot script's first request
reached a server, in its parts."""

from boot import NEXT, prepare, times
from lab import Lab, LabError, Vm
from witness import Witness

# What OVMF prints before it starts anything, and around it.
FIRMWARE_LINE = ("BdsDxe:", ">>", "UEFI ")

# How each is started. "efi-taken" comes from a disk that has no place in a boot
# order, so that the firmware has put its own network stack on every NIC before.
# "ovmf" is the firmware's own network boot. It knows no scripts: its end is the
# request for the boot file.
STARTS = {
    "ovmf": {"firmware": "efi-rom", "rom_on": ()},
    "stock-efi": {"firmware": "stock-efi"},
    "efi": {"firmware": "efi"},
    "efi-taken": {"firmware": "efi", "esp": "any"},
    "efi-rom": {"firmware": "efi-rom"},
}
MEMORY_MIB = 512
LIMIT = 1200    # seconds; OVMF takes five minutes for each silent NIC


def measure(point):
    """{metric: number}; {"failed": 1} if it did not boot in time."""
    end = "boot.ipxe" if point.firmware == "ovmf" else NEXT
    with Lab(point.nics) as lab:
        prepare(lab, point)
        with Witness(lab) as witness, \
                Vm(lab, memory=MEMORY_MIB, capture=False,
                   **STARTS[point.firmware]) as vm:
            if not witness.wait(end, LIMIT, vm.child.running):
                return {"failed": 1}
            seen = dict(witness.seen, **{NEXT: witness.seen[end]})
            if point.firmware == "ovmf":
                return {"script_ms":
                        (seen[NEXT] - vm.started_wall) * 1000}
            return times(vm.started_wall, first_character(vm), seen)


def first_character(vm):
    """Seconds from QEMU's start to the first line that is not the firmware's."""
    position = 0
    for line in vm.text.split("\n"):
        if line.strip() and not line.lstrip().startswith(FIRMWARE_LINE):
            break
        position += len(line) + 1
    for moment, length in vm.console.times:
        if length > position:
            return moment - vm.started
    raise LabError("the program printed nothing")
