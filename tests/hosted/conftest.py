# SPDX-License-Identifier: GPL-2.0-or-later
"""Fixtures of the scenarios that run the program for Linux (docs/hosted.md) in
the lab of the QEMU scenarios, whose fixtures these are too."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

QEMU = Path(__file__).resolve().parents[1] / "qemu"
sys.path.insert(0, str(QEMU))


def _qemu_fixtures():
    spec = importlib.util.spec_from_file_location("qemu_fixtures",
                                                  QEMU / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_shared = _qemu_fixtures()
pytest_configure = _shared.pytest_configure
pytest_runtest_makereport = _shared.pytest_runtest_makereport
folder = _shared.folder
lab = _shared.lab


@pytest.fixture(autouse=True)
def quiet_environment():
    """What the programs under test must not inherit."""
    os.environ.pop("LD_PRELOAD", None)
