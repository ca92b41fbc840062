# SPDX-License-Identifier: GPL-2.0-or-later
"""Scripts on the hosted shell, and the console output they must give.

NAME.ipxe is run with a clock that does not wait; NAME.keys holds what is typed
(core/platform/hosted/host/keys.c tells how), NAME.out what the console shows:
each position the cursor is sent to begins a line, a cleared screen a line of
dashes. Comments in the script say how it is run:

  # host: options of the hosted shell
  # images: files of parts/ that chain finds by name
  # exit: its exit code, where it is not 0

UPDATE=1 writes the .out files anew; read the difference. MENU=path is a menu
script of the kind that sites use, on which further tests are run.
"""
import os
import pathlib
import re
import subprocess

import pytest

HERE = pathlib.Path(__file__).parent
TOP = HERE.parent.parent
SHELL = TOP / os.environ.get("BUILD", "bin") / "multiboot.testhost"
MENU = os.environ.get("MENU")
SCRIPTS = sorted(path.stem for path in HERE.glob("*.ipxe"))


def directive(text, name):
    """The words after "# name:" in a script."""
    found = re.search(rf"^# {name}: *(.*)$", text, re.MULTILINE)
    return found.group(1).split() if found else []


def typed(line):
    """A line as it looks in the end, after backspaces and returns."""
    shown, column = [], 0
    for character in line:
        if character == "\b":
            column = max(column - 1, 0)
        elif character == "\r":
            column = 0
        elif character != "\a":
            shown[column:column + 1] = character
            column += 1
    return "".join(shown)


def clean(output):
    """What a person would see, as lines."""
    text = output.decode("utf-8", "replace")
    text = text.replace("\x1b[2J\x1b[H", "\n--------\n")
    text = re.sub(r"\x1b\[\d+;\d+H", "\n", text)
    text = re.sub(r"\x1b\[\??[0-9;]*[A-Za-z]", "", text)
    return "\n".join(typed(line).rstrip() for line in text.split("\n"))


def run(*arguments, timeout=60, stdin=b""):
    return subprocess.run([str(SHELL), *map(str, arguments)], input=stdin,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=timeout, check=False)


def run_script(path, *options, images=()):
    keys = path.with_suffix(".keys")
    options = [*options, *(["--keys", keys] if keys.exists() else [])]
    parts = [HERE / "parts" / name for name in images]
    return run("--virtual", *options, path, *parts)


@pytest.mark.parametrize("name", SCRIPTS)
def test_output(name):
    path = HERE / f"{name}.ipxe"
    text = path.read_text()
    done = run_script(path, *directive(text, "host"),
                      images=directive(text, "images"))
    shown = clean(done.stdout)
    expected = path.with_suffix(".out")
    if os.environ.get("UPDATE"):
        expected.write_text(shown)
    assert shown == expected.read_text()
    assert done.returncode == int((directive(text, "exit") or ["0"])[0])


def choose_in(script, tmp_path, keys, nics=4, options=()):
    """The output of a menu script when keys are typed at it."""
    file = tmp_path / "keys"
    file.write_text(keys)
    return clean(run("--virtual", "--nics", nics, "--keys", file, *options,
                     script).stdout)


# --- the card index of nic-menu.ipxe

def cards(tmp_path, keys, **options):
    return choose_in(HERE / "nic-menu.ipxe", tmp_path, keys, **options)


def test_cards_are_tried_in_turn_by_default(tmp_path):
    out = cards(tmp_path, "")
    assert "  net0 on Sim 3000 (cards in all: 4)" in out
    assert "  sim-net, PCI 1af4:1000" in out
    assert "  52-54-00-00-00-00, PCI 0000:00:03.0" in out
    for i in range(4):
        assert f"net{i}: DHCP as 52:54:00:00:00:0{i}" in out
    assert "No card boots anything." in out


def test_cards_by_key(tmp_path):
    out = cards(tmp_path, "net0 on\tn\nnet1 on\tn\nnet2 on\tb\n")
    assert "net2: DHCP" in out and "net1: DHCP" not in out
    assert "net2 boots nothing." in out and "net3 on" not in out


def test_cards_by_arrows_and_around(tmp_path):
    keys = ("Any key\t\\e[A\n> (N)ext\t\\r\nnet1 on\tn\nnet0 on\t\\e[H\n"
            "> (B)oot\t\\r\n")
    out = cards(tmp_path, keys, nics=2)
    assert "net0 boots nothing." in out and "net1: DHCP" not in out


