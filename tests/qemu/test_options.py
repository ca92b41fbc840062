# SPDX-License-Identifier: GPL-2.0-or-later
"""The options of `multiboot`, and the results it leaves for scripts."""

import hashlib
import re

import pytest

from scenario import (BOOTED, PROMPT, SHORT, bootable, expect_boot, kinds,
                      script, table, wait_for_discover)

# How long any firmware may take to its own prompt, in seconds.
PATIENCE = 60


def test_exclude(lab, vm):
    net = lab(3)
    left_out = bootable(net.segment(0))
    bootable(net.segment(2))
    with vm(net, "lkrn", cmdline="multiboot --exclude net0,net1") as machine:
        expect_boot(machine, 2)
    assert left_out.messages() == []
    assert net.segment(1).dhcp() == []


def test_a_faster_rogue_loses_to_the_server_that_is_named(lab, vm):
    net = lab(2)
    bootable(net.segment(0))
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn", cmdline="multiboot --server 10.1.0.0/16") as machine:
        machine.wait_for(r"net0: offer from 10\.0\.0\.1 refused by --server")
        expect_boot(machine, 1, 40)
    assert "REQUEST" not in kinds(net.segment(0))


@pytest.mark.long
def test_a_faster_rogue_loses_fifty_times(lab, vm):
    """It is listed first and answers at once, the other one only after it has
    found that nobody has the address, which takes it 3 s."""
    net = lab(2)
    rogue = bootable(net.segment(0))
    bootable(net.segment(1), ping=True)
    for _ in range(50):
        with vm(net, "lkrn", cmdline="multiboot --server 10.1.0.1") as machine:
            expect_boot(machine, 1, 40)
    assert rogue.files_sent() == []
    assert "REQUEST" not in kinds(net.segment(0))


@pytest.mark.parametrize("firmware", ["lkrn", "efi"])
def test_policies(lab, vm, firmware):
    """One after the other: each script but the last one ends with an error."""
    net = lab(3)
    left_out = bootable(net.segment(0))
    for segment in net.segments[1:]:
        segment.dnsmasq(boot="boot.ipxe", extra=[
            f"--dhcp-option-force=60,site-{segment.number}"], files={
                "boot.ipxe": script(segment.number, "exit 1\n")})
    net.segment(1).http(files={"url.ipxe": "#!ipxe\necho BY URL\n"})
    races = ["--exclude 52:54:00:00:00:00 --server 10.2.0.1 -T 4000",
             "--match site-1 -T 4000 net1 net2",
             "--url http://10.1.0.1/url.ipxe net1 net2"]
    with vm(net, firmware, cmdline=" || ".join(
            f"multiboot {options}" for options in races)) as machine:
        machine.wait_for(r"net1: offer from 10\.1\.0\.1 refused by --server",
                         PATIENCE)
        machine.wait_for(r"net2: offer from 10\.2\.0\.1 refused by --match")
        machine.wait_for("BY URL")
        boots = [match[1] for match in re.finditer(BOOTED, machine.text)]
    assert boots == ["2", "1"]
    assert left_out.messages() == []


def test_settle_prefers_the_one_listed_first(lab, vm):
    net = lab(2)
    bootable(net.segment(0), ping=True)
    bootable(net.segment(1))
    with vm(net, "lkrn", cmdline="multiboot --settle 9000") as machine:
        expect_boot(machine, 0, 40)
    assert "REQUEST" not in kinds(net.segment(1))


def test_order_of_names_is_the_order_of_preference(lab, vm):
    net = lab(2)
    bootable(net.segment(0))
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn", cmdline="multiboot -S 9000 net1 net0") as machine:
        expect_boot(machine, 1, 40)


def test_rounds(lab, vm):
    """A server that comes up after the first round is found in a later one."""
    net = lab(1)
    with vm(net, "lkrn",
            cmdline="multiboot --timeout 3000 --rounds 0") as machine:
        machine.wait_for("[Rr]ound")
        bootable(net.segment(0))
        expect_boot(machine, 0, 40)


