# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine under the core: what the BIOS gets back, how much memory it
takes, ROMs under all circumstances."""

import re
import shutil
import subprocess

import pytest

from lab import boot_disk
from lab.firmware import ROOT, build_folder
from lab.media import kernel
from scenario import PROMPT, bootable, expect_boot, wait_for_discover
from test_pxe import programs

pytestmark = pytest.mark.core

IVT = (0, 0x400)
BASE_MEMORY = (0x413, 2)
ON_DISK = "DISK BOOTED"


def bios_state(machine):
    """What a boot sector finds: vectors, base memory, A20, control register."""
    registers = machine.qmp.command("human-monitor-command",
                                    **{"command-line": "info registers"})
    return {"ivt": machine.memory(*IVT),
            "base memory": machine.memory(*BASE_MEMORY),
            "a20": registers.split("A20=")[1][:1],
            "cr0": registers.split("CR0=")[1][:8]}


def state_at_disk(lab, vm, firmware, server=None, during=None, **options):
    """server: what both NICs' servers do (default: net0 has a lease, and nothing
    to boot). during: what happens before the disk boots, with the machine."""
    net = lab(2)
    for segment in net.segments if server else net.segments[:1]:
        segment.dnsmasq(**(server or {}))
    disk = boot_disk(net.path("disk.img"))
    with vm(net, firmware, disk=disk, **options) as machine:
        if during:
            during(machine)
        machine.wait_for(ON_DISK, 40)
        return bios_state(machine), machine.text


@pytest.mark.parametrize("firmware", ["rom", "lkrn"])
def test_bios_finds_everything_as_it_was(lab, vm, firmware):
    options = {"cmdline": "ifopen && exit"} if firmware == "lkrn" else {}
    expected, text = state_at_disk(lab, vm, "rom", rom_on=())
    assert "multiboot" not in text
    found, text = state_at_disk(lab, vm, firmware, **options)
    assert "multiboot" in text
    assert found == expected


def cancel(machine):
    machine.wait_for("all at once")
    wait_for_discover(machine, machine.lab.segment(0))
    machine.key("ctrl-c")
    machine.wait_for("-> cancelled")


def kernel_fails(machine):
    machine.wait_for("not a usable Linux kernel")


def program_gives_up(machine):
    machine.wait_for("NBP GIVES UP")


@pytest.mark.parametrize("server,during", [
    ({"ignore": True}, cancel),
    ({"boot": "vmlinuz"}, kernel_fails),
    ({"boot": "fails.0"}, program_gives_up)],
    ids=["ctrl-c", "kernel", "program"])
def test_bios_goes_on_after(lab, vm, folder, server, during):
    server = {**server, "files": {
        "vmlinuz": kernel().read_bytes()[:100000],
        **programs(folder, "fails")}}
    expected, _ = state_at_disk(lab, vm, "rom", rom_on=())
    found, text = state_at_disk(lab, vm, "rom", server, during)
    assert found == expected
    assert text.count("2 net devices") == 1


@pytest.fixture(scope="module")
def prompting_rom(tmp_path_factory):
    """make ROM_PROMPT=2000, beside what has been built."""
    build = tmp_path_factory.mktemp("prompt") / "build"
    shutil.copytree(build_folder(), build, ignore=shutil.ignore_patterns(
        "bench", "linux", "unit", "test-*"))
    subprocess.run(["make", "-s", f"BUILD={build}", "ROM_PROMPT=2000",
                    "ROM_BUDGET=98304", "COMBINED_BUDGET=196608",
                    "images"], check=True, cwd=ROOT, capture_output=True)
    return build / "1af41000.rom"


PRESS = "Press Ctrl-B for the shell"


def test_rom_prompt_opens_the_shell(lab, vm, prompting_rom):
    net = lab(1)
    with vm(net, prompting_rom) as machine:
        machine.wait_for(PRESS)
        machine.key("ctrl-b")
        machine.wait_for(PROMPT)
        machine.type("echo ${platform}\n")
        machine.wait_for("^pcbios")
    assert net.segment(0).dhcp() == []


def test_rom_prompt_boots_without_a_key(lab, vm, prompting_rom):
    net = lab(1)
    bootable(net.segment(0))
    with vm(net, prompting_rom) as machine:
        machine.wait_for(PRESS)
        expect_boot(machine, 0)


def test_one_race_for_all_roms(lab, vm):
    _, text = state_at_disk(lab, vm, "rom")
    assert text.count("2 net devices") == 1
    assert text.count("already tried from 00:03.0") == 1


def patched_rom(net, change, fix=True):
    """Our ROM with its bytes changed, and right checksums again."""
    rom = net.path("patched.rom")
    content = (build_folder() / "1af41000.rom").read_bytes()
    with open(rom, "wb") as out:
        out.write(change(content))
    if fix:
        subprocess.run([build_folder() / "tools/romcheck", "--fix", rom],
                       check=True)
    return rom


def test_rom_without_pmm(lab, vm):
    """A BIOS with no memory manager: the ROM stays where it is."""
    net = lab(1)
    bootable(net.segment(0))
    rom = patched_rom(net, lambda rom: rom.replace(b"$PMM", b"$XXX"))
    with vm(net, rom) as machine:
        expect_boot(machine, 0)


def bios_len(rom):
    """Length of the part for a BIOS, in bytes (PCI Firmware 3.3, 5.1.3)."""
    return rom[2] * 512


def flipped(rom, pos):
    return rom[:pos] + bytes([rom[pos] ^ 1]) + rom[pos + 1:]


def test_damaged_payload_goes_on(lab, vm):
    net = lab(1)
    disk = boot_disk(net.path("disk.img"))
    rom = patched_rom(net, lambda rom: flipped(rom, bios_len(rom) - 2048))
    with vm(net, rom, disk=disk) as machine:
        machine.wait_for("multiboot: .*damaged")
        machine.wait_for(ON_DISK)


def test_romcheck_finds_faults(lab):
    net = lab(1)
    tool = build_folder() / "tools/romcheck"

    def complaints(change):
        rom = patched_rom(net, change, fix=False)
        result = subprocess.run([tool, rom], capture_output=True, text=True)
        return result.stderr if result.returncode else None

    assert complaints(lambda rom: rom) is None
    assert "checksum" in complaints(
        lambda rom: flipped(rom, bios_len(rom) - 1))
    assert "header says" in complaints(lambda rom: rom[:-512])
    assert "PCIR" in complaints(lambda rom: rom.replace(b"PCIR", b"PCIS"))
    assert "$PnP" in complaints(lambda rom: rom.replace(b"$PnP", b"$PnQ"))
    assert "not an option ROM" in complaints(lambda rom: b"MZ" + rom[2:])
    assert "not an option ROM" in complaints(lambda rom: rom[:1])


@pytest.mark.parametrize("model", ["modern", "legacy", "e1000", "e1000e"])
def test_rom_of_every_model(lab, vm, model):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "rom", model=model) as machine:
        expect_boot(machine, 1)


@pytest.mark.parametrize("memory", [8, 16, 32, 3584])
def test_little_and_much_memory(lab, vm, memory):
    net = lab(1)
    with vm(net, "lkrn", memory=memory, cmdline="show memsize && shell") as m:
        megabytes = m.wait_for(r"memsize\S* = (\d+)\s")[1]
        assert memory - 1 <= int(megabytes) <= memory
        m.wait_for(PROMPT)


def test_too_little_memory(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", memory=2, cmdline="shell") as machine:
        machine.wait_for("multiboot: not enough memory")


def test_q35(lab, vm):
    net = lab(2)
    bootable(net.segment(1), ping=False)
    with vm(net, "rom", machine="q35") as machine:
        expect_boot(machine, 1)


@pytest.mark.parametrize("firmware, machine, root", [
    ("rom", "pc", "pxb"), ("lkrn", "q35", "pxb-pcie")])
def test_nic_at_a_further_root(lab, vm, firmware, machine, root):
    """PCI has several roots: the buses there are behind no bridge."""
    net = lab(2)
    net.segment(0).dnsmasq()
    bootable(net.segment(1))
    with vm(net, firmware, machine=machine, root=root) as m:
        expect_boot(m, 1, 60)


@pytest.mark.parametrize("extra", [[], ["-device", "intel-iommu"]],
                         ids=["no-iommu", "iommu"])
def test_device_behind_the_iommu(lab, vm, extra):
    """As VMs with memory encryption have all of theirs. No BIOS switches the
    IOMMU on."""
    net = lab(1)
    bootable(net.segment(0))
    with vm(net, "lkrn", machine="q35", model="modern", extra=extra,
            nic_options=",iommu_platform=on") as machine:
        expect_boot(machine, 0)


def test_last_character_is_there_at_once(lab, vm):
    """SeaBIOS on a serial line lets a line's last character out with the next
    one, or when its timer ticks. Here there is none: the prompt is complete
    all the same."""
    net = lab(1)
    with vm(net, "lkrn", machine="pc,pit=off", cmdline="shell") as machine:
        machine.wait_for(PROMPT)


def test_poweroff_q35(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", machine="q35", cmdline="poweroff") as machine:
        machine.wait_off()


@pytest.mark.parametrize("model", ["modern", "virtio"])
def test_registers_above_4_gib(lab, vm, model):
    """A device with 4 GiB of memory has the BIOS put all that can be there
    above 4 GiB, as newer ones do when the machine has memory there."""
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "rom", model=model, extra=[
            "-object", "memory-backend-ram,size=4G,id=large,share=on",
            "-device", "ivshmem-plain,memdev=large"]) as machine:
        expect_boot(machine, 1)
        bars = machine.qmp.command("human-monitor-command",
                                   **{"command-line": "info pci"})
        assert len(re.findall("BAR4: 64 bit .* at 0x[0-9a-f]{9} ", bars)) == 2
        assert "BAR" not in machine.text


EXCEPTION = (r"multiboot: exception 2 \(0\) at image\+0x(\w+): please report"
             r"[\s\S]*eip (\w+) cs 0008 flags \w+ image (\w+)\s")


def test_exception_is_shown(lab, vm):
    """An NMI; one that comes while the BIOS runs is the BIOS's, so that there
    may be several: not when the first one is being shown, as that reboots."""
    with vm(lab(1), "lkrn", cmdline="sleep 60") as machine:
        machine.wait_for("^multiboot 0")
        machine.console.wait_for_quiet(0.2)
        for _ in range(30):
            machine.qmp.command("inject-nmi")
            if machine.console.wait_for_news(2):
                break
        found = machine.wait_for(EXCEPTION)
        offset, at, image = (int(number, 16) for number in found.groups())
        assert at == image + offset
