# SPDX-License-Identifier: GPL-2.0-or-later
"""The vocabulary of the scenarios: what is served, and what is expected."""

import re

from lab.firmwares import PROMPT  # noqa: F401

BOOTED = r"BOOTED FROM net(\d+) BY ([0-9a-f:]{17}) FILE (\S+)\s"

# How long a whole race may take where nobody answers, in ms: short, so that
# the suite is, and long enough for an emulated machine that is busy.
SHORT = 6000


def script(number, then=""):
    """A boot script that says where it came from."""
    return (f"#!ipxe\necho BOOTED FROM net{number} BY ${{netX/mac}} "
            f"FILE ${{filename}}\n{then}")


def bootable(segment, **options):
    """A server on that segment that offers a boot script."""
    return segment.dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(segment.number)}, **options)


def silent(segment):
    """A server that hears and answers nobody: its log is a witness."""
    return segment.dnsmasq(ignore=True)


def expect_boot(machine, number, timeout=20):
    """The machine boots from that NIC, with that NIC's own settings."""
    match = machine.wait_for(BOOTED, timeout)
    assert match[1] == str(number)
    assert match[2] == machine.lab.segment(number).mac
    assert match[3].endswith("boot.ipxe")
    return match


def kinds(segment):
    """The types of the DHCP messages of the client on that wire, in order."""
    return [message.type for message in segment.dhcp()
            if message.packet.haslayer("BOOTP")
            and message.packet["BOOTP"].op == 1]


def wait_for_discover(machine, segment):
    """Until that wire carries a DISCOVER."""
    for _ in range(200):
        if "DISCOVER" in kinds(segment):
            return
        machine.child.wait(0.1)
    raise AssertionError(f"no DISCOVER on net{segment.number}")


def assert_only_winner_requested(lab, winner):
    """Everybody was asked, and only the winner's offer was taken."""
    for segment in lab.segments:
        asked = kinds(segment)
        assert "DISCOVER" in asked, f"net{segment.number} was not asked"
        expected = 1 if segment.number == winner else 0
        assert asked.count("REQUEST") == expected, f"net{segment.number}"


def table(machine, number):
    """What the last table says of net<number>: its line, and those indented
    below it, in one."""
    segment = machine.lab.segment(number)
    row = re.compile(rf"^net{number} +{segment.mac} .*(?:\n[ \t]+\S.*)*",
                     re.MULTILINE)
    rows = row.findall(machine.text)
    assert rows, f"no line for net{number} in a table"
    return " ".join(rows[-1].split())
