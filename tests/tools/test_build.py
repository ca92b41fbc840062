# SPDX-License-Identifier: GPL-2.0-or-later
"""What is built again is what would be built from nothing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["core", "mk", "src", "tools", "Makefile"]


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """build(arguments): what the runtime holds, made of a copy of the sources."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
        copy(ROOT / part, tree / part)
    cache = (ROOT / os.environ.get("CACHE", ".cache")).resolve()

    def make(*arguments):
        subprocess.run(
            ["make", "-s", "-j2", "BUILD=bin", f"CACHE={cache}",
             f"LWIP_DIR={cache}/lwip", *arguments, "bin/multiboot.elf"],
            cwd=tree, check=True, env={
                key: value for key, value in os.environ.items()
                if not key.startswith("MAKE")})
        subprocess.run(["objcopy", "-O", "binary", "bin/multiboot.elf", "flat"],
                       cwd=tree, check=True)
        return (tree / "flat").read_bytes()

    make.tree = tree
    make.first = make()
    return make


def test_another_version(build):
    assert b"9.8.7\0" not in build.first
    assert b"9.8.7\0" in build("VERSION=9.8.7")


def test_another_script(build):
    script = build.tree / "old.ipxe"
    script.write_text("#!ipxe\necho another script\n", encoding="utf-8")
    os.utime(script, (0, 0))
    assert b"another script" in build("EMBED=old.ipxe")


def test_debug_messages_of_one_object(build):
    assert b"asked for block" not in build.first
    assert b"asked for block" not in build("DEBUG=tftp,http:2")
    assert b"asked for block" in build("DEBUG=http,tftp:2")
    assert build() == build.first


def test_a_source_that_is_gone(build):
    source = build.tree / "core/shell/cmd_menu.c"
    text = source.read_bytes()
    assert b"retimeout" in build.first
    source.unlink()
    assert b"retimeout" not in build()
    source.write_bytes(text)


def test_other_flags_of_the_linker(build):
    makefile = build.tree / "mk/platform/pcbios.mk"
    text = makefile.read_text(encoding="utf-8")
    makefile.write_text(text.replace("--gc-sections", "--no-gc-sections"),
                        encoding="utf-8")
    assert build() != build.first
    makefile.write_text(text, encoding="utf-8")
    assert build() == build.first


def test_no_nm_no_order(build):
    (build.tree / "bin/pcbios-i386/image/any-order/runtime.elf").touch()
    with pytest.raises(subprocess.CalledProcessError):
        build("NM=false")
    assert build() == build.first
