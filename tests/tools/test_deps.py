# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/deps: what it says is missing, and which of the machine's package
sources it takes for its private apt."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

DEPS = Path(__file__).resolve().parents[2] / "tools" / "deps"
RELEASE = subprocess.run(
    ["sh", "-c", ". /etc/os-release; echo $VERSION_CODENAME"], text=True,
    stdout=subprocess.PIPE, check=True).stdout.strip()

TOOLS = ["sh", "id", "sed", "sort", "tr", "cat", "basename", "mkdir", "find",
         "awk"]


def deps(*arguments, **environment):
    return subprocess.run([DEPS, *arguments], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, **environment})


@pytest.fixture
def sources(tmp_path):
    """sources({name: text}, type): the entries made of such an /etc/apt."""
    def make(files, kind):
        etc = tmp_path / "apt"
        (etc / "sources.list.d").mkdir(parents=True)
        for name, text in files.items():
            (etc / name).write_text(text.replace("REL", RELEASE))
        out = tmp_path / "out"
        done = deps("sources", out, kind, APT_ETC=str(etc))
        assert done.returncode == 0, done.stderr
        return {path.name: path.read_text().replace(RELEASE, "REL")
                for path in out.iterdir()}
    return make


def test_one_line_entries(sources):
    made = sources({"sources.list": "\n".join([
        "# deb http://mirror.example/debian REL main",
        "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian/ "
        "REL main contrib",
        "deb-src http://mirror.example/debian REL main",
        "deb http://mirror.example/debian-security REL-security main",
        "deb http://other.example/linux REL stable",
        "deb http://mirror.example/debian sid main"]) + "\n"}, "deb-src")
    assert made == {"sources-list.list":
        "deb-src [arch=amd64 signed-by=/k.gpg] "
        "http://mirror.example/debian/ REL main contrib\n"
        "deb-src http://mirror.example/debian-security REL-security main\n"}


def test_deb822_entries(sources):
    made = sources({"sources.list.d/debian.sources": (
        "Types: deb\n# a comment\nURIs: http://mirror.example/debian\n"
        "Suites: REL REL-updates sid\nComponents: main\n"
        "Signed-By:\n -----BEGIN\n .\n key\n\n"
        "Types: deb\nEnabled: no\nURIs: http://off.example/debian\n"
        "Suites: REL\nComponents: main\n\n"
        "Types: deb\nURIs: http://other.example/apt\nSuites: REL\n"
        "Components: main\n")}, "deb-src")
    assert list(made) == ["debian-sources.sources"]
    text = made["debian-sources.sources"]
    assert "Types: deb-src\nSuites: REL REL-updates\n" in text
    assert "Signed-By:\n -----BEGIN\n .\n key\n" in text
    assert "off.example" not in text and "other.example" not in text


def test_mirror_list_of_cloud_images(sources):
    made = sources({"sources.list.d/debian.sources": (
        "Types: deb deb-src\nURIs: mirror+file:///etc/apt/mirrors/debian.list\n"
        "Suites: REL\nComponents: main\n")}, "deb")
    assert "Types: deb\nSuites: REL\n" in made["debian-sources.sources"]


def test_no_entry_says_what_to_do(tmp_path):
    done = deps("lwip", tmp_path / "lwip", APT_ETC=str(tmp_path))
    assert done.returncode == 1
    assert "no entry for Debian" in done.stderr and "LWIP=DIR" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_missing_tool_is_named_with_its_package(tmp_path):
    for tool in TOOLS:
        os.symlink(shutil.which(tool), tmp_path / tool)
    text = DEPS.read_text().replace("PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin",
                                    "")
    program = tmp_path / "deps"
    program.write_text(text)
    done = subprocess.run(["/bin/sh", program, "check", "build", "qemu"],
                          text=True, stderr=subprocess.PIPE,
                          env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "deps: gcc: install gcc\n" in done.stderr
    assert "deps: dnsmasq: install dnsmasq-base\n" in done.stderr
    command = done.stderr.splitlines()[-1]
    assert command.startswith(
        "    sudo apt-get install --no-install-recommends ")
    assert " gcc " in command and " dnsmasq-base " in command


def test_every_package_of_a_group_is_listed():
    done = deps("packages", "unit")
    assert "libcmocka-dev" in done.stdout.split()
    assert "qemu-system-x86" not in done.stdout.split()
