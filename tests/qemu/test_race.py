# SPDX-License-Identifier: GPL-2.0-or-later
"""The race: who is asked, who wins, what happens when it goes wrong."""

import os
import re

import pytest

from lab import boot_disk
from scenario import (BOOTED, PROMPT, SHORT, assert_only_winner_requested,
                      bootable, expect_boot, kinds, script, silent, table)

POSITIONS = [(1, 0), (2, 0), (2, 1), (4, 0), (4, 2), (4, 3), (8, 0), (8, 4),
             (8, 7)]


@pytest.mark.parametrize("firmware", ["lkrn", "rom"])
@pytest.mark.parametrize("nics,winner", POSITIONS)
def test_winner(lab, vm, firmware, nics, winner):
    net = lab(nics)
    server = bootable(net.segment(winner))
    witness = silent(net.segment(nics - 1 - winner)) if nics > 1 else None
    with vm(net, firmware) as machine:
        expect_boot(machine, winner)
    mac = net.segment(winner).mac
    assert server.messages("DHCPREQUEST") == [mac]
    assert server.messages("DHCPACK") == [mac]
    assert server.files_sent() == ["boot.ipxe"]
    assert_only_winner_requested(net, winner)
    if witness and nics - 1 - winner != winner:
        loser = net.segment(nics - 1 - winner).mac
        assert loser in witness.messages("DHCPDISCOVER")


def test_equal_servers_have_one_winner(lab, vm):
    """BOOTS=n repeats it n times (4); each one boots from net0."""
    for _ in range(int(os.environ.get("BOOTS", "4"))):
        net = lab(2)
        for segment in net.segments:
            bootable(segment)
        with vm(net, "rom", rom_on=[0]) as machine:
            expect_boot(machine, 0)


@pytest.mark.parametrize("firmware", ["lkrn", "rom"])
@pytest.mark.parametrize("model", ["legacy", "modern"])
def test_virtio_forms(lab, vm, firmware, model):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, firmware, model) as machine:
        expect_boot(machine, 1)


def test_mixed_virtio_forms_on_q35(lab, vm):
    net = lab(3)
    bootable(net.segment(2))
    with vm(net, "lkrn", ["legacy", "virtio", "modern"],
            machine="q35") as machine:
        expect_boot(machine, 2)


@pytest.mark.core
def test_twins_draw_different_identifiers(lab, vm):
    """Two machines that are the same in everything, their MAC as well, and
    start at the same moment; their processor has no generator (qemu64)."""
    nets = [lab(2), lab(2)]
    with vm(nets[0], "lkrn") as first, vm(nets[1], "lkrn") as second:
        first.wait_for("is there a DHCP server", 60)
        second.wait_for("is there a DHCP server", 60)
    xids = [{message.xid for segment in net.segments
             for message in segment.dhcp()} for net in nets]
    assert len(xids[0]) >= 2 and len(xids[1]) >= 2
    assert not xids[0] & xids[1]


@pytest.mark.core
@pytest.mark.parametrize("firmware,nics", [("rom", 60), ("lkrn", 200)])
def test_many_nics_behind_bridges(lab, vm, firmware, nics):
    """The BIOS numbers the buses one after the other."""
    net = lab(nics)
    server = bootable(net.segment(nics - 1))
    with vm(net, firmware, rom_on=[0], bridges=True) as machine:
        expect_boot(machine, nics - 1, 120)
    assert server.messages("DHCPREQUEST") == [net.segment(nics - 1).mac]
    assert all("DISCOVER" in kinds(segment) for segment in net.segments)


@pytest.mark.core
def test_more_nics_than_memory(lab, vm):
    """16 MiB leave a heap of 1 MiB: the NICs that fit are asked, and the
    others are named with the reason."""
    net = lab(60)
    bootable(net.segment(1))
    with vm(net, "lkrn", memory=16, bridges=True,
            cmdline="multiboot --exclude net1 --rounds 1 --timeout "
                    f"{SHORT} || multiboot net1") as machine:
        machine.wait_for(r"not enough memory", 60)
        expect_boot(machine, 1, 60)
    asked = ["DISCOVER" in kinds(segment) for segment in net.segments]
    assert True in asked and False in asked


def test_rom_on_one_nic_races_them_all(lab, vm):
    net = lab(4)
    bootable(net.segment(3))
    with vm(net, "rom", rom_on=[0]) as machine:
        expect_boot(machine, 3)
    assert_only_winner_requested(net, 3)


@pytest.mark.parametrize("firmware", ["lkrn", "rom"])
def test_nobody_answers(lab, vm, firmware):
    net = lab(3)
    witness = silent(net.segment(1))
    disk = boot_disk(net.path("disk.img"))
    with vm(net, firmware, disk=disk, rom_on=[0]) as machine:
        machine.wait_for("DISK BOOTED", 90)
        for number in range(3):
            assert "no offer" in table(machine, number)
    assert net.segment(1).mac in witness.messages("DHCPDISCOVER")
    assert all("REQUEST" not in kinds(segment) for segment in net.segments)


def test_no_nic_at_all(lab, vm):
    net = lab(0)
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "lkrn", disk=disk) as machine:
        machine.wait_for("DISK BOOTED")
        assert "no net" in machine.text.lower()


def test_lease_without_file_never_wins(lab, vm):
    net = lab(2)
    public = net.segment(0).dnsmasq()
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)
    assert public.messages("DHCPOFFER")
    assert not public.messages("DHCPREQUEST")


def test_only_leases_without_file(lab, vm):
    net = lab(2)
    net.segment(0).dnsmasq()
    net.segment(1).dnsmasq()
    with vm(net, "lkrn", script=f"#!ipxe\nmultiboot --timeout {SHORT} "
            "|| echo MULTIBOOT FAILED\nshell\n") as machine:
        machine.wait_for("MULTIBOOT FAILED", 30)
        for number in range(2):
            assert "nothing to boot" in table(machine, number)


