# SPDX-License-Identifier: GPL-2.0-or-later
"""The menu of `multiboot --menu`, as a person uses it."""

import pytest

from lab import boot_disk
from scenario import BOOTED, PROMPT, bootable, expect_boot, kinds

MENU = "multiboot --menu --menu-timeout 0"


def wait_for_menu(machine, nics):
    for number in range(nics):
        machine.wait_for(machine.lab.segment(number).mac)


def test_time_runs_out_and_all_race(lab, vm):
    net = lab(4)
    bootable(net.segment(2))
    with vm(net, "lkrn", cmdline="multiboot --menu") as machine:
        wait_for_menu(machine, 4)
        expect_boot(machine, 2)


@pytest.mark.parametrize("keys,winner", [(["a"], 1), (["1"], 1),
                                         (["down", "down", "enter"], 1)])
def test_choice_by_key_and_arrow(lab, vm, keys, winner):
    net = lab(2)
    bootable(net.segment(winner))
    with vm(net, "lkrn", cmdline=MENU) as machine:
        wait_for_menu(machine, 2)
        machine.key(*keys)
        expect_boot(machine, winner)


def test_one_adapter_leaves_the_others_alone(lab, vm):
    net = lab(2)
    bootable(net.segment(0))
    bootable(net.segment(1))
    with vm(net, "lkrn", cmdline=MENU) as machine:
        wait_for_menu(machine, 2)
        machine.key("1")
        expect_boot(machine, 1)
    assert kinds(net.segment(0)) == []


def test_shell_and_back(lab, vm):
    net = lab(1)
    bootable(net.segment(0))
    with vm(net, "lkrn", cmdline=MENU) as machine:
        wait_for_menu(machine, 1)
        machine.key("s")
        machine.wait_for(PROMPT)
        machine.type("exit\n")
        wait_for_menu(machine, 1)
        machine.key("0")
        assert machine.wait_for(BOOTED)[1] == "0"


def test_exit_lets_the_bios_go_on(lab, vm):
    net = lab(1)
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "lkrn", cmdline=MENU, disk=disk) as machine:
        wait_for_menu(machine, 1)
        machine.key("x")
        machine.wait_for("DISK BOOTED")


def test_reboot(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", cmdline=MENU) as machine:
        wait_for_menu(machine, 1)
        machine.key("r")
        machine.wait_off()


def test_more_than_ten(lab, vm):
    net = lab(12)
    bootable(net.segment(11))
    with vm(net, "lkrn", cmdline=MENU) as machine:
        machine.wait_for(net.segment(0).mac)
        machine.key(*["down"] * 12, "enter")
        expect_boot(machine, 11)
