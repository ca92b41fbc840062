# SPDX-License-Identifier: GPL-2.0-or-later
"""The ROM on bad wires. tests/hosted/test_wire.py has all the others."""

import pytest

from lab import BadWire, Flood
from scenario import bootable, expect_boot, silent

# What is lost is sent again after seconds, a few times in a row.
PATIENCE = 120


@pytest.mark.parametrize("model", ["virtio", "e1000"])
def test_frames_are_lost_and_damaged(lab, vm, model):
    net = lab(1)
    bootable(net.segment(0))
    wire = BadWire(net.segment(0), 3, loss=0.1, corrupt=0.05, duplicate=0.1,
                   reorder=0.1, delay=0.02)
    with vm(net, "rom", model) as machine:
        expect_boot(machine, 0, PATIENCE)
    assert wire.error is None
    done = {what: wire.down.counts[what] + wire.up.counts[what]
            for what in wire.up.counts}
    assert sum(done.values()) > done["frames"] > 0


def test_a_loser_is_flooded(lab, vm):
    """With broadcasts as fast as a machine can send them."""
    net = lab(2)
    silent(net.segment(0))
    bootable(net.segment(1))
    flood = Flood(net.segment(0), [b"\xff" * 6 + b"\2\0\0\0\0\x66\x88\xb5"
                                   + bytes(46)], 10)
    with vm(net, "rom", rom_on=[0]) as machine:
        expect_boot(machine, 1, PATIENCE)
    assert flood.rate() > 1000
