# SPDX-License-Identifier: GPL-2.0-or-later
"""`make install IPXE=DIR` and `make uninstall IPXE=DIR`, on a tree that has
what an iPXE tree is known by and nothing else."""

import importlib.util
import os
import subprocess
import sys

import pytest

import overlay

MARKERS = ("Makefile", "config/config.c", "include/ipxe/command.h",
           "include/ipxe/netdevice.h", "include/usr/autoboot.h")
CONFIG = "config/local/multiboot"
LIST = f"{CONFIG}/installed"
OURS = [str(path) for path in overlay.files()]


@pytest.fixture
def tree(tmp_path):
    """An iPXE tree; paths may hold spaces."""
    top = tmp_path / "a tree"
    for name in (*MARKERS, "net/netdevice.c", "usr/autoboot.c",
                 "hci/commands/autoboot_cmd.c",
                 "arch/x86/interface/pcbios/bios_console.c",
                 "interface/efi/efi_init.c", "config/local/.gitignore"):
        path = top / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"upstream's {name}\n")
    return top


def make(target, top=None):
    """As a user types it."""
    where = [f"IPXE={top}"] if top else []
    return run(["make", "-s", "--no-print-directory", target, *where])


def tool(target, top):
    """What make calls, without its overhead."""
    return run([sys.executable, "tools/overlay.py", target, str(top)])


def run(command):
    return subprocess.run(
        command, cwd=overlay.ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items()
             if not name.startswith("MAKE")})


def state(top):
    """Everything below a folder: {path: bytes, link target or None}."""
    return {str(path.relative_to(top)):
            os.readlink(path) if path.is_symlink() else
            path.read_bytes() if path.is_file() else None
            for path in top.rglob("*")}


def refused(target, top, *words):
    """It refuses, says why, and changes nothing."""
    before = state(top) if top.is_dir() else None
    done = tool(target, top)
    assert done.returncode != 0
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    if before is not None:
        assert state(top) == before


def installed(top):
    done = tool("install", top)
    assert done.returncode == 0, done.stderr
    return done


def test_puts_in_the_overlay_and_says_what_to_type(tree):
    before = state(tree / "src")
    done = make("install", tree)
    assert done.returncode == 0, done.stderr
    after = state(tree / "src")
    for name in OURS:
        assert after[name] == (overlay.SRC / name).read_bytes()
    folders = {name for name, data in after.items() if data is None}
    assert (after.keys() - before.keys() - folders == {*OURS, LIST})
    assert all(after[name] == data for name, data in before.items())
    assert (f"make -C '{tree}/src' CONFIG=multiboot "
            "EMBED=config/local/multiboot/boot.ipxe bin/1af41000.rom"
            in done.stdout)


def test_uninstall_takes_out_exactly_that(tree):
    before = state(tree)
    installed(tree)
    done = make("uninstall", tree)
    assert done.returncode == 0 and "is out" in done.stdout
    assert state(tree) == before


def test_uninstall_takes_out_the_folders_it_made(tree):
    (tree / "src/config/local/.gitignore").unlink()
    (tree / "src/config/local").rmdir()
    before = state(tree)
    installed(tree)
    installed(tree)
    assert tool("uninstall", tree).returncode == 0
    assert state(tree) == before


def test_leaves_a_folder_that_was_there(tree):
    (tree / "src" / CONFIG).mkdir()
    before = state(tree)
    installed(tree)
    assert tool("uninstall", tree).returncode == 0
    assert state(tree) == before


def test_twice_is_harmless(tree):
    before = state(tree)
    installed(tree)
    once = state(tree)
    assert "was in already" in installed(tree).stdout
    assert state(tree) == once
    for _ in range(2):
        done = tool("uninstall", tree)
        assert done.returncode == 0, done.stderr
        assert state(tree) == before
    assert "was not in" in done.stdout


def test_keeps_the_users_own_files_next_to_ours(tree):
    installed(tree)
    own = tree / "src" / CONFIG / "console.h"
    own.write_text("#define MY_OPTION\n")
    installed(tree)
    assert tool("uninstall", tree).returncode == 0
    assert own.read_text() == "#define MY_OPTION\n"
    assert [path.name for path in own.parent.iterdir()] == ["console.h"]


@pytest.mark.parametrize("marker", MARKERS)
def test_refuses_what_is_no_tree(tree, marker):
    (tree / "src" / marker).unlink()
    refused("install", tree, "is not an iPXE tree", f"src/{marker}")
    refused("uninstall", tree, "is not an iPXE tree")


def test_refuses_a_folder_that_is_not_there(tmp_path):
    refused("install", tmp_path / "none", "no such folder")


def test_helps_who_gave_the_src_folder(tree):
    refused("install", tree / "src", "give the one above", "IPXE=")


def test_refuses_a_file_that_is_not_ours(tree):
    (tree / "src/usr/multibootmgmt.c").write_text("somebody else's\n")
    refused("install", tree, "usr/multibootmgmt.c is not ours")
    refused("uninstall", tree, "usr/multibootmgmt.c is not ours")


@pytest.mark.parametrize("name", OURS)
def test_refuses_a_file_that_was_changed(tree, name):
    installed(tree)
    with open(tree / "src" / name, "a") as file:
        file.write("/* mine */\n")
    refused("install", tree, f"{name} was changed")
    refused("uninstall", tree, f"{name} was changed")