def test_rounds_end(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", script="#!ipxe\nmultiboot -T 2000 -n 2 || echo GAVE UP"
            "\nshell\n") as machine:
        machine.wait_for("GAVE UP", 40)


def test_results_for_scripts(lab, vm, traits):
    net = lab(3)
    net.segment(0).dnsmasq()
    then = ("echo <${multiboot/netdev}> <${multiboot/mac}> "
            "<${multiboot/server}> <${multiboot/filename}>\n"
            "echo tried <${multiboot/tried}> <${multiboot/reason-net2}>\n"
            "isset ${multiboot/elapsed} && echo TIMED\n"
            "echo <${multiboot/summary}>\n")
    net.segment(1).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(1, then)})
    with vm(net, "lkrn", traits.link_model, link_down=[2]) as machine:
        expect_boot(machine, 1)
        machine.wait_for("<net1> <52:54:00:00:00:01> <10.1.0.1> <boot.ipxe>")
        machine.wait_for("tried <net1> <")
        machine.wait_for("TIMED")
        machine.wait_for(r"<net1 52:54:00:00:00:01 boot.ipxe after \d+ ms; "
                         "net0: [^;]+; net2: ")


def test_probe_boots_nothing(lab, vm):
    net = lab(2)
    server = bootable(net.segment(1))
    with vm(net, "lkrn", script="#!ipxe\nmultiboot --probe && "
            "echo PROBED <${multiboot/netdev}> <${netX/mac}> <${netX/ip}>\n"
            "shell\n") as machine:
        machine.wait_for(
            r"PROBED <net1> <52:54:00:00:00:01> <10\.1\.0\.1\d\d>")
        machine.wait_for(PROMPT)
    assert server.files_sent() == []


def test_quiet(lab, vm):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "lkrn", cmdline="multiboot --quiet") as machine:
        expect_boot(machine, 1)
        assert "net0" not in machine.text.split("BOOTED")[0]


def test_dhcp_timeout(lab, vm):
    net = lab(2)
    with vm(net, "lkrn", script="#!ipxe\nmultiboot --dhcp-timeout 2000 "
            "|| echo GAVE UP\nshell\n") as machine:
        machine.wait_for("GAVE UP", 20)
        assert "no offer" in table(machine, 0)


@pytest.mark.parametrize("nics,error", [(0, "[Nn]o net"), (1, "[Nn]o link")])
def test_different_errors(lab, vm, traits, nics, error):
    net = lab(nics)
    with vm(net, "lkrn", traits.link_model, link_down=range(nics),
            script=f"#!ipxe\nmultiboot -T {SHORT} || echo GAVE UP\nshell\n"
            ) as machine:
        machine.wait_for(error, 20)
        machine.wait_for("GAVE UP")


@pytest.mark.parametrize("firmware", ["lkrn", "efi"])
def test_ctrl_c_ends_the_race(lab, vm, firmware):
    net = lab(2)
    with vm(net, firmware, cmdline="shell") as machine:
        machine.wait_for(PROMPT, PATIENCE)
        machine.type("multiboot\n")
        for segment in net.segments:
            wait_for_discover(machine, segment)
        machine.key("ctrl-c")
        machine.wait_for(r"-> cancelled[\s\S]*" + PROMPT)
        for number in range(2):
            assert "cancelled" in table(machine, number)
        bootable(net.segment(1))
        machine.type("multiboot\n")
        expect_boot(machine, 1)


def test_ctrl_c_twice_ends_the_rounds(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        machine.type("multiboot --rounds 0\n")
        wait_for_discover(machine, net.segment(0))
        machine.key("ctrl-c", "ctrl-c")
        machine.wait_for(r"^multiboot: Cancelled")
        machine.wait_for(PROMPT)


def test_ctrl_c_in_turn_goes_on_with_the_next(lab, vm):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "lkrn", cmdline="multiboot --in-turn") as machine:
        wait_for_discover(machine, net.segment(0))
        machine.key("ctrl-c")
        assert machine.wait_for(BOOTED, 20)[1] == "1"


