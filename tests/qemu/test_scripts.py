# SPDX-License-Identifier: GPL-2.0-or-later
"""Scripts that people have, on the machine: menus of network cards, and the
idioms of provisioning tools over a network. (What needs no network is tested
faster in tests/scripts.)"""

import os
import pathlib

import pytest

from lab import boot_disk
from scenario import PROMPT, bootable, expect_boot, kinds

pytestmark = pytest.mark.core

TOP = pathlib.Path(__file__).parents[2]
CARDS = (TOP / "tests/scripts/nic-menu.ipxe").read_text()
# It waits for a key without an end.
PATIENT = CARDS.replace("patience 2000", "patience 0")
# In turn, and each silent one has its 15 s.
IN_TURN = 90


# --- the card index of tests/scripts/nic-menu.ipxe

@pytest.mark.parametrize("live", [0, 2])
def test_cards_are_tried_in_turn_by_default(lab, vm, live):
    net = lab(4)
    bootable(net.segment(live))
    with vm(net, "lkrn", script=CARDS) as machine:
        expect_boot(machine, live, IN_TURN)


def test_cards_by_key(lab, vm):
    net = lab(12)
    bootable(net.segment(2))
    with vm(net, "lkrn", script=PATIENT) as machine:
        for number in (0, 1):
            machine.wait_for(f"net{number} on .*cards in all: 12")
            machine.wait_for(r"\(Q\)uit")
            machine.key("n")
        machine.wait_for("net2 on ")
        machine.wait_for(net.segment(2).mac.replace(":", "-"))
        machine.wait_for("It opens")
        machine.wait_for(r"\(Q\)uit")
        machine.key("b")
        expect_boot(machine, 2)
    assert kinds(net.segment(0)) == []


def test_a_card_that_fails_ends_at_the_bios(lab, vm):
    """Chosen by the arrow keys; and what the other menu leads to."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="missing.ipxe", files={})
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "lkrn", script=PATIENT, disk=disk) as machine:
        for key, there in (("s", "Enter edits"), ("p", PROMPT)):
            machine.wait_for(r"\(Q\)uit")
            machine.key("m")
            machine.wait_for("Back to net0")
            machine.key(key)
            machine.wait_for(there)
            machine.type("exit\n") if key == "p" else machine.key("esc")
        machine.wait_for(r"\(Q\)uit")
        machine.key("home", "enter")
        machine.wait_for("net0 boots nothing.")
        machine.wait_for("The next boot device")
        machine.wait_for("DISK BOOTED")


# --- a menu script that many have: MENU=path gives it

@pytest.fixture
def menu():
    path = os.environ.get("MENU")
    if not path:
        pytest.skip("no MENU=path: the menu script that sites use is not run")
    return pathlib.Path(path).read_text()


def wait_for_menu(machine):
    """The menu is complete when its countdown or its last item shows."""
    machine.wait_for(r"E\(x\)it and")


@pytest.mark.parametrize("live", [0, 2])
def test_menu_takes_them_in_turn(lab, vm, menu, live):
    net = lab(4)
    bootable(net.segment(live))
    with vm(net, "lkrn", script=menu) as machine:
        wait_for_menu(machine)
        expect_boot(machine, live, IN_TURN)


def test_menu_adapter_by_its_key(lab, vm, menu):
    net = lab(4)
    bootable(net.segment(2))
    with vm(net, "lkrn", script=menu.replace(" 1000", " 0")) as machine:
        wait_for_menu(machine)
        machine.key("2")
        expect_boot(machine, 2)
    assert kinds(net.segment(0)) == []


def test_menu_adapter_by_arrows(lab, vm, menu):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "lkrn", script=menu.replace(" 1000", " 0")) as machine:
        wait_for_menu(machine)
        machine.key("down", "down", "enter")
        expect_boot(machine, 1)


def test_menu_adapter_that_fails_ends_at_the_bios(lab, vm, menu):
    net = lab(2)
    net.segment(1).dnsmasq(boot="missing.ipxe", files={})
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "lkrn", script=menu.replace(" 1000", " 0"),
            disk=disk) as machine:
        wait_for_menu(machine)
        machine.key("1")
        machine.wait_for("Booting 'net1' failed")
        machine.wait_for("Continuing BIOS boot order")
        machine.wait_for("DISK BOOTED")


def test_menu_exit_config_and_shell(lab, vm, menu):
    net = lab(1)
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "lkrn", script=menu.replace(" 1000", " 0"),
            disk=disk) as machine:
        wait_for_menu(machine)
        machine.key("c")
        machine.wait_for("Enter edits")
        machine.key("esc")
        wait_for_menu(machine)
        machine.key("s")
        machine.wait_for(PROMPT)
        machine.type("exit\n")
        wait_for_menu(machine)
        machine.key("x")
        machine.wait_for("Continuing BIOS boot order")
        machine.wait_for("DISK BOOTED")


def test_menu_of_more_than_ten_adapters(lab, vm, menu):
    net = lab(12)
    bootable(net.segment(9))
    with vm(net, "lkrn", script=menu.replace(" 1000", " 0")) as machine:
        wait_for_menu(machine)
        assert "net(9)" in machine.text and "net(10)" not in machine.text
        machine.key("9")
        expect_boot(machine, 9)


# --- over a network

BY_MAC = """#!ipxe
dhcp || goto failed
chain ${net0/mac:hexhyp}.ipxe || chain ${uuid}.ipxe || chain default.ipxe ||
goto failed
:failed
echo FAILED
"""


def test_chain_by_mac_with_fallback(lab, vm):
    net = lab(1)
    server = net.segment(0).dnsmasq(boot="start.ipxe", files={
        "default.ipxe": "#!ipxe\necho DEFAULT AT ${cwuri}\nsleep 1\n"
                        "chain sub/next.ipxe\n",
        "sub/next.ipxe": "#!ipxe\necho NEXT AT ${cwuri}\n"
                         "chain --replace last.ipxe\necho NEVER\n",
        "sub/last.ipxe": "#!ipxe\necho LAST OF ${net0.dhcp/filename} "
                         "${67:string}\nexit 1\n"})
    with vm(net, "lkrn", script=BY_MAC) as machine:
        machine.wait_for(r"DEFAULT AT tftp://[0-9.]+/default.ipxe")
        machine.wait_for(r"NEXT AT tftp://[0-9.]+/sub/next.ipxe")
        machine.wait_for("LAST OF start.ipxe start.ipxe")
        machine.wait_for("FAILED")
        assert "NEVER" not in machine.text
    mac = net.segment(0).mac.replace(":", "-")
    assert f"{mac}.ipxe" in " ".join(server.files_missing())


def test_endless_loop_ends_at_ctrl_c(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", script="#!ipxe\necho LOOPING\n:a\ngoto a\n",
            ) as machine:
        machine.wait_for("LOOPING")
        machine.key("ctrl-c")
        machine.wait_for("interrupted")


def test_numbers_that_do_not_fit_are_refused(lab, vm):
    """32 bits are a long there: what is too long must not become the longest."""
    with vm(lab(1), "lkrn", script="""#!ipxe
inc n 4294967296 || echo NO NUMBER
prompt --timeout 4294967296 || echo NO TIME
set n:uint32 99999999999 || echo NO VALUE
""") as machine:
        for text in ("NO NUMBER", "NO TIME", "NO VALUE"):
            machine.wait_for(text)
