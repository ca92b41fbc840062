# SPDX-License-Identifier: GPL-2.0-or-later
"""What `make install PREFIX=`, `make dist` and `make deb` make."""

import gzip
import os
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GIVEN = f"BUILD={os.environ.get('BUILD', 'bin')}"
BUILD = ROOT / GIVEN.split("=", 1)[1]
IMAGES = {"multiboot.lkrn", "multiboot.img", "1af41000.rom", "8086100e.rom",
          "808610d3.rom"}


def run(*argv, **kwargs):
    return subprocess.run(argv, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **kwargs)


def make(*arguments, cwd=ROOT):
    done = run("make", "--no-print-directory", "-C", cwd, *arguments,
               env={key: value for key, value in os.environ.items()
                    if not key.startswith("MAKE")})
    assert done.returncode == 0, done.stdout
    return done.stdout


def in_git():
    return run("git", "-C", ROOT, "rev-parse", "-q", "--verify",
               "HEAD").returncode == 0


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    make("install", GIVEN, f"DESTDIR={root}", "PREFIX=/opt/mb")
    return root


def rom_program(root, *arguments):
    return run(root / "opt/mb/bin/multiboot-rom", *arguments)


def test_install_puts_the_images_and_licenses_there(installed):
    assert IMAGES <= set(os.listdir(installed / "opt/mb/share/multiboot"))
    for name in IMAGES:
        assert (installed / "opt/mb/share/multiboot" / name).read_bytes() == \
            (BUILD / name).read_bytes()
    documents = installed / "opt/mb/share/doc/multiboot"
    assert "Swedish Institute" in (documents / "COPYING.lwip").read_text()
    assert "Adam Dunkels" in (documents / "copyright").read_text()
    assert (documents / "LICENSE").exists()
    for link in re.findall(r"\]\(([^):]+)\)", (documents / "README.md")
                           .read_text(encoding="utf-8")):
        assert (documents / link).exists(), link


@pytest.mark.parametrize("model, rom, device", [
    ("virtio", "1af41000.rom", "virtio-net-pci"),
    ("e1000", "8086100e.rom", "e1000"),
    ("e1000e", "808610d3.rom", "e1000e")])
def test_the_program_names_the_rom(installed, model, rom, device):
    path = installed / "opt/mb/share/multiboot" / rom
    said = rom_program(installed, model).stdout
    assert f"-device {device},netdev=n0,romfile={path}" in said
    assert f"<rom file='{path}'/>" in said
    assert f"-global {device}.romfile={path}" in said
    assert f"'{path.parent}/** r,'" in said
    assert rom_program(installed, "--path", model).stdout == f"{path}\n"
    assert f"{model} {path}\n" in rom_program(installed, "--list").stdout


def test_the_program_refuses(installed, tmp_path):
    unknown = rom_program(installed, "ne2000")
    assert unknown.returncode == 1 and "virtio e1000 e1000e" in unknown.stdout
    assert rom_program(installed, "--what").returncode == 2
    assert rom_program(installed, "virtio", "e1000").returncode == 1
    missing = run(installed / "opt/mb/bin/multiboot-rom",
                  env={**os.environ, "MULTIBOOT_DATA": str(tmp_path)})
    assert missing.returncode == 1 and "is missing" in missing.stdout


def test_uninstall_leaves_nothing(tmp_path):
    make("install", GIVEN, f"DESTDIR={tmp_path}", "PREFIX=/usr")
    make("uninstall", GIVEN, f"DESTDIR={tmp_path}", "PREFIX=/usr")
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []


def test_the_program_runs_from_where_it_is_installed(installed):
    program = installed / "opt/mb/bin/multiboot"
    done = run(program, "-c", "echo ${platform}")
    assert done.returncode == 0 and "linux\n" in done.stdout
    assert ".debug_info" not in run("readelf", "-SW", program).stdout


def test_install_asks_where(tmp_path):
    done = run("make", "-C", ROOT, "install")
    assert done.returncode == 2
    assert "IPXE=DIR" in done.stdout and "PREFIX=" in done.stdout


