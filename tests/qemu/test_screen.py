# SPDX-License-Identifier: GPL-2.0-or-later
"""What people see: full screens and messages on a VGA screen, cell by cell, and
the serial line under what terminals and their users do to it."""

import re
import shutil
import subprocess
import time

import pytest

from lab.firmware import ROOT, build_folder
from scenario import PROMPT, SHORT

pytestmark = pytest.mark.core

NORMAL, TITLE, ITEM, HEADING, BAR = 0x07, 0x71, 0x17, 0x1b, 0x4f
WHOLE_ROW = list(range(80))

MENU = """#!ipxe
menu Rechenzentrum Köln
item --gap Systeme für später
item first Grüße aus ß, é und ─│┌┐ ☃
item --key 0x197e second Twelve
""" + "".join(f"item item{i} Number {i}\n" for i in range(1, 23)) + """
choose chosen
echo CHOSEN: ${chosen}
shell
"""


def press(machine, *names):
    """Keys, each of which has changed the screen before the next one."""
    for name in names:
        before = machine.memory(0xb8000, 4000)
        machine.key(name)
        for _ in range(100):
            if machine.memory(0xb8000, 4000) != before:
                break
            time.sleep(0.02)
        time.sleep(0.1)


def menu(vm, net, script=MENU):
    machine = vm(net, "lkrn", script=script, vga="std")
    machine.wait_for_screen("Number 1$")
    time.sleep(0.2)
    return machine


def expect_bar(screen, row, attribute=BAR):
    assert screen.bars(attribute) == {row: WHOLE_ROW}, screen.text


def test_menu_on_the_screen(lab, vm):
    with menu(vm, lab(1)) as machine:
        screen = machine.screen()
        assert screen.rows[0] == "  Rechenzentrum Köln"
        assert screen.attributes[0] == [TITLE] * 80
        assert screen.rows[2] == "  Systeme für später"
        assert screen.attributes[2][2] == HEADING
        assert screen.rows[3] == "> Grüße aus ß, é und ─│┌┐ ?"
        assert screen.rows[4] == "  Twelve"
        assert screen.attributes[4] == [ITEM] * 80
        assert screen.rows[1] == ""
        assert screen.rows[22] == "  ..."
        assert screen.cursor is None
        expect_bar(screen, 3)


def test_one_bar_wherever_it_goes(lab, vm):
    with menu(vm, lab(1)) as machine:
        press(machine, "down", "down")
        expect_bar(machine.screen(), 5)
        press(machine, "pgdn")
        screen = machine.screen()
        assert screen.rows[1] == screen.rows[22] == "  ..."
        expect_bar(screen, screen.row_of("^> Number 21$"))
        press(machine, "end")
        screen = machine.screen()
        assert screen.rows[22] == ""
        expect_bar(screen, screen.row_of("^> Number 22$"))
        press(machine, "up", "up", "home")
        screen = machine.screen()
        assert screen.rows[1] == ""
        expect_bar(screen, 3)
        for row in screen.attributes[4:22]:
            assert row == [ITEM] * 80


def test_function_key_and_what_follows(lab, vm):
    with menu(vm, lab(1)) as machine:
        press(machine, "f12")
        screen = machine.wait_for_screen("^multiboot>")
        assert screen.rows[0] == "CHOSEN: second"
        assert all(row == [NORMAL] * 80 for row in screen.attributes)
        assert screen.cursor == (1, 11)


def test_colours_of_a_script(lab, vm):
    script = MENU.replace("menu", "colour --rgb 0x00a000 3\n"
                          "cpair --foreground 0 --background 3 1\n"
                          "cpair --foreground 6 --background 0 2\n"
                          "cpair 3\nmenu", 1)
    with menu(vm, lab(1), script) as machine:
        screen = machine.screen()
        assert screen.attributes[4] == [0x20] * 80
        expect_bar(screen, 3, 0x0b)
        assert screen.attributes[2][2] == 0x0f


