# SPDX-License-Identifier: GPL-2.0-or-later
"""No boot costs more than the file `limits` says."""

import sys
from functools import lru_cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "qemu"))

from lab import costs  # noqa: E402


def limits():
    """(image, NICs, what, at most) of each line."""
    for line in (HERE / "limits").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            image, nics, what, most = line.split()
            yield image, nics, what, int(most)


@lru_cache(maxsize=None)
def boot(image, nics):
    """Costs beyond the BIOS's. nics: a number, with "b" behind bridges."""
    layout = int(nics.rstrip("b")), nics.endswith("b")
    return costs.boot(image, *layout).beyond(costs.bios(image, *layout))


@lru_cache(maxsize=None)
def download(image, scheme):
    return costs.download(image, scheme, costs.DOWNLOAD_MIB[scheme])


def counted(image, nics, what):
    """nics may be two numbers, for the increase by one NIC, or "tftp", "http"
    for a MiB of a download, or all of its visits to the BIOS."""
    if nics in costs.DOWNLOAD_MIB:
        found = download(image, nics).named(what)
        return found if what == "visits" else found / costs.DOWNLOAD_MIB[nics]
    few, _, many = nics.partition("-")
    if not many:
        return boot(image, few).named(what)
    more = boot(image, many).named(what) - boot(image, few).named(what)
    return more / (int(many.rstrip("b")) - int(few.rstrip("b")))


@pytest.mark.parametrize("image, nics, what, most", limits(),
                         ids=lambda value: str(value))
def test_costs(image, nics, what, most):
    assert counted(image, nics, what) <= most


def test_two_runs_are_the_same():
    """All of this is of no use otherwise."""
    first, second = costs.boot("lkrn", 1), costs.boot("lkrn", 1)
    for what in ("discover", "script", "visits", "frames", "accesses"):
        assert first.named(what) == second.named(what), what
    # What a page holds follows from random numbers, too: `limits` allows 2.
    assert abs(first.pages - second.pages) <= 2


@pytest.mark.parametrize("machine", ["pc", "pc,pit=off", "q35,pit=off"])
def test_the_clock_is_right(machine):
    """The time stamp counter counts instructions here, a million in a ms of the
    machine's time, and that is what is measured; also where there is no timer
    chip. Time goes on: there is a second DISCOVER, after a second give or take an
    eighth, by chance."""
    with costs.Folder() as folder:
        with costs.Machine(folder, "lkrn", 1, {}, machine=machine,
                           server=False, visits=False) as vm:
            vm.wait(lambda: len(discovers(vm)) > 1)
            assert vm.variable("readings_left") == 0
            assert vm.variable("counts_per_ms") == pytest.approx(1e6, rel=0.005)
            first, second = discovers(vm)[:2]
    assert 0.87e9 < second - first < 1.2e9


def discovers(vm):
    """When it has sent DISCOVERs, in ns."""
    return [frame.at for frame in vm.frames() if frame.is_discover()]