@pytest.mark.skipif(not in_git(), reason="no git commit here")
def test_two_tarballs_are_the_same_and_hold_the_commit(tmp_path):
    """One of them from another clone, at another time, with another umask."""
    clone = tmp_path / "clone"
    assert run("git", "clone", "-q", ROOT, clone).returncode == 0
    head = run("git", "-C", ROOT, "rev-parse", "HEAD").stdout.strip()
    assert run("git", "-C", clone, "checkout", "-q", head).returncode == 0
    umask = os.umask(0o077)
    try:
        make("dist", f"BUILD={tmp_path / 'one'}", cwd=clone)
    finally:
        os.umask(umask)
    make("dist", f"BUILD={tmp_path / 'two'}")
    one, = (tmp_path / "one").glob("*.tar.gz")
    two, = (tmp_path / "two").glob("*.tar.gz")
    assert one.name == two.name and one.read_bytes() == two.read_bytes()
    tracked = run("git", "-C", ROOT, "ls-tree", "-r", "--name-only",
                  "HEAD").stdout.splitlines()
    with tarfile.open(fileobj=gzip.open(one)) as archive:
        files = [member for member in archive if not member.isdir()]
    assert sorted(member.name.split("/", 1)[1] for member in files) == \
        sorted(tracked)
    assert {(member.uid, member.gid) for member in files} == {(0, 0)}


def test_two_packages_are_the_same(tmp_path):
    first = packages(tmp_path)
    before = [made.read_bytes() for made in first]
    assert [made.read_bytes() for made in packages(tmp_path)] == before


def unpacked(folder, made):
    """The control file's fields and the tree of a package, which is intact and
    brings no scripts."""
    control, tree = folder / f"{made.name}-control", folder / f"{made.name}-tree"
    assert run("dpkg-deb", "-e", made, control).returncode == 0
    assert sorted(os.listdir(control)) == ["control", "md5sums"]
    assert run("dpkg-deb", "-x", made, tree).returncode == 0
    assert run("md5sum", "-c", "--quiet", control / "md5sums",
               cwd=tree).stdout == ""
    outside = [path for path in tree.rglob("*") if path.is_file()
               and path.parts[len(tree.parts):][:2] not in
               [("usr", "bin"), ("usr", "share")]]
    assert outside == []
    fields = dict(line.split(": ", 1) for line in
                  (control / "control").read_text().splitlines()
                  if ": " in line and not line.startswith(" "))
    return fields, tree


def files(tree):
    return {path.relative_to(tree) for path in tree.rglob("*")
            if path.is_file()}


def test_packages_hold_what_they_say(tmp_path):
    rom, program = (unpacked(tmp_path, made) for made in packages(tmp_path))
    assert rom[0]["Package"] == "multiboot-rom"
    assert rom[0]["Architecture"] == "all" and "Depends" not in rom[0]
    assert IMAGES <= set(os.listdir(rom[1] / "usr/share/multiboot"))
    efi = rom[1] / "usr/share/multiboot/x86_64-efi/multiboot.efi"
    assert efi.read_bytes()[:2] == b"MZ"
    said = run(rom[1] / "usr/bin/multiboot-rom", "--path").stdout
    assert said == f"{rom[1]}/usr/share/multiboot/1af41000.rom\n"
    assert program[0]["Package"] == "multiboot"
    machine = run("dpkg", "--print-architecture").stdout.strip()
    assert program[0]["Architecture"] == machine
    assert re.fullmatch(r"libc6 \(>= 2\.\d+\)", program[0]["Depends"])
    assert run(program[1] / "usr/bin/multiboot", "--version").returncode == 0
    # Both can be there at once, each with its licenses.
    assert files(rom[1]) & files(program[1]) == set()
    for fields, tree in (rom, program):
        documents = tree / "usr/share/doc" / fields["Package"]
        assert "Adam Dunkels" in (documents / "copyright").read_text()
        assert "Swedish Institute" in (documents / "COPYING.lwip").read_text()


@pytest.mark.parametrize("number, name", [(0, "multiboot-rom"),
                                          (1, "multiboot")])
def test_manual_pages_know_every_option(tmp_path, number, name):
    _, tree = unpacked(tmp_path, packages(tmp_path)[number])
    page = gzip.decompress((tree / f"usr/share/man/man1/{name}.1.gz")
                           .read_bytes()).decode().replace("\\-", "-")
    usage = run(tree / f"usr/bin/{name}", "--help").stdout
    options = set(re.findall(r"--[a-z-]+", usage))
    assert options
    assert [option for option in options if option not in page] == []


def packages(folder):
    """`make deb` of what is built, into a folder: the images' package, the
    program's."""
    made = [folder / "rom.deb", folder / "program.deb"]
    make("deb", GIVEN, f"DEB_ROM={made[0]}", f"DEB_PROGRAM={made[1]}",
         f"DEB_ROOT={folder / 'deb-root'}")
    return made
