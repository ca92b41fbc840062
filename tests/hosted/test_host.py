# SPDX-License-Identifier: GPL-2.0-or-later
"""The program as a guest of its host: options, devices, terminal, signals."""

import json
import os
import pty
import select
import signal
import subprocess
import termios
import time

import pytest

from lab import RogueDhcp
from lab.process import in_namespace
from lab.process import run as run_tool
from program import (BOOT, NIC, NOTHING, STUCK, USAGE, Witness, command,
                     is_discover, nics, parsed, run,
                     told)
from scenario import bootable, silent


# --- options

@pytest.mark.parametrize("arguments, why", [
    ([], "nothing to do"),
    (["--what"], "unrecognized option"),
    (["--mac", "own"], "comes after the NIC"),
    (["--nic", "x", "--mac", "12:34"], "not a MAC address"),
    (["--nic", "x", "--mac", "01:00:00:00:00:00"], "a group's address"),
    (["--nic", "x", "--bridge", "br0"], "is for TAP devices"),
    (["--nic", "a-name-that-is-too-long"], "not the name"),
    (["--uuid", "1234", "--nic", "x"], "not a UUID"),
    (["--arch", "65536"], "too large"),
    (["--arch", "-1"], "not a number"),
    (["--wait", "9999"], "too large"),
    (["--probe"], "needs a NIC"),
    (["--request", "--nic", "x"], "is for --probe"),
    (["--virtual", "--nic", "x"], "need a real clock"),
    (["--kexec-script", "-c", "true"], "needs files"),
    (["/no/such/script"], "No such file"),
    (["--fetch", "/dev/null/x", "-c", "true"], "Not a directory")])
def test_usage(arguments, why):
    done = run(None, *arguments)
    assert done.returncode == USAGE and why in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("arguments, why", [
    (["--nic", "nope"], "no such interface"),
    (["--nic", "lo"], "not an Ethernet interface"),
    (["--netns", "nope", "--nic", "eth0"], "cannot enter that network"),
    (["--tap", "tapX", "--bridge", "nope"], "cannot put it into the bridge"),
    (["--tap", "br0"], "Invalid argument")])
def test_nics_that_cannot_be_used(lab, arguments, why):
    done = run(lab(1), *arguments)
    assert done.returncode == NIC and why in done.stderr
    assert done.stdout == ""


