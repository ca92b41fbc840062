# SPDX-License-Identifier: GPL-2.0-or-later
"""What `make soak` expects of each boot, and what it does where another comes."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/soak"), str(ROOT / "tests/qemu")]

import soak  # noqa: E402
from layout import (ALL_FAILED, FAULTS, IMAGES, MODELS, NO_LINK,  # noqa: E402
                    NO_OFFER, NOTHING, WIRES, Layout, layout, outcomes, reasons)


def wires(*names, **more):
    return Layout(1, "rom", models=["modern"] * len(names), wires=list(names),
                  **more)


@pytest.mark.parametrize("one, winners, errors", [
    (wires("empty", "good", "slow"), {1, 2}, set()),
    (wires("empty", "good", "slow", in_turn=True), {1}, set()),
    (wires("empty", "good", "slow", in_turn=True, rom_on=[2]), {2}, set()),
    (wires("good", "missing", excluded=[0]), set(), {ALL_FAILED}),
    (wires("lease", "dies"), set(), {ALL_FAILED}),
    (wires("lease", "empty", "down"), set(), {NOTHING}),
    (wires("silent", "down"), set(), {NO_OFFER}),
    (wires("down", "down"), set(), {NO_LINK, NO_OFFER}),
    (wires("good", excluded=[0]), set(), {"No net devices"}),
    (wires("good", "good", fault="pulled"), {0, 1}, set()),
    (wires("good", "empty", fault="pulled"), {0}, {NO_OFFER, ALL_FAILED}),
    (wires("down", "lease", fault="flaps"), {0}, {NOTHING}),
    (wires("down", "lease", fault="pulled"), set(), {NOTHING})])
def test_outcomes(one, winners, errors):
    assert outcomes(one) == (winners, errors)


def test_reasons_of_links_that_were_left_alone():
    one = wires("missing", "good", "lease", fault="pulled", fault_nic=2,
                excluded=[1])
    assert reasons(one) == {0: "file not found", 1: "excluded"}


def test_a_seed_is_a_boot():
    assert layout(17) == layout(17) and layout(17) != layout(18)
    chosen = layout(17, [layout(17).image])
    assert chosen == layout(17)


def test_all_there_is_occurs():
    many = [layout(seed) for seed in range(1, 2000)]
    assert {one.image for one in many} == set(IMAGES)
    assert {model for one in many for model in one.models} == set(MODELS)
    assert {wire for one in many for wire in one.wires} == set(WIRES)
    assert {one.fault for one in many} == set(FAULTS)
    assert {one.machine for one in many} == {"pc", "q35", "virt"}
    assert {len(one.models) for one in many} == set(range(1, 9))


class Machine:
    """What is left of a Vm whose race has failed."""
    def __init__(self, text):
        self.text = text
        self.console = self
        self.child = self

    def wait_for(self, *_):
        pass

    def running(self):
        return False


TABLE = """net1 52:54:00:00:00:00 up
     {}
net0 52:54:00:00:00:01 up
     no offer
"""


def test_what_is_wrong_is_found():
    one = wires("missing", "empty")
    right = Machine(TABLE.format("file not found on 10.0.0.1"))
    soak.judge(right, one, ALL_FAILED)
    for got in (NOTHING, NO_OFFER, "net0", "net1", "none"):
        with pytest.raises(soak.Wrong, match="not one of"):
            soak.judge(right, one, got)
    with pytest.raises(soak.Wrong, match="net0 has to say file not found"):
        soak.judge(Machine(TABLE.format("no offer")), one, ALL_FAILED)


def test_a_boot_that_is_wrong_is_shown(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(soak, "build_folder", lambda: tmp_path)
    monkeypatch.setattr(soak, "need_rights", lambda: None)
    monkeypatch.setattr(soak, "boot", lambda one, folder: (
        "net0", "no boot" if one.seed == 3 else None))
    monkeypatch.setattr(sys, "argv", [
        "soak", "--n", "4", "--image", "rom", "--csv", str(tmp_path / "csv")])
    assert soak.main() == 1
    said = capsys.readouterr().out
    assert "make soak N=1 SEED=3 IMAGE=rom" in said
    assert "| rom | 4 | 3 | 0 | 1 |" in said
    # A second run finds nothing left to do.
    assert soak.main() == 0
