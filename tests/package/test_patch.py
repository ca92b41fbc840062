# SPDX-License-Identifier: GPL-2.0-or-later
"""`make patch`: what it makes applies to a tree with iPXE's folders by `git am`
and by `patch -p1`, and gives the files that `make install IPXE=` gives."""

import subprocess

import pytest

from test_package import ROOT, make

SOURCES = ROOT / "src"
# iPXE's git ignores this folder, where some of the files go.
IGNORES = "*\n"


@pytest.fixture(scope="module")
def patch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("patch")
    path = make("patch", f"BUILD={folder}").split()[-1]
    again = tmp_path_factory.mktemp("again")
    other = make("patch", f"BUILD={again}").split()[-1]
    with open(path, "rb") as one, open(other, "rb") as two:
        assert one.read() == two.read()
    return path


@pytest.fixture
def tree(tmp_path):
    """A repository with iPXE's folders and a commit."""
    top = tmp_path / "ipxe"
    for name in ("Makefile", "usr/autoboot.c", "net/netdevice.c",
                 "hci/commands/autoboot_cmd.c", "include/usr/autoboot.h"):
        path = top / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"upstream's {name}\n")
    ignores = top / "src/config/local/.gitignore"
    ignores.parent.mkdir(parents=True)
    ignores.write_text(IGNORES)
    git(top, "init", "-q")
    git(top, "add", "-f", ".")
    git(top, "commit", "-q", "-m", "Upstream")
    return top


def git(top, *arguments):
    return subprocess.run(
        ["git", "-C", top, "-c", "user.name=T", "-c", "user.email=t@localhost",
         *arguments], check=True, text=True, capture_output=True).stdout


def ours(top):
    """The files below src/ that are named after the command."""
    return {path.relative_to(top).as_posix(): path.read_bytes()
            for path in top.rglob("*") if path.is_file()
            and "multiboot" in path.relative_to(top).as_posix()}


def test_git_am_takes_it(patch, tree):
    git(tree, "am", "-q", patch)
    assert len(ours(SOURCES)) > 20
    assert ours(tree / "src") == ours(SOURCES)
    assert git(tree, "status", "--porcelain") == ""
    changed = git(tree, "show", "--format=%s", "--name-status", "HEAD")
    subject, _, *names = changed.splitlines()
    assert subject == "multiboot: boot from whichever NIC answers"
    assert len(names) == len(ours(SOURCES))
    assert all(line.startswith("A\tsrc/") for line in names)


def test_patch_takes_it_without_fuzz_and_back(patch, tree):
    """As dpkg-source applies patches, and takes them off again."""
    command = ["patch", "-p1", "-F0", "-s", "-i", patch]
    subprocess.run([*command, "-N"], cwd=tree, check=True)
    assert ours(tree / "src") == ours(SOURCES)
    subprocess.run([*command, "-R"], cwd=tree, check=True)
    assert ours(tree / "src") == {}
