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
IMAGES = {"multiboot.lkrn", "1af41000.rom", "8086100e.rom", "808610d3.rom"}


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
    first = package(tmp_path)
    before = first.read_bytes()
    again = package(tmp_path)
    assert again.read_bytes() == before


def test_the_package_holds_images_and_no_scripts(tmp_path):
    made = package(tmp_path)
    control = tmp_path / "control"
    assert run("dpkg-deb", "-e", made, control).returncode == 0
    assert sorted(os.listdir(control)) == ["control", "md5sums"]
    tree = tmp_path / "tree"
    assert run("dpkg-deb", "-x", made, tree).returncode == 0
    assert IMAGES <= set(os.listdir(tree / "usr/share/multiboot"))
    assert (tree / "usr/share/doc/multiboot/copyright").read_bytes() == \
        (ROOT / "packaging/copyright").read_bytes()
    assert run("md5sum", "-c", "--quiet", control / "md5sums",
               cwd=tree).stdout == ""
    said = run(tree / "usr/bin/multiboot-rom", "--path").stdout
    assert said == f"{tree}/usr/share/multiboot/1af41000.rom\n"
    outside = [path for path in tree.rglob("*") if path.is_file()
               and path.parts[len(tree.parts):][:2] not in
               [("usr", "bin"), ("usr", "share")]]
    assert outside == []


def test_the_manual_page_knows_every_option(tmp_path):
    tree = tmp_path / "tree"
    assert run("dpkg-deb", "-x", package(tmp_path), tree).returncode == 0
    page = gzip.decompress((tree / "usr/share/man/man1/multiboot-rom.1.gz")
                           .read_bytes()).decode().replace("\\-", "-")
    usage = run(tree / "usr/bin/multiboot-rom", "--help").stdout
    options = re.findall(r"--\w+", usage)
    assert options and all(option in page for option in options)


def package(folder):
    """`make deb` of the images that are built, into a folder."""
    make("deb", GIVEN, f"DEB={folder / 'multiboot.deb'}",
         f"DEB_ROOT={folder / 'deb-root'}")
    return folder / "multiboot.deb"
