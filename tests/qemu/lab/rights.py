# SPDX-License-Identifier: GPL-2.0-or-later
"""The right to make network namespaces, as root or in a user namespace."""

import os
import subprocess
import sys

from .process import LabError

MARK = "MULTIBOOT_LAB_UNSHARED"

# Inside a user namespace of our own, `ip netns` needs a /run it can write to.
ENTER = "mount -t tmpfs tmpfs /run && mkdir -p /run/netns && exec \"$@\""

HELP = ("run as root, or allow user namespaces for your user "
        "(sysctl kernel.unprivileged_userns_clone=1) "
        "and open /dev/net/tun to it (chmod 666 /dev/net/tun)")


def need_rights():
    """Return if we may make namespaces and taps; else start this program
    again inside a user namespace where we may, or raise LabError."""
    if not os.path.exists("/dev/net/tun"):
        raise LabError("no /dev/net/tun: load the kernel module (modprobe tun)")
    if os.geteuid() != 0:
        _start_again()
    try:
        os.close(os.open("/dev/net/tun", os.O_RDWR))
    except OSError as error:
        raise LabError(f"/dev/net/tun: {error.strerror}: {HELP}") from error
    probe = subprocess.run(["unshare", "-n", "true"], stderr=subprocess.PIPE,
                           text=True)
    if probe.returncode:
        raise LabError("no right to make network namespaces "
                       f"({probe.stderr.strip()}): {HELP}")


def _start_again():
    unshare = ["unshare", "--user", "--map-root-user", "--net", "--mount"]
    probe = subprocess.run(unshare + ["sh", "-c", ENTER, "sh", "true"],
                           stderr=subprocess.PIPE, text=True)
    if probe.returncode:
        raise LabError("no right to make network namespaces "
                       f"({probe.stderr.strip()}): {HELP}")
    os.environ[MARK] = "1"
    sys.stdout.flush()
    os.execvp("unshare", unshare + ["sh", "-c", ENTER, "sh", sys.executable]
              + sys.orig_argv[1:])
