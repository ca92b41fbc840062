# SPDX-License-Identifier: GPL-2.0-or-later
"""Under UEFI: the race, and what it starts."""

from scenario import assert_only_winner_requested, bootable, expect_boot, silent


def test_one_nic(lab, vm):
    net = lab(1)
    bootable(net.segment(0))
    with vm(net, "efi") as machine:
        expect_boot(machine, 0, 60)


def test_third_of_four(lab, vm):
    net = lab(4)
    for number in (0, 1, 3):
        silent(net.segment(number))
    bootable(net.segment(2))
    with vm(net, "efi") as machine:
        expect_boot(machine, 2, 60)
    assert_only_winner_requested(net, 2)
