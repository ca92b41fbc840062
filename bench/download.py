# SPDX-License-Identifier: GPL-2.0-or-later
"""Downloads in MiB/s: a firmware's in a VM, and Linux's in a namespace at the
end of a cable to the same bridge and the same server."""

import os

from boot import vm_options
from lab import Lab, Timeout, Vm
from linux import fetch
from points import LINUX

FILE = "data.bin"
LIMIT = 300  # seconds

FETCH = """#!ipxe
echo FETCH BEGINS
initrd {url} || goto failed
echo FETCH ENDS
sleep 30
:failed
echo FETCH FAILED
sleep 30
"""


def measure(point):
    """{"mib_per_s": number}; {"failed": 1} if it was not downloaded."""
    with Lab(1) as lab:
        segment = lab.segment(0)
        url = serve(segment, point)
        if point.firmware == LINUX:
            seconds = fetch(segment.host(), url, "/dev/null")
        else:
            seconds = vm_fetch(lab, point.firmware)
    return {"mib_per_s": point.mib / seconds} if seconds else {"failed": 1}


def serve(segment, point):
    """Serve the file and a script that downloads it; the file's URL."""
    content = os.urandom(1 << 20) * point.mib
    scheme = "http" if point.how == "http" else "tftp"
    url = f"{scheme}://{segment.address}/{FILE}"
    files = {"boot.ipxe": FETCH.format(url=url)}
    if point.how == "http":
        segment.http(files={FILE: content})
    else:
        files[FILE] = content
    if point.how in ("http", "tftp"):
        segment.dnsmasq(boot="boot.ipxe", files=files)
    else:
        window = "--no-windowsize" * (point.how == "tftp-no-window")
        segment.atftpd(files=files, extra=["--verbose=1", *window.split()])
        segment.dnsmasq(boot="boot.ipxe", tftp=False)
    return url


def vm_fetch(lab, firmware):
    """Seconds between the script's lines before and after, or None."""
    with Vm(lab, firmware, memory=512, capture=False,
            **vm_options(firmware)) as vm:
        try:
            begin = vm.wait_for("^FETCH BEGINS", LIMIT)
            end = vm.wait_for("^FETCH (ENDS|FAILED)", LIMIT)
        except Timeout:
            return None
        if end[1] == "FAILED":
            return None
        return vm.moment(end) - vm.moment(begin)