def test_config_on_the_screen(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", cmdline="config net0", vga="std") as machine:
        machine.wait_for_screen("Enter edits or opens")
        machine.wait_for_screen("Identity on the bus")
        screen = machine.screen()
        assert screen.cursor is None
        expect_bar(screen, 2)
        press(machine, "down", "down")
        screen = machine.screen()
        expect_bar(screen, 4)
        label = screen.rows[4][2:].split()[0]
        press(machine, "ret")
        screen = machine.wait_for_screen(f"^  {label} = ")
        assert screen.cursor[0] == screen.row_of(f"^  {label} = ")
        press(machine, "ret")
        machine.wait_for_screen("Enter edits or opens")
        expect_bar(machine.screen(), 4)


def test_live_lines_on_the_screen(lab, vm):
    net = lab(2)
    with vm(net, "lkrn", cmdline=f"multiboot --timeout {SHORT} || shell",
            vga="std") as machine:
        first = machine.wait_for_screen(r"^net0: waiting for an offer, \d s$")
        top = first.row_of("^net0: waiting")
        time.sleep(2)
        later = machine.screen()
        assert later.row_of("^net0: waiting") == top
        assert later.row_of("^net1: waiting") == top + 1
        assert later.rows[top] != first.rows[top]
        machine.wait_for_screen("^multiboot>", 30)


def test_login_on_the_screen(lab, vm):
    with vm(lab(1), "lkrn", vga="std", cmdline="login && echo BY "
            "${username} ${password} && shell || shell") as machine:
        machine.wait_for_screen("^  Login")
        machine.wait_for_screen("Username:")
        press(machine, "j", "o", "e", "ret", "p", "w")
        screen = machine.wait_for_screen(r"Password: \*\*$")
        assert screen.rows[4] == "  Username: joe"
        assert screen.cursor == (screen.row_of("Password"), 14)
        press(machine, "ret")
        machine.wait_for_screen("^BY joe pw$")


# --- the serial line

PASTED = "echo abcdefghijklmnopqrstuvwxyz0123456789_+"


def test_paste_on_the_bios_serial_line(lab, vm):
    """SeaBIOS keeps 15 keys. It may still take some at the very moment of its
    clock's tick: one of a few tries has to arrive whole."""
    with vm(lab(1), "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        for _ in range(4):
            machine.console.send(PASTED.encode() + b"\r")
            machine.wait_for("^abc|abc")
            machine.console.wait_for_quiet(1)
            if re.search(rf"^{re.escape(PASTED[5:])}$", machine.text, re.M):
                return
            machine.console.send(b"\r")
            machine.console.wait_for_quiet(0.5)
        raise AssertionError(machine.text)


def test_a_long_line_is_drawn_in_steps(lab, vm):
    """Each character beyond the screen's width drew all of it anew."""
    with vm(lab(1), "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        before = len(machine.console.raw)
        machine.type("#" + "x" * 140)
        machine.console.wait_for_quiet(0.3)
        assert len(machine.console.raw) - before < 1000
        machine.type("\n")
        machine.wait_for(PROMPT)


def test_no_serial_console_in_this_image(lab, vm):
    with vm(lab(1), "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        machine.type("console --enable serial || echo REFUSED\n")
        machine.wait_for('console: this image has no "serial"')
        machine.wait_for("^REFUSED")
        machine.type("console\n")
        machine.wait_for("^bios: on")
        machine.wait_for("^serial: off")


@pytest.fixture(scope="module")
def serial_lkrn(tmp_path_factory):
    """make CONSOLE=bios,serial, beside what has been built."""
    build = tmp_path_factory.mktemp("serial") / "build"
    shutil.copytree(build_folder(), build, ignore=shutil.ignore_patterns(
        "bench", "linux", "unit", "test-*"))
    subprocess.run(["make", "-s", f"BUILD={build}", "CONSOLE=bios,serial",
                    build / "multiboot.lkrn"], check=True, cwd=ROOT, capture_output=True)
    return build / "multiboot.lkrn"


def test_serial_console_comes_back(lab, vm, serial_lkrn):
    """A terminal server that does not read for some seconds loses text, except the
    latest, and nothing else."""
    script = """#!ipxe
:more
echo 0123456789 0123456789 0123456789 0123456789 0123456789
inc i
iseq ${i} 2000 || goto more
shell
"""
    with vm(lab(1), serial_lkrn, script=script, vga="std",
            console_buffer=4096) as machine:
        machine.wait_for("0123456789")
        with machine.console.paused():
            machine.wait_for_screen("^multiboot>", 120)
        machine.console.wait_for_quiet(0.5)
        machine.console.send(b"echo IT IS BACK\r")
        machine.wait_for("^IT IS BACK")