@pytest.mark.parametrize("way", ["symlink", "dangling", "folder"])
def test_refuses_what_is_no_plain_file(tree, way):
    path = tree / "src/net/multibootdhcp.c"
    if way == "folder":
        path.mkdir()
    else:
        path.symlink_to(overlay.SRC / "net/multibootdhcp.c"
                        if way == "symlink" else "nowhere")
    refused("install", tree, "multibootdhcp.c is in the way")
    refused("uninstall", tree, "multibootdhcp.c is in the way")


def test_refuses_a_file_in_place_of_a_folder(tree):
    (tree / "src" / CONFIG).write_text("")
    refused("install", tree, f"{CONFIG} is in the way")


def test_takes_over_what_was_copied_by_hand(tree):
    before = state(tree)
    for name in OURS:
        path = tree / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((overlay.SRC / name).read_bytes())
    installed(tree)
    assert tool("uninstall", tree).returncode == 0
    assert state(tree).keys() - before.keys() <= {f"src/{CONFIG}"}


def digest(data):
    done = subprocess.run(["sha256sum"], input=data, stdout=subprocess.PIPE,
                          check=True)
    return done.stdout.split()[0].decode()


def pretend_earlier(tree, name, data):
    """Make it look as if an earlier release had installed that file."""
    path = tree / "src" / name
    listed = [line for line in (tree / "src" / LIST).read_text().splitlines()
              if not line.endswith(f"  {name}")]
    path.write_bytes(data)
    listed.insert(1, f"{digest(data)}  {name}")
    (tree / "src" / LIST).write_text("\n".join(listed) + "\n")


def test_upgrades_an_earlier_release(tree):
    before = state(tree)
    installed(tree)
    pretend_earlier(tree, "usr/multibootmgmt.c", b"an earlier one\n")
    pretend_earlier(tree, "usr/multibootgone.c", b"not there any more\n")
    assert "multiboot is in" in installed(tree).stdout
    assert not (tree / "src/usr/multibootgone.c").exists()
    assert ((tree / "src/usr/multibootmgmt.c").read_bytes() ==
            (overlay.SRC / "usr/multibootmgmt.c").read_bytes())
    assert tool("uninstall", tree).returncode == 0
    assert state(tree) == before


@pytest.mark.parametrize("name", ["general.h", "settings.h"])
def test_an_upgrade_keeps_what_has_become_the_name_of_one_of_ours(tree, name):
    """An earlier release had no such file, and the user has one of that name."""
    installed(tree)
    own = tree / "src" / CONFIG / name
    listed = [line for line in (tree / "src" / LIST).read_text().splitlines()
              if not line.endswith(f"  {CONFIG}/{name}")]
    (tree / "src" / LIST).write_text("\n".join(listed) + "\n")
    own.write_text("#define MY_OPTION\n")
    refused("install", tree, f"{CONFIG}/{name} is not ours",
            "docs/ipxe.md, Upgrade")
    # It can be moved away, or the earlier release can be taken out.
    own.rename(own.with_name("mine.h"))
    installed(tree)
    own.write_text("#define MY_OPTION\n")
    refused("uninstall", tree, f"{CONFIG}/{name} was changed")
    (tree / "src" / LIST).write_text("\n".join(listed) + "\n")
    assert tool("uninstall", tree).returncode == 0
    assert own.read_text() == "#define MY_OPTION\n"
    assert sorted(path.name for path in own.parent.iterdir()) == sorted(
        ["mine.h", name])


def test_refuses_to_drop_a_changed_file_of_an_earlier_release(tree):
    installed(tree)
    pretend_earlier(tree, "usr/multibootgone.c", b"not there any more\n")
    (tree / "src/usr/multibootgone.c").write_text("changed\n")
    refused("install", tree, "multibootgone.c was changed")


@pytest.mark.parametrize("line", [
    "0" * 64 + "  ../../precious", "0" * 64 + "  usr/autoboot.c",
    "folder  usr", "folder  config/local/..", "nonsense"])
def test_does_not_trust_its_list(tree, line):
    installed(tree)
    with open(tree / "src" / LIST, "a") as file:
        file.write(line + "\n")
    refused("install", tree, "installed is damaged")
    refused("uninstall", tree, "installed is damaged")


def test_files_may_be_gone_already(tree):
    before = state(tree)
    installed(tree)
    (tree / "src/usr/multibootmgmt.c").unlink()
    assert tool("uninstall", tree).returncode == 0
    assert state(tree) == before


@pytest.mark.parametrize("earlier", [False, True])
def test_a_disk_that_is_full_half_way_through(tree, monkeypatch, earlier):
    spec = importlib.util.spec_from_file_location(
        "installer", overlay.ROOT / "tools/overlay.py")
    installer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(installer)
    if earlier:
        installed(tree)
        for name in OURS:
            pretend_earlier(tree, name, b"an earlier one\n")
    before = state(tree)
    written = []
    write = installer.write

    def full(path, data):
        if len(written) == 5:
            path.write_bytes(data[:10])
            raise OSError(28, "No space left on device", str(path))
        written.append(path)
        write(path, data)
    monkeypatch.setattr(installer, "write", full)
    with pytest.raises(installer.Refused, match="No space left on device"):
        installer.install(str(tree))
    assert len(written) == 5
    assert state(tree) == before


@pytest.mark.parametrize("target", ["install", "uninstall"])
def test_without_a_place_says_what_to_give(target):
    done = make(target)
    assert done.returncode != 0
    assert f"make {target} IPXE=DIR" in done.stderr