@pytest.mark.parametrize("server,script", [
    ("%{netX/54:ipv4}", "boot.ipxe"),
    ("10.3.0.1", "%{netX/mac:hexhyp}.ipxe"),
])
def test_url_is_booted_from_where_it_can_be_had(lab, vm, server, script):
    """Three leases on networks that refuse, or have no route to the server; the
    fourth has one. None of them names a file."""
    net = lab(4)
    for number in range(3):
        net.segment(number).dnsmasq(extra=["--dhcp-option=3"])
    last = net.segment(3)
    last.dnsmasq()
    body = "#!ipxe\necho URL <${netX/mac}> <${multiboot/filename}>\nshell\n"
    name = script.replace("%{netX/mac:hexhyp}", last.mac.replace(":", "-"))
    last.http(files={name: body})
    with vm(net, "lkrn",
            cmdline=f"multiboot --url http://{server}/{script}") as machine:
        machine.wait_for(f"URL <{last.mac}> <http://10.3.0.1/{name}>", 40)


# What the table says of a network whose router does that, or that has none.
DEAD_ENDS = {
    "refuses": "Connection refused",
    "unreachable": "No way to that machine",
    "no router": "No way to that network",
    "swallows": "no answer from its server",
}


@pytest.mark.core
@pytest.mark.parametrize("ends", [
    ("refuses", "unreachable", "no router"),
    ("unreachable", "swallows", "refuses"),
])
def test_the_table_has_the_cost_of_dead_ends(lab, vm, ends):
    """The right one comes last. How long each may take is checked in virtual
    time (tests/unit/test_dead_ends.c)."""
    net = lab(4)
    last = net.segment(3)
    for segment, end in zip(net.segments, ends):
        router = ""
        if end != "no router":
            host = segment.host()
            host.becomes(end, last.address)
            router = f",{host.address}"
        segment.dnsmasq(extra=[f"--dhcp-option=3{router}"])
    last.dnsmasq()
    last.http(files={"boot.ipxe": script(3)})
    with vm(net, "lkrn", cmdline="multiboot --url "
            f"http://{last.address}/boot.ipxe || shell") as machine:
        machine.wait_for("multiboot: net3: booted", 60)
        for number, end in enumerate(ends):
            row = table(machine, number)
            cost = re.search(rf"{DEAD_ENDS[end]} \((\d+) ms\)", row)
            assert cost, row
            # What is swallowed is waited for, whatever else the VM waits for.
            assert end != "swallows" or int(cost[1]) >= 3900
        assert re.search(r"-> booted \(\d+ ms\)", table(machine, 3))


MACHINE_ARGUMENTS = {
    "smbios": ("-smbios", "type=11,value=a note,"
               "value=multiboot:--exclude net0 --settle 0"),
    "fw_cfg": ("-fw_cfg", "name=opt/multiboot/args,"
               "string=--settle 0 --exclude net0"),
}


@pytest.mark.parametrize("way", MACHINE_ARGUMENTS)
def test_the_machine_has_arguments(lab, vm, way):
    """A hypervisor says what the ROM's race is to do."""
    net = lab(2)
    left_out = bootable(net.segment(0))
    bootable(net.segment(1))
    with vm(net, "rom", rom_on=[0], extra=MACHINE_ARGUMENTS[way]) as machine:
        machine.wait_for("using this machine's arguments")
        expect_boot(machine, 1)
    assert left_out.messages() == []


@pytest.mark.core
@pytest.mark.parametrize("firmware", ["lkrn", "rom"])
def test_a_file_with_another_digest_is_not_run(lab, vm, firmware):
    """Both NICs have a file of that name, and the first one listed has a wrong
    one. The digest comes from the hypervisor."""
    net = lab(2)
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(0) + " "})
    bootable(net.segment(1))
    digest = hashlib.sha256(script(1).encode()).hexdigest()
    with vm(net, firmware, extra=(
            "-smbios", "type=11,value=multiboot:--settle 5000 "
            f"--sha256 {digest}")) as machine:
        expect_boot(machine, 1)
        machine.wait_for("-> boot failed: digest differs from --sha256")
        assert "BOOTED FROM net0" not in machine.text