def test_cards_that_do_not_open(tmp_path):
    out = cards(tmp_path, "net0 on\tn\nnet1 on\tn\nnet2 on\tq\n",
                options=["--broken", "1"])
    shown = re.findall(r"  It (.*)", out)
    works = "opens, link layer Ethernet."
    assert list(dict.fromkeys(shown)) == [works, "does not open."]
    assert shown[-1] == works
    assert "The next boot device" in out and "DHCP" not in out


def test_cards_lead_to_settings_and_prompt(tmp_path):
    keys = ("net0 on\tm\nWhat else\ts\nEnter edits\t\\e\nnet0 on\tm\n"
            "What else\tp\nmultiboot>\techo at the prompt\\r\n"
            "\nat the prompt\texit\\r\nnet0 on\tm\nBack to\t\\e[F\n"
            "> Back to\t\\r\nnet0 on\tq\n")
    out = cards(tmp_path, keys)
    assert "Settings" in out and "\nat the prompt" in out
    assert out.endswith("The next boot device has its turn.\n")


def test_cards_lead_to_a_restart(tmp_path):
    out = cards(tmp_path, "net0 on\tm\nWhat else\tr\nnet0 on\tq\n")
    assert "would reboot" in out


def test_cards_of_which_there_are_many(tmp_path):
    keys = "".join(f"net{i} on\tn\n" for i in range(16)) + "net0 on\tq\n"
    out = cards(tmp_path, keys, nics=16)
    assert "net15 on Sim 3000 (cards in all: 16)" in out


def test_no_cards(tmp_path):
    assert "No network card here is known." in cards(tmp_path, "", nics=0)


# --- a menu script that many have: MENU=path gives it

def menu(tmp_path, keys, **options):
    if not MENU:
        pytest.skip("no MENU=path: the menu script that sites use is not run")
    return choose_in(MENU, tmp_path, keys, **options)


def test_menu_default(tmp_path):
    out = menu(tmp_path, "")
    for i in range(4):
        assert f"  net({i}): 52:54:00:00:00:0{i} - PCI 0000:00:0{i + 3}.0 " \
               f"1af4:1000 sim-net" in out
    assert "net3: DHCP as 52:54:00:00:00:03" in out
    assert "Booting failed" in out and "Continuing BIOS boot order" in out


def test_menu_exit(tmp_path):
    out = menu(tmp_path, "(1) Any\tx\n")
    assert "Continuing BIOS boot order" in out and "DHCP" not in out


def test_menu_nic_by_key(tmp_path):
    out = menu(tmp_path, "(1) Any\t2\n")
    assert "net2: DHCP" in out and "net1: DHCP" not in out
    assert "Booting 'net2' failed" in out


def test_menu_nic_by_arrows(tmp_path):
    keys = "(1) Any\t\\e[B\n> net(0)\t\\e[B\n> net(1)\t\\r\n"
    out = menu(tmp_path, keys)
    assert "Booting 'net1' failed" in out and "net0: DHCP" not in out


def test_menu_broken_nic(tmp_path):
    out = menu(tmp_path, "(1) Any\tx\n", options=["--broken", "1"])
    assert "net(0)" in out and "net(1)" not in out and "net(2)" in out


def test_menu_config_and_shell(tmp_path):
    keys = ("(1) Any\tc\nEnter edits\t\\e\n(x)it and\ts\n"
            "multiboot>\techo in the shell\\r\nin the shell\texit\\r\n"
            "--- Alternatives\tx\n")
    out = menu(tmp_path, keys)
    assert "Settings" in out and "\nin the shell" in out
    assert "Continuing BIOS boot order" in out


def test_menu_reboot(tmp_path):
    assert "would reboot" in menu(tmp_path, "(1) Any\tr\n")


def test_menu_many_nics(tmp_path):
    out = menu(tmp_path, "(1) Any\t\\e[F\n> E(x)it\t\\r\n", nics=16)
    assert "net(9)" in out and "net(10)" not in out
    assert "Continuing BIOS boot order" in out


def script_of(tmp_path, text):
    path = tmp_path / "test.ipxe"
    path.write_text("#!ipxe\n" + text)
    return path