def test_a_tap_that_somebody_has(lab):
    net = lab(1)
    first = subprocess.Popen(
        command(net, "--nic", "tap0", "-c", "echo here && shell"), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        while "here" not in first.stdout.readline():
            pass
        done = run(net, "--nic", "tap0", "-c", "ifstat")
        assert done.returncode == NIC and "virtual machine" in done.stderr
    finally:
        first.communicate("exit\n", timeout=30)


def test_the_right_is_asked_for():
    """Nobody may open packet sockets, in this host's namespace least of all."""
    done = subprocess.run(
        ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all",
         "--reuid", "65534", "--clear-groups",
         *command(None, "--tap", "tap9", "-c", "true")],
        text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    assert done.returncode == NIC
    assert "cap_net_raw" in done.stderr


def test_scripts_run_without_nics(tmp_path):
    script = tmp_path / "a.ipxe"
    script.write_text("#!ipxe\nset x ${platform}-${product}\necho ${x}\n"
                      "sleep 3600\nchain b.ipxe\n")
    (tmp_path / "b.ipxe").write_text("#!ipxe\necho second\nexit 7\n")
    done = run(None, "--virtual", script, tmp_path / "b.ipxe")
    assert "linux-Linux program\nsecond\n" in done.stdout
    assert done.returncode == NOTHING


def test_an_smbios_table(tmp_path):
    table = tmp_path / "dmi"
    table.write_bytes(b"\x01\x1b\x00\x01\x01\x00\x00\x02" + bytes(16)
                      + b"\x06\x00\x00Acme\0S-1\0\0\x7f\x04\x00\x7f\0\0")
    done = run(None, "--smbios", table, "-c",
               "echo ${manufacturer} ${serial}")
    assert "Acme S-1\n" in done.stdout


def test_keys_and_the_end_of_input(tmp_path):
    script = tmp_path / "a.ipxe"
    script.write_text("#!ipxe\nprompt Go on? && echo pressed\n")
    keys = tmp_path / "keys"
    keys.write_text("Go on?\tx\n")
    assert "pressed" in run(None, "--virtual", "--keys", keys, script).stdout
    assert run(None, "--virtual", script).returncode == STUCK
    done = run(None, "--command", "shell", typed="echo one\necho two")
    assert "\none\n" in done.stdout and done.returncode == BOOT


# --- devices

def interface(namespace, name):
    shown = run_tool(in_namespace(namespace, ["ip", "-j", "-d", "addr", "show",
                                              "dev", name]))
    found, = json.loads(shown)
    return {key: found.get(key) for key in
            ("flags", "address", "addr_info", "promiscuity", "operstate",
             "mtu")}


@pytest.mark.parametrize("mac", ["default", "own"])
def test_the_host_is_as_it_was(lab, mac):
    """A boot on an interface that the host uses: its address answers still."""
    net = lab(1)
    host = net.segment(0).host()
    bootable(net.segment(0))
    before = interface(host.namespace, "eth0")
    extra = ["--mac", "own"] if mac == "own" else []
    done = run(None, "--netns", host.namespace, "--nic", "eth0", *extra)
    assert done.returncode == BOOT, done.stdout
    assert "BOOTED FROM net0" in done.stdout
    assert (before["address"] in done.stdout) == (mac == "own")
    assert interface(host.namespace, "eth0") == before
    # It has answered nobody in the host's name, nor taken its neighbours.
    assert "10.0.0.1" not in run_tool(in_namespace(
        host.namespace, ["ip", "neigh", "show", "dev", "eth0", "nud",
                         "permanent"]))


def test_an_offer_in_a_vlan_is_another_networks(lab):
    from scapy.layers.l2 import Dot1Q, Ether

    def answer(server, message):
        offer = server.offer(message)
        offer = Ether(src=offer.src, dst=offer.dst) / Dot1Q(vlan=5) \
            / offer.payload
        return [offer]

    net = lab(1)
    host = net.segment(0).host()
    rogue = RogueDhcp(net.segment(0), answer)
    status, result = told(host, "--probe", "--timeout", 1500, "--nic", "eth0")
    assert rogue.heard and rogue.error is None
    assert status == NOTHING and result["nics"][0]["offers"] == []


def test_what_is_the_hosts_alone_is_not_taken(lab):
    """An offer in the race's transaction, to the host's own MAC address."""
    def answer(server, message):
        offer = server.offer(message)
        offer.dst = host_mac
        return [offer]

    net = lab(1)
    host = net.segment(0).host()
    host_mac = interface(host.namespace, "eth0")["address"]
    rogue = RogueDhcp(net.segment(0), answer)
    assert told(host, "--probe", "--timeout", 1500, "--nic",
                "eth0")[0] == NOTHING
    assert rogue.heard and rogue.error is None
    assert told(host, "--probe", "--nic", "eth0", "--mac", "own")[0] == BOOT


def test_a_tap_made_for_the_run(lab):
    net = lab(1)
    bootable(net.segment(0))
    macs = set()
    for _ in range(2):
        status, result = told(net, "--probe", "--tap", "mine", "--bridge",
                              "br0")
        assert status == BOOT
        macs.add(result["winner"]["mac"])
        assert "mine" not in run_tool(in_namespace(net.namespace,
                                                   ["ip", "-o", "link"]))
    assert len(macs) == 1


def test_nics_in_several_namespaces(lab):
    net = lab(2)
    first, second = net.segment(0).host(), net.segment(1).host()
    silent(net.segment(0))
    bootable(net.segment(1))
    done = run(None, "--netns", first.namespace, "--nic", "eth0",
               "--netns", f"/run/netns/{second.namespace}", "--nic", "eth0")
    assert done.returncode == BOOT
    assert "BOOTED FROM net1" in done.stdout


def test_an_interface_that_goes_away(lab):
    """In the middle of a race: its link is down, and it ends."""
    net = lab(1)
    host = net.segment(0).host()
    witness = Witness(net.segment(0), "br0")
    running = subprocess.Popen(
        command(host, "--probe", "--json", "--nic", "eth0", "--timeout", 4000),
        text=True, stdout=subprocess.PIPE)
    while not witness.frames and running.poll() is None:
        time.sleep(0.02)
    net.ip_batch(host.namespace, ["link del eth0"])
    said, _ = running.communicate(timeout=60)
    assert running.returncode == NOTHING
    nic, = json.loads(said)["nics"]
    assert not nic["link"] and nic["reason"] == "link down"
    assert any(map(is_discover, map(parsed, witness.frames)))


# --- terminal and signals

class Terminal:
    """The program at a terminal of its own."""

    def __init__(self, *argv):
        self.master, slave = pty.openpty()
        self.slave = slave
        self.before = termios.tcgetattr(slave)
        self.text = ""
        self.process = subprocess.Popen(argv, stdin=slave, stdout=slave,
                                        stderr=slave, start_new_session=True)

    def wait_for(self, text, timeout=30):
        end = time.monotonic() + timeout
        while text not in self.text:
            assert time.monotonic() < end, self.text
            if select.select([self.master], [], [], 0.2)[0]:
                self.text += os.read(self.master, 4096).decode()

    def is_raw(self):
        return not termios.tcgetattr(self.slave)[3] & termios.ICANON

    def type(self, keys):
        os.write(self.master, keys)

    def end(self):
        """Its exit status, and whether the terminal is as it was."""
        status = self.process.wait(60)
        return status, termios.tcgetattr(self.slave) == self.before

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal():
    opened = []

    def start(*argv):
        opened.append(Terminal(*argv))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def test_ctrl_c_ends_the_race(lab, terminal):
    net = lab(2)
    silent(net.segment(0))
    here = terminal(*command(net, *nics(net), "-c", "multiboot"))
    here.wait_for("all at once")
    assert here.is_raw()
    here.type(b"\x03\x03")
    here.wait_for("Cancelled")
    assert here.end() == (NOTHING, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_the_terminal_as_it_was(lab, terminal, number):
    net = lab(1)
    silent(net.segment(0))
    here = terminal(*command(net, *nics(net), "-c", "multiboot"))
    here.wait_for("all at once")
    # nsenter has become the program itself.
    here.process.send_signal(number)
    assert here.end() == (-number, True)


def test_only_a_terminal_gets_escape_sequences(tmp_path, terminal):
    script = tmp_path / "menu.ipxe"
    script.write_text("#!ipxe\nmenu Which?\nitem one The first\n"
                      "choose --timeout 1000 x && echo took ${x}\n")
    done = run(None, "--virtual", script)
    assert "took one" in done.stdout and "The first" in done.stdout
    assert "\x1b" not in done.stdout
    here = terminal(*command(None, "--virtual", script))
    here.wait_for("took one")
    assert "\x1b[" in here.text


def test_the_prompt(terminal):
    here = terminal(*command(None, "--command", "shell"))
    here.wait_for("multiboot> ")
    here.type(b"echo it ${platform}\r")
    here.wait_for("it linux")
    here.type(b"exit\r")
    assert here.end() == (BOOT, True)
