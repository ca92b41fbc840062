# SPDX-License-Identifier: GPL-2.0-or-later
"""Fixtures of the QEMU scenarios: see docs/testing.md.

A scenario that fails keeps its folder under $(BUILD)/test-logs and shows the
consoles, the servers' logs and where the captures are.
"""

import glob
import os
import re
import shutil
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))

from lab import Lab, LabError, Vm, firmwares, need_rights  # noqa: E402
from lab.firmware import Firmware, build_folder  # noqa: E402

# What dnsmasq says of each message, and nobody needs to see twice.
NOISE = re.compile(r"\d (sent size|requested options|tags|available DHCP"
                   r"|vendor class|user class|next server|client provides)")

PASSED = pytest.StashKey()


def pytest_configure(config):
    for marker in (
            "stock: runs Debian's stock iPXE, to prove the harness",
            "core: is about this project's own firmware, not about the command",
            "long: takes minutes (make check-long)"):
        config.addinivalue_line("markers", marker)
    if config.option.collectonly or hasattr(config, "workerinput"):
        return
    try:
        need_rights()
        firmwares.recognize()
    except LabError as error:
        pytest.exit(f"tests/qemu: {error}", returncode=1)


@pytest.fixture
def folder(request):
    """A folder for this test's artefacts, removed if the test passes."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", request.node.name).strip("-")
    path = os.path.join(build_folder(), "test-logs", name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    request.node.artefacts = path
    yield path
    if request.node.stash.get(PASSED, False) and not os.environ.get("KEEP"):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def lab(folder):
    """lab(nics): a Lab of that many segments."""
    labs = []

    def make(nics=1):
        labs.append(Lab(nics, os.path.join(folder, f"lab{len(labs)}")
                        if labs else folder).__enter__())
        return labs[-1]

    yield make
    for one in labs:
        one.close()


@pytest.fixture
def vm():
    """vm(lab, ...): a Vm, as the class takes its arguments; with the firmware that
    make check-firmware was given in the place of ours."""
    def make(lab, firmware="lkrn", model="virtio", **options):
        models = [model] if isinstance(model, str) else model
        if isinstance(firmware, str):
            try:
                firmware = firmwares.under_test(firmware, models)
            except firmwares.NotGiven as reason:
                pytest.skip(str(reason))
        return Vm(lab, firmware, model, **options)

    return make


@pytest.fixture
def traits():
    """What is particular to the firmware under test (firmwares.Traits)."""
    return firmwares.traits()


@pytest.fixture(scope="session", autouse=True)
def images(request):
    """Our images have to be there, unless only stock ones are asked for."""
    def ours(item):
        return not item.get_closest_marker("stock")

    if firmwares.given():
        return
    if any(ours(item) for item in request.session.items):
        for name, model in (("lkrn", "virtio"), ("rom", "virtio")):
            Firmware.named(name).file(model)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.stash[PASSED] = report.passed
    folder = getattr(item, "artefacts", None)
    if report.failed and folder:
        show_artefacts(report, folder)


def show_artefacts(report, folder):
    for name in sorted(glob.glob(os.path.join(folder, "**", "*.raw"),
                                 recursive=True)):
        with open(name, "rb") as console:
            text = console.read().decode(errors="replace")
        text = re.sub(r"\x1b\[[0-9;?=]*[A-Za-z]", "", text)
        report.sections.append((os.path.relpath(name, folder), text[-6000:]))
    for name in sorted(glob.glob(os.path.join(folder, "**", "*.log"),
                                 recursive=True)):
        with open(name, errors="replace") as log:
            text = "".join(line for line in log if not NOISE.search(line))
        report.sections.append((os.path.relpath(name, folder), text[-6000:]))
    captures = sorted(glob.glob(os.path.join(folder, "**", "*.pcap"),
                                recursive=True))
    report.sections.append(("captures", "\n".join(captures) or folder))