def test_endless_loop_is_interrupted(tmp_path):
    keys = tmp_path / "keys"
    keys.write_text("begin\t\\x03\n")
    path = script_of(tmp_path, "echo begin\n:a\ngoto a\n")
    done = run("--virtual", "--keys", keys, path)
    assert b"interrupted" in done.stdout and done.returncode == 1


def test_endless_replacement_is_interrupted(tmp_path):
    keys = tmp_path / "keys"
    keys.write_text("begin\t\\x03\n")
    again = tmp_path / "again.ipxe"
    again.write_text("#!ipxe\nchain --replace again.ipxe\n")
    path = script_of(tmp_path, "echo begin\nchain again.ipxe || echo ended\n")
    done = run("--virtual", "--keys", keys, path, again)
    assert b"again.ipxe: interrupted" in done.stdout
    assert b"\nended" in done.stdout and done.returncode == 0


def test_script_of_one_mebibyte(tmp_path):
    head = "#!ipxe\ngoto end\n"
    tail = "\n:end\necho reached\n"
    filler = "# comment\n" * ((2**20 - len(head) - len(tail)) // 10)
    path = tmp_path / "large.ipxe"
    path.write_text(head + filler + tail)
    assert b"reached" in run("--virtual", path).stdout
    path.write_text(head + filler + tail + "#" * 100)
    done = run("--virtual", path)
    assert b"too large" in done.stdout and done.returncode == 1


def test_long_lines(tmp_path):
    done = run("--virtual", script_of(tmp_path, "echo " + "x" * 60000))
    assert b"x" * 60000 in done.stdout and done.returncode == 0
    done = run("--virtual", script_of(tmp_path, "echo " + "x" * 70000))
    assert b"line 2 is longer than" in done.stdout and done.returncode == 1


def test_nesting_of_one_thousand(tmp_path):
    text = "echo " + "${" * 1000 + "}" * 1000 + "\n"
    done = run("--virtual", script_of(tmp_path, text))
    assert b"nested too deep" in done.stdout and done.returncode == 1


def test_expansion_bomb(tmp_path):
    text = "set a xxxxxxxx\n:l\nset a ${a}${a}\ngoto l\n"
    done = run("--virtual", script_of(tmp_path, text))
    assert b"longer than 64 KiB" in done.stdout and done.returncode == 1


def bzimage():
    """A file that looks like a Linux kernel (boot protocol 2.15)."""
    image = bytearray(2 * 512 + 4096)

    def put(offset, size, value):
        image[offset:offset + size] = value.to_bytes(size, "little")

    put(0x1f1, 1, 1)                    # sectors of setup code
    put(0x1f4, 4, 4096 // 16)           # size of the rest
    put(0x1fe, 2, 0xaa55)
    put(0x200, 2, 0x66eb)
    image[0x202:0x206] = b"HdrS"
    put(0x206, 2, 0x020f)
    put(0x211, 1, 1)                    # loaded high
    put(0x214, 4, 0x100000)
    put(0x22c, 4, 0x7fffffff)           # highest address of the initrd
    put(0x230, 4, 0x200000)             # alignment
    put(0x234, 1, 1)
    put(0x238, 4, 2047)                 # longest command line
    put(0x258, 8, 0x1000000)            # preferred address
    put(0x260, 4, 0x10000)              # memory it needs
    return bytes(image)


def test_kernel_and_initrds(tmp_path):
    """They are given as files: kernel and initrd themselves download."""
    files = []
    for name, content in (("vmlinuz", bzimage()), ("base.img", b"x" * 5000),
                          ("extra.img", b"y" * 300)):
        files.append(tmp_path / name)
        files[-1].write_bytes(content)
    script = script_of(tmp_path, """
set base-args console=ttyS0 root="LABEL=root"
imgselect vmlinuz
imgargs vmlinuz initrd=base.img ${base-args} BOOTIF=01-${net0/mac:hexhyp}
imgstat
boot || echo could not boot
""")
    out = clean(run("--virtual", "--nics", 1, script, *files).stdout)
    assert "Linux would start now: 4096 bytes at 0x" in out
    assert ('command line "initrd=base.img console=ttyS0 root="LABEL=root" '
            'BOOTIF=01-52-54-00-00-00-00"') in out
    assert "5300 bytes of initrd" in out
    assert "could not boot" not in out
