# SPDX-License-Identifier: GPL-2.0-or-later
"""Whole boots: the race, downloads, what would be started."""

import hashlib
import os
import random
import subprocess

import pytest

from lab import RogueHttp, RogueTftp
from program import (ARM64, ASAN, BOOT, NOTHING, RESET, nics, run, told)
from scenario import bootable, script, silent

KERNEL_VERSION = b"6.1.0-test (someone) #1"


def fake_kernel(size=200000):
    """A bzImage by its header (boot protocol 2.15), of random bytes."""
    image = bytearray(random.Random(1).randbytes(size))
    header = bytearray(0x268 - 0x1f1)

    def put(at, value, length):
        header[at - 0x1f1:at - 0x1f1 + length] = value.to_bytes(length, "little")

    put(0x1f1, 4, 1)
    put(0x1f4, (size - 5 * 512) // 16, 4)
    put(0x1fe, 0xaa55, 2)
    put(0x202, 0x53726448, 4)
    put(0x206, 0x020f, 2)
    put(0x20e, 0x400, 2)
    put(0x211, 1, 1)
    put(0x22c, 0x7fffffff, 4)
    put(0x230, 0x200000, 4)
    put(0x234, 1, 1)
    put(0x238, 2047, 4)
    put(0x258, 0x1000000, 8)
    put(0x260, size * 4, 4)
    image[:2] = b"\0\0"
    image[0x1f1:0x268] = header
    image[0x600:0x600 + len(KERNEL_VERSION) + 1] = KERNEL_VERSION + b"\0"
    return bytes(image)


def test_the_third_of_four_is_alive(lab):
    net = lab(4)
    server = bootable(net.segment(2))
    others = [silent(net.segment(i)) for i in (0, 1, 3)]
    done = run(net, *nics(net))
    assert done.returncode == BOOT, done.stdout
    assert "BOOTED FROM net2 BY" in done.stdout
    assert server.files_sent() == ["boot.ipxe"]
    assert len(server.messages("DHCPREQUEST")) == 1
    assert all(other.messages("DHCPDISCOVER") for other in others)
    # To a pipe go no escape sequences.
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("number", [7, 9])
def test_server_that_knows_one_number_of_uefi_on_x86_64(lab, number):
    """Clients of the other one get no answer at all."""
    net = lab(1)
    server = bootable(net.segment(0), extra=[
        f"--dhcp-match=set:known,option:client-arch,{number}",
        "--dhcp-ignore=tag:!known"])
    done = run(net, "--arch", "7", "--nic", "tap0")
    assert "BOOTED FROM net0 BY" in done.stdout, done.stdout
    assert len(server.messages("DHCPREQUEST")) == 1
    # The number that firmware says comes first, and alone.
    assert (len(server.messages("DHCPDISCOVER")) == 1) == (number == 7)


def test_autoboot_of_a_named_device_ends_with_its_script(lab):
    """Whose commands have arguments of their own."""
    net = lab(1)
    server = net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\necho a script\nexit 1\n"})
    done = run(net, "--nic", "tap0", "--command",
               "autoboot net0 || echo GAVE UP")
    assert "GAVE UP" in done.stdout, done.stdout
    assert server.files_sent() == ["boot.ipxe"]


@pytest.fixture
def linux(lab):
    """A segment whose script boots Linux: kernel by HTTP, initrds by both."""
    net = lab(1)
    segment = net.segment(0)
    files = {"vmlinuz": fake_kernel(),
             "initrd.gz": random.Random(2).randbytes(3000001)}
    text = ("#!ipxe\nkernel http://10.0.0.1/vmlinuz quiet msg='it is'\n"
            "initrd http://10.0.0.1/initrd.gz\n"
            "initrd tftp://10.0.0.1/more /etc/more mode=600\nboot\n")
    segment.dnsmasq(boot="boot.ipxe", files={"boot.ipxe": text,
                                             "more": "more\n"})
    segment.http(files=files)
    return net, files


def test_kernel_and_initrds_are_told(linux):
    net, files = linux
    done = run(net, "--nic", "tap0")
    assert done.returncode == BOOT, done.stdout
    assert ("A machine here would now start: Linux 6.1.0-test\n"
            "  file     http://10.0.0.1/vmlinuz, 195 KiB\n"
            "  initrd   http://10.0.0.1/initrd.gz, 2929 KiB\n"
            "  initrd   tftp://10.0.0.1/more, 5 bytes\n"
            "  cmdline  quiet msg='it is'\n") in done.stdout


def test_the_same_as_json(linux):
    net, files = linux
    status, result = told(net, "--nic", "tap0")
    assert status == BOOT and result["outcome"] == "boot"
    start = result["start"]
    assert start["type"] == "Linux" and start["version"] == "6.1.0-test"
    assert start["file"] == {"name": "vmlinuz", "size": len(files["vmlinuz"]),
                             "uri": "http://10.0.0.1/vmlinuz"}
    assert [one["size"] for one in start["initrds"]] == [3000001, 5]
    assert start["command_line"] == "quiet msg='it is'"
    assert result["winner"]["uri"] == "tftp://10.0.0.1/boot.ipxe"
    kinds = [offer["kind"] for offer in result["nics"][0]["offers"]]
    assert kinds == ["offer", "ack"]


def test_files_are_kept_and_kexec_gets_them(linux, tmp_path):
    """The script is run, with a kexec that shows what it was given."""
    net, files = linux
    kept = tmp_path / "it's kept"
    done = run(net, "--nic", "tap0", "--fetch", kept, "--kexec-script")
    assert done.returncode == BOOT, done.stderr
    for name, content in files.items():
        assert (kept / name).read_bytes() == content
    assert (kept / "boot.ipxe").read_text().startswith("#!ipxe\n")
    kexec = tmp_path / "kexec"
    kexec.write_text('#!/bin/sh\nfor a; do echo "[$a]"; done\n')
    kexec.chmod(0o755)
    said = subprocess.run(["sh", "-c", done.stdout], text=True, check=True,
                          stdout=subprocess.PIPE,
                          env={"PATH": f"{tmp_path}:{os.environ['PATH']}"}).stdout
    assert said.splitlines() == [
        "[--load]", f"[{kept}/vmlinuz]", f"[--initrd={kept}/initrds]",
        "[--command-line=quiet msg='it is']", "[--exec]"]
    joined = (kept / "initrds").read_bytes()
    assert joined.startswith(files["initrd.gz"])
    assert b"070701" in joined and joined.rstrip(b"\0").endswith(b"more\n")


def test_names_of_files_do_no_harm(lab, tmp_path):
    net = lab(1)
    net.segment(0).dnsmasq()
    net.segment(0).http(files={"..;$(id) x": "a", "sub/same": "b", "same": "c"})
    done = run(net, "--nic", "tap0", "--fetch", tmp_path / "kept", "-c",
               "dhcp && imgfetch http://10.0.0.1/..%3b%24(id)%20x && "
               "imgfetch http://10.0.0.1/same && "
               "imgfetch --name same http://10.0.0.1/sub/same")
    assert done.returncode == 0, done.stdout
    assert sorted(os.listdir(tmp_path / "kept")) == \
        ["_.___id__x", "same", "same-2"]
    assert os.listdir(tmp_path) == ["kept"]


@pytest.mark.parametrize("device", ["tap", "packet"])
def test_a_large_file_is_whole(lab, device):
    """On a packet socket with segments that the kernel has merged."""
    net = lab(1)
    segment = net.segment(0)
    segment.dnsmasq()
    content = random.Random(3).randbytes(40 << 20)
    segment.nginx(files={"big": content})
    place, nic = (net, "tap0") if device == "tap" else (segment.host(), "eth0")
    folder = net.path("kept")
    done = run(place, "--nic", nic, "--fetch", folder,
               "-c", "dhcp && imgfetch http://10.0.0.1/big")
    assert done.returncode == 0, done.stdout
    with open(os.path.join(folder, "big"), "rb") as kept:
        assert hashlib.sha256(kept.read()).digest() == \
            hashlib.sha256(content).digest()


def test_memory_bounds_what_is_downloaded(lab):
    """A body without an end, and without a length."""
    def endless(server, request):
        request.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while request.send(bytes(65536)):
            pass

    net = lab(1)
    net.segment(0).dnsmasq()
    RogueHttp(net.segment(0), endless)
    done = run(net, "--nic", "tap0", "--memory", 8,
               "-c", "dhcp && imgfetch http://10.0.0.1/x")
    assert done.returncode == NOTHING
    assert "KiB of memory are free" in done.stdout


def test_a_missing_file_is_told(lab):
    net = lab(1)
    net.segment(0).dnsmasq(boot="gone.ipxe")
    status, result = told(net, "--nic", "tap0")
    assert status == NOTHING and result["outcome"] == "nothing"
    assert result["nics"][0]["reason"] == "file not found on 10.0.0.1"


def test_a_tftp_server_that_stops(lab):
    """One block, then silence: the boot goes on with the other NIC."""
    def one_block(server, request):
        request.socket.sendto(b"\0\3\0\1" + bytes(512), request.client)

    net = lab(2)
    net.segment(0).dnsmasq(boot="x", tftp=False)
    rogue = RogueTftp(net.segment(0), one_block)
    bootable(net.segment(1), ping=True)
    done = run(net, *nics(net), "-c", "multiboot --timeout 20000")
    assert rogue.files and "BOOTED FROM net1" in done.stdout
    assert done.returncode == BOOT


def test_the_log_server_of_a_lease_is_told(lab):
    """Nothing boots: the lease's log server hears why, one that has none does not,
    and nobody does with --quiet."""
    net = lab(2)
    net.segment(0).dnsmasq(boot="absent.ipxe", extra=["--dhcp-option=7,10.0.0.1"])
    net.segment(1).dnsmasq()
    log = net.segment(0).log_server()
    quiet = run(net, *nics(net), "-c", "multiboot --quiet")
    assert quiet.returncode == NOTHING, quiet.stdout
    assert log.messages() == []
    done = run(net, *nics(net), "-c", "multiboot", program=ASAN)
    assert done.returncode == NOTHING, done.stdout + done.stderr
    (sender, text), = log.messages()
    assert text.startswith(f"<27>{sender} multiboot: nothing booted | net0 ")
    assert " absent.ipxe -> file not found on 10.0.0.1 | net1 " in text
    assert text.endswith(" from 10.1.0.1 -> lease, nothing to boot")


@pytest.mark.parametrize("word, outcome", [("reboot", "reboot"),
                                           ("poweroff", "power off")])
def test_the_end_of_the_machine(word, outcome):
    status, result = told(None, "--command", word)
    assert status == RESET and result["outcome"] == outcome


def test_under_the_sanitizers(linux, tmp_path):
    net, files = linux
    done = run(net, "--nic", "tap0", "--fetch", tmp_path / "kept",
               program=ASAN)
    assert done.returncode == BOOT, done.stderr
    assert "would now start: Linux" in done.stdout


def test_on_arm64(lab):
    """The program for that processor, which qemu emulates. It passes on no more
    of the kernel than TAP devices need."""
    net = lab(2)
    bootable(net.segment(1))
    done = run(net, "--tap", "tap0", "--tap", "tap1", program=ARM64)
    assert done.returncode == BOOT, done.stdout + done.stderr
    assert "BOOTED FROM net1" in done.stdout
    usage = run(None, "--help", program=ARM64)
    assert usage.returncode == 0 and "--probe" in usage.stdout
