#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A VM with several NICs, of which one has a boot server: see it boot.

`make run` and `make shell` call this; docs/testing.md describes the lab.
"""

import argparse
import os
import re
import select
import signal
import sys
import termios
import tty

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "qemu"))

from lab import (Firmware, Lab, LabError, Timeout, Vm,  # noqa: E402
                 greeting_initrd, need_rights)
from lab.media import QUIET_ON, kernel  # noqa: E402

END_KEY = b"\x1d"  # Ctrl-]
LIMIT = 600  # seconds; stock firmware may need minutes with many NICs

# Escape sequences that would clear the user's terminal.
WIPE = re.compile(rb"\x1bc|\x1b\[2J|\x1b\[\?7l|\x1b\[1;1H")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nics", default="4")
    parser.add_argument("--live", default="3",
                        help="NICs with a boot server, counted from 1")
    parser.add_argument("--down", default="", help="NICs whose link is down")
    parser.add_argument("--firmware", default="lkrn")
    parser.add_argument("--model", default="virtio")
    parser.add_argument("--shell", action="store_true",
                        help="a prompt to type at; Ctrl-] ends")
    options = parser.parse_args()
    if not re.fullmatch(r"[1-9][0-9]{0,2}", options.nics):
        raise LabError(f"NICS={options.nics}: how many? 1 or more")
    options.nics = int(options.nics)
    options.live = numbers(options, "live")
    options.down = numbers(options, "down")
    return options


def numbers(options, name):
    """"1,2" as indices [0, 1]; LabError if there is no such NIC."""
    chosen = []
    for word in re.split(r"[ ,]+", getattr(options, name).strip()):
        if word and not (word.isdigit() and 1 <= int(word) <= options.nics):
            raise LabError(f"{name.upper()}={word}: no such NIC, "
                           f"they are 1 to {options.nics}")
        if word:
            chosen.append(int(word) - 1)
    return chosen


def serve(segment, arch):
    name = f"net{segment.number}"
    segment.dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": f"#!ipxe\necho Boot script from {name}\n"
                     f"kernel vmlinuz {QUIET_ON[arch]} bootdev={name}\n"
                     "initrd initrd.img\nboot\n",
        "vmlinuz": kernel(arch),
        "initrd.img": greeting_initrd(f"initrd from {name}", arch)})


def show(raw, text):
    if sys.stdout.isatty():
        sys.stdout.buffer.write(WIPE.sub(b"", raw))
    else:
        sys.stdout.write(text)
    sys.stdout.flush()


def watch(vm):
    """Wait until Linux has greeted; the line that says what happened."""
    script = vm.wait_for(r"^Boot script from (net\d+)|No bootable device\.",
                         LIMIT)
    if not script[1]:
        raise Timeout("the lines above say why")
    greeting = vm.wait_for(r"HELLO FROM LINUX (\S+)\n", 60)
    vm.wait_off()
    name = script[1]
    number = int(name[3:])
    return (f"booted Linux {greeting[1]} from {name} "
            f"(tftp://{vm.lab.segment(number).address}/boot.ipxe): boot script "
            f"after {vm.moment(script) * 1000:.0f} ms, Linux after "
            f"{vm.moment(greeting) * 1000:.0f} ms")


def type_at(vm):
    """Hand the keyboard to the VM until it powers off or Ctrl-] is typed."""
    if not sys.stdin.isatty():
        return type_from_pipe(vm)
    terminal = termios.tcgetattr(sys.stdin)
    try:
        tty.setraw(sys.stdin)
        while vm.child.running():
            if select.select([sys.stdin], [], [], 0.2)[0]:
                data = os.read(sys.stdin.fileno(), 1024)
                if not data or END_KEY in data:
                    break
                vm.console.send(data)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, terminal)
        print("\x1b[?7h\x1b[0m")
    return "ended"


def type_from_pipe(vm):
    """Type lines as a patient person would: each when the output of the one
    before it has ended, no faster than a BIOS takes characters."""
    for line in sys.stdin:
        wait_for_quiet(vm, 1)
        if not vm.child.running():
            break
        vm.type(line)
    wait_for_quiet(vm, 5)
    return "ended"


def wait_for_quiet(vm, seconds):
    """Until something was printed and nothing more for that many seconds."""
    for _ in range(LIMIT):
        length = len(vm.console.raw)
        if vm.child.wait(seconds) is not None:
            return
        if length and len(vm.console.raw) == length:
            return


def main():
    options = arguments()
    need_rights()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("\nended by a signal"))
    firmware = Firmware.named(options.firmware)
    wants_prompt = options.shell and firmware.kind in ("lkrn", "efi")
    with Lab(options.nics) as lab:
        for nic in options.live:
            serve(lab.segment(nic), firmware.arch)
        with Vm(lab, firmware, options.model, link_down=options.down,
                cmdline="shell" if wants_prompt else None,
                live=show) as vm:
            result = type_at(vm) if options.shell else watch(vm)
    print(f"\n{'make shell' if options.shell else 'make run'}: {result}")


if __name__ == "__main__":
    try:
        main()
    except Timeout as error:
        sys.exit("\nmake run: nothing booted: " + str(error).split("\n")[0])
    except LabError as error:
        sys.exit(f"make run: {error}")
    except KeyboardInterrupt:
        sys.exit("\nmake run: ended by Ctrl-C")
