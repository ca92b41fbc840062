# SPDX-License-Identifier: GPL-2.0-or-later
"""The same winner, boot after boot."""

import pytest

from scenario import bootable, expect_boot

pytestmark = pytest.mark.long


@pytest.mark.parametrize("portion", range(8))
def test_200_boots_have_one_winner(lab, vm, portion):
    """25 each. Both servers are equal, and are there before the machine starts."""
    net = lab(2)
    servers = [bootable(segment) for segment in net.segments]
    for _ in range(25):
        with vm(net, "rom", rom_on=[0]) as machine:
            expect_boot(machine, 0)
    assert servers[0].messages("DHCPACK") == [net.segment(0).mac] * 25
    assert servers[1].messages("DHCPREQUEST") == []
