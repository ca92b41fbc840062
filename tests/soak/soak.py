#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots of all images in random machines on random networks.

    make soak N=100 SEED=1            seeds 1 to 100
    make soak N=1 SEED=17             that one again
    make soak N=100 IMAGE=rom,lkrn    of these images only

Each boot is drawn from its seed (layout.py), which also tells what has to come of
it. A line a boot goes to a CSV file. What a boot that fails has left, consoles,
logs of servers and captures, is kept in a folder named after it.
"""

import argparse
import contextlib
import csv
import fcntl
import random
import re
import shutil
import sys
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "qemu")]

import layout as soak_layout  # noqa: E402
from lab import (Lab, LabError, RogueTftp, Timeout, Vm,  # noqa: E402
                 boot_disk, need_rights)
from lab.firmware import build_folder  # noqa: E402
from scenario import BOOTED, bootable, silent  # noqa: E402

COLUMNS = ("seed", "image", "machine", "arguments", "nics", "fault", "expected",
           "got", "result", "seconds")
ENDED = (r"multiboot: (No link anywhere|No offer|Offers, nothing to boot"
         r"|All boots failed|No net devices)")
ON_DISK = "DISK BOOTED"
# A limit for a machine that hangs, far above all that a boot may need: firmware,
# race, downloads that stand still, other work on the host.
PATIENCE = 300


class Wrong(Exception):
    """A boot came out otherwise than it has to."""


# --- the wires

def garbage(seed):
    """A file that no firmware may take for an image: text, or the beginning of
    an image with nothing right behind it."""
    dice = random.Random(seed)
    if dice.random() < 0.5:
        return b"This is a text, and no script.\n" * dice.randint(1, 500)
    return b"MZ" + dice.randbytes(dice.randint(600, 100000))


def dies(seed):
    """A TFTP server that falls silent after some blocks. Its ports stay open, or
    the network would tell the client that it has gone."""
    blocks = random.Random(seed).randint(0, 20)
    ports = []

    def converse(_server, request):
        ports.append(request.socket.dup())
        for block in range(1, blocks + 1):
            request.data(block, bytes(512))
            if request.receive(1) is None:
                return
    return converse


def serve(segment, wire, seed):
    """The servers of one wire."""
    if wire in ("good", "down"):
        bootable(segment)
    elif wire == "slow":
        bootable(segment, ping=True)
    elif wire == "silent":
        silent(segment)
    elif wire == "lease":
        segment.dnsmasq()
    elif wire == "missing":
        segment.dnsmasq(boot="missing.ipxe")
    elif wire == "garbage":
        segment.dnsmasq(boot="file", files={"file": garbage(seed)})
    elif wire == "dies":
        segment.dnsmasq(boot="file", tftp=False)
        RogueTftp(segment, dies(seed))


# --- the machine

def machine_of(net, one):
    """The Vm of a layout, started."""
    extra = ["-smbios", f"type=11,value=multiboot:{one.arguments}"]
    options = {}
    bios = one.image in ("rom", "lkrn", "disk")
    if one.image.endswith("rom"):
        options["rom_on"] = one.rom_on
    if bios:
        options["disk"] = boot_disk(net.path("disk.img"))
    return Vm(net, one.image, one.models, machine=one.machine, extra=extra,
              bridges=one.bridges, capture=not one.offloads,
              link_down=[i for i, wire in enumerate(one.wires)
                         if wire == "down"], **options)


class Fault(threading.Thread):
    """Does to a machine what its layout says, at its moment."""

    def __init__(self, vm, one):
        super().__init__(daemon=True)
        self.vm, self.one = vm, one
        self.error = None
        self._ended = threading.Event()
        # Where the console stood at a reset: what came before does not count.
        self.position = 0

    def run(self):
        try:
            getattr(self, self.one.fault)()
        except (LabError, OSError, ValueError) as error:
            self.error = error

    def none(self):
        pass

    def _wait(self, seconds):
        return not self._ended.wait(seconds)

    def pulled(self):
        if self._wait(self.one.fault_at):
            self.vm.set_link(self.one.fault_nic, False)

    def flaps(self):
        if self._wait(self.one.fault_at):
            self.vm.set_link(self.one.fault_nic, False)
        if self._wait(self.one.fault_for):
            self.vm.set_link(self.one.fault_nic, True)

    def reset(self):
        if self._wait(self.one.fault_at):
            self.vm.qmp.command("set-action", reboot="reset")
            self.vm.qmp.command("stop")
            self.vm.console.wait_for_quiet(0.2)
            self.position = len(self.vm.console.text)
            self.vm.qmp.command("system_reset")
            self.vm.qmp.command("cont")

    def end(self):
        self._ended.set()
        self.join(60)
        if self.error:
            raise LabError(f"{self.one.fault}: {self.error}")


def watch(vm, one):
    """Waits for the end of the boot: what came of it, as "net3" or an error."""
    fault = Fault(vm, one)
    fault.start()
    if one.fault == "reset":
        fault.join(PATIENCE)
    try:
        match = vm.console.wait_for(f"{BOOTED}|{ENDED}", PATIENCE,
                                    vm.child.running, fault.position)
    finally:
        fault.end()
    if match[2]:
        number = next(segment.number for segment in vm.lab.segments
                      if segment.mac == match[2])
        return f"net{number}"
    return match[4]


def table(vm, mac):
    """What the last table says of the NIC with that address: its line, and those
    indented below it, in one."""
    rows = re.findall(rf"^net\d+ +{mac} .*(?:\n[ \t]+\S.*)*", vm.text,
                      re.MULTILINE)
    if not rows:
        raise Wrong(f"no line for {mac} in a table")
    return " ".join(rows[-1].split())


def judge(vm, one, got):
    """Raises Wrong unless what came is one of the outcomes there may be."""
    winners, errors = soak_layout.outcomes(one)
    allowed = {f"net{number}" for number in winners} | errors
    if got not in allowed:
        raise Wrong(f"{got}, not one of {', '.join(sorted(allowed))}")
    if got.startswith("net"):
        return
    for number, reason in soak_layout.reasons(one).items():
        said = table(vm, soak_layout.mac(number))
        if not re.search(reason, said):
            raise Wrong(f"net{number} has to say {reason}: {said}")
    if one.image in ("rom", "lkrn", "disk"):
        vm.console.wait_for(ON_DISK, PATIENCE, vm.child.running)


def boot(one, folder):
    """Plays one boot: what came of it, and what is wrong with that or None."""
    got = "none"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with Lab(len(one.models), folder, "soak") as net:
            for segment, wire in zip(net.segments, one.wires):
                serve(segment, wire, f"{one.seed} {segment.number}")
            with machine_of(net, one) as vm:
                got = watch(vm, one)
                judge(vm, one, got)
    except (Wrong, Timeout, LabError, AssertionError) as error:
        return got, str(error)
    shutil.rmtree(folder, ignore_errors=True)
    return got, None


# --- what is written

def expected(one):
    winners, errors = soak_layout.outcomes(one)
    return " or ".join([f"net{number}" for number in sorted(winners)]
                       + sorted(errors))


def row(one, got, wrong, seconds):
    return {"seed": one.seed, "image": one.image, "machine": one.machine
            + (" bridges" if one.bridges else "")
            + (" offloads" if one.offloads else ""),
            "arguments": one.arguments, "nics": one.describe(),
            "fault": one.trouble(), "expected": expected(one), "got": got,
            "result": "wrong" if wrong else "right", "seconds": f"{seconds:.1f}"}


def summary(rows):
    """How many boots of each image there were, and what came of them."""
    lines = ["| image | boots | booted | failed, and had to | wrong |",
             "| --- | --- | --- | --- | --- |"]
    for image in sorted({row["image"] for row in rows}):
        counts = Counter()
        for one in (one for one in rows if one["image"] == image):
            kind = "wrong" if one["result"] != "right" else (
                "booted" if one["got"].startswith("net") else "failed")
            counts[kind] += 1
        lines.append(f"| {image} | {sum(counts.values())} | {counts['booted']} "
                     f"| {counts['failed']} | {counts['wrong']} |")
    return "\n".join(lines)


@contextlib.contextmanager
def turn(path):
    """Holds a lock, so that other work of this host has its turn between two
    boots."""
    if not path:
        yield
        return
    with open(path, "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read(path):
    if not Path(path).exists():
        return []
    with open(path, newline="", encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def play(options, out, done):
    """All boots: how many are wrong."""
    bad = 0
    for seed in range(options.seed, options.seed + options.n):
        one = soak_layout.layout(seed, options.image)
        if (str(seed), one.image) in done:
            continue
        folder = build_folder() / "soak" / f"seed-{seed}-{one.image}"
        with turn(options.lock):
            begin = time.monotonic()
            got, wrong = boot(one, str(folder))
        line = row(one, got, wrong, time.monotonic() - begin)
        out.writerow(line)
        options.csv.flush()
        if wrong:
            bad += 1
            print(f"soak: seed {seed}: {line['nics']}; {line['fault']}: {wrong}\n"
                  f"soak: {folder}; make soak N=1 SEED={seed}"
                  f" IMAGE={one.image}", flush=True)
    return bad


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--image", default="", help="these, comma separated")
    parser.add_argument("--csv", default=None,
                        help="goes on with this file; the boots in it count")
    parser.add_argument("--lock", default="", help="hold this file for each boot")
    options = parser.parse_args()
    options.image = [name for name in options.image.split(",") if name]
    for name in options.image:
        if name not in soak_layout.IMAGES:
            parser.error(f"no image {name}: {', '.join(soak_layout.IMAGES)}")
    need_rights()
    path = Path(options.csv or build_folder() / "soak.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not options.csv:
        path.unlink(missing_ok=True)
    before = read(path)
    with open(path, "a", newline="", encoding="utf-8") as options.csv:
        out = csv.DictWriter(options.csv, COLUMNS, lineterminator="\n")
        if not before:
            out.writeheader()
        bad = play(options, out, {(row["seed"], row["image"]) for row in before})
    print(summary(read(path)))
    print(f"soak: {path}")
    return 1 if bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as error:
        sys.exit(f"soak: {error}")
