# SPDX-License-Identifier: GPL-2.0-or-later
"""Downloads in MiB/s: a firmware's in a VM, and Linux's in a namespace at the
end of a cable to the same bridge and the same server."""

import os

from boot import vm_options
from lab import Lab, Vm
from linux import fetch
from points import LINUX
from witness import Witness

FILE = "data.bin"
LIMIT = 300  # seconds

# Requests by TFTP mark the begin and the end.
BEGIN, END, FAILED = "begin", "end", "failed"
FETCH = """#!ipxe
imgfetch --name x tftp://{server}/begin
initrd --name y {url} || imgfetch tftp://{server}/failed
imgfetch --name z tftp://{server}/end
sleep 30
"""


def measure(point):
    """{"mib_per_s": number}; {"failed": 1} if it was not downloaded."""
    with Lab(1) as lab:
        segment = lab.segment(0)
        url = serve(segment, point)
        with Witness(lab) as witness:
            if point.firmware == LINUX:
                host = segment.host()
                for address in (marker(segment, BEGIN), url,
                                marker(segment, END)):
                    fetch(host, address, "/dev/null")
            else:
                vm_fetch(lab, point.firmware, witness)
            seen = dict(witness.seen)
    if END not in seen or FAILED in seen:
        return {"failed": 1}
    return {"mib_per_s": point.mib / (seen[END] - seen[BEGIN])}


def marker(segment, name):
    return f"tftp://{segment.address}/{name}"


def serve(segment, point):
    """Serve the file and a script that downloads it; the file's URL."""
    content = os.urandom(1 << 20) * point.mib
    scheme = "http" if point.how == "http" else "tftp"
    url = f"{scheme}://{segment.address}/{FILE}"
    files = {"boot.ipxe": FETCH.format(url=url, server=segment.address),
             BEGIN: "begin", END: "end"}
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


def vm_fetch(lab, firmware, witness):
    """Boot the script and wait until it has asked for the last file."""
    with Vm(lab, firmware, memory=512, capture=False,
            **vm_options(firmware)) as vm:
        witness.wait(END, LIMIT, vm.child.running)