def test_missing_file_goes_on_with_next_offer(lab, vm, traits):
    net = lab(2)
    bad = net.segment(0).dnsmasq(boot="missing.ipxe")
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)
        assert re.search(traits.no_file, machine.text)
    # Some firmwares ask again without options.
    assert set(bad.files_missing()) == {"missing.ipxe"}
    assert bad.messages("DHCPACK") == [net.segment(0).mac]


def test_both_offer_and_one_has_no_file(lab, vm):
    """Whoever wins the first race, the one that has the file boots."""
    net = lab(2)
    net.segment(0).dnsmasq(boot="missing.ipxe")
    bootable(net.segment(1))
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)


def test_all_files_missing(lab, vm, traits):
    net = lab(2)
    for segment in net.segments:
        segment.dnsmasq(boot="missing.ipxe")
    with vm(net, "lkrn", script="#!ipxe\nmultiboot || echo MULTIBOOT FAILED\n"
            "shell\n") as machine:
        machine.wait_for("MULTIBOOT FAILED", 60)
        for number in range(2):
            assert re.search(traits.no_file, table(machine, number))


def test_image_that_is_none_goes_on(lab, vm):
    net = lab(2)
    net.segment(0).dnsmasq(boot="noise", files={"noise": b"\x93noise" * 999})
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)


def test_script_that_fails_goes_on(lab, vm):
    net = lab(2)
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\necho first script fails\nno-such-command\n"})
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        machine.wait_for("first script fails")
        machine.wait_for("no-such-command")
        expect_boot(machine, 1)


def test_link_down(lab, vm, traits):
    net = lab(2)
    bootable(net.segment(0))
    bootable(net.segment(1))
    with vm(net, "lkrn", traits.link_model, link_down=[0]) as machine:
        expect_boot(machine, 1)
    assert net.segment(0).dhcp() == []


def test_all_links_down(lab, vm, traits):
    net = lab(2)
    with vm(net, "lkrn", traits.link_model, link_down=[0, 1],
            script=f"#!ipxe\nmultiboot --timeout {SHORT} "
            "|| echo MULTIBOOT FAILED\nshell\n") as machine:
        machine.wait_for("MULTIBOOT FAILED", 30)
        for number in range(2):
            assert "link down" in table(machine, number)


def test_link_comes_up_late(lab, vm, traits):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "lkrn", traits.link_model, link_down=[1]) as machine:
        machine.wait_for("multiboot")
        machine.set_link(1, True)
        expect_boot(machine, 1)


def test_server_that_answers_late(lab, vm):
    """dnsmasq looks for 3 s whether the address is in use."""
    net = lab(1)
    bootable(net.segment(0), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0)


def test_proxy_on_a_second_server(lab, vm):
    net = lab(2)
    wire = net.segment(1)
    wire.dnsmasq(tftp=False)
    host = wire.host()
    host.dnsmasq(boot="boot.ipxe", proxy=True,
                 files={"boot.ipxe": script(1), "boot.ipxe.0": script(1)})
    with vm(net, "lkrn") as machine:
        assert machine.wait_for(BOOTED, 30)[1] == "1"


def test_in_turn(lab, vm):
    net = lab(3)
    public = net.segment(0).dnsmasq()
    first = bootable(net.segment(1))
    second = bootable(net.segment(2))
    with vm(net, "lkrn", cmdline="multiboot --in-turn") as machine:
        expect_boot(machine, 1, 60)
    assert public.messages("DHCPOFFER")
    assert first.messages("DHCPREQUEST") == [net.segment(1).mac]
    assert second.messages() == []
    assert (net.segment(0).dhcp()[-1].time
            < net.segment(1).dhcp()[0].time)


def test_in_turn_goes_on_after_failure(lab, vm):
    net = lab(2)
    net.segment(0).dnsmasq(boot="missing.ipxe")
    bootable(net.segment(1))
    with vm(net, "lkrn", cmdline="multiboot -s") as machine:
        expect_boot(machine, 1, 60)


def test_named_contenders_only(lab, vm):
    net = lab(3)
    left_out = bootable(net.segment(0))
    bootable(net.segment(2))
    with vm(net, "lkrn", cmdline="multiboot net2 net1") as machine:
        expect_boot(machine, 2)
    assert left_out.messages() == []
    assert net.segment(0).dhcp() == []
    assert "DISCOVER" in kinds(net.segment(1))


def test_typed_at_the_prompt(lab, vm):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        machine.type("multiboot\n")
        expect_boot(machine, 1)


def test_mistyped_at_the_prompt(lab, vm):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "lkrn", cmdline="shell") as machine:
        for line, answer in (("multiboot net7", "net7"),
                             ("multiboot --no-such", "no-such|[Uu]sage"),
                             ("multiboot --timeout ten", "ten"),
                             ("multiboot --help", "--in-turn"),
                             ("multibot", "multibot")):
            machine.wait_for(PROMPT)
            machine.type(line)
            machine.wait_for(line + r"\s*")
            machine.type("\n")
            machine.wait_for(answer)
        machine.wait_for(PROMPT)
        machine.type("multiboot\n")
        expect_boot(machine, 1)


def test_race_twice(lab, vm):
    """What failed once leaves nothing behind: the second race works."""
    net = lab(2)
    with vm(net, "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        machine.type(f"multiboot --timeout {SHORT}\n")
        machine.wait_for(r"no offer[\s\S]*" + PROMPT, 30)
        bootable(net.segment(1))
        machine.type("multiboot\n")
        expect_boot(machine, 1)
