# SPDX-License-Identifier: GPL-2.0-or-later
"""What the documents say of the benchmarks is what their CSV file holds."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests" / "qemu")]

import bench  # noqa: E402
import costs  # noqa: E402
import report  # noqa: E402
import tables  # noqa: E402
from lab import LabError  # noqa: E402
from points import Point  # noqa: E402

ROWS = report.read_csv(ROOT / "docs" / "benchmarks.csv")


def shown(page):
    """What stands between the two marks of a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return text.split(report.BEGIN)[1].split(report.END)[0]


def test_the_page_shows_the_results():
    assert shown("docs/benchmarks.md").endswith(report.text(ROWS) + "\n")


def test_the_page_shows_the_costs():
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    shown_costs = page.split(costs.BEGIN)[1].split(costs.END)[0]
    rows = costs.read(ROOT / "docs" / "costs.csv")
    assert shown_costs.strip() == costs.text(rows).strip()


def test_a_page_without_costs_gets_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text((ROOT / "bench" / "benchmarks.md").read_text("utf-8"),
                    encoding="utf-8")
    costs.publish(page, costs.read(ROOT / "docs" / "costs.csv"))
    assert "device accesses" in page.read_text(encoding="utf-8")


def test_the_readme_shows_the_results():
    assert shown("README.md").strip() == "\n".join(
        tables.summary(ROWS)).strip()


def test_a_page_is_made_from_its_template(tmp_path):
    page = tmp_path / "page.md"
    report.fill(ROOT / "bench" / "benchmarks.md", page, "RESULTS")
    template = (ROOT / "bench" / "benchmarks.md").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert "RESULTS" in text
    assert text.startswith(template.split(report.BEGIN)[0])
    assert text.endswith(template.split(report.END)[1])


def test_without_a_menu_script_it_says_what_it_leaves_out(
        monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(bench, "identity", lambda name: name)
    monkeypatch.setattr(bench.boot, "MENU", None)
    assert "stock-lkrn" not in bench.available(None)
    assert "without stock-lkrn: MENU=path" in capsys.readouterr().err
    script = tmp_path / "menu.ipxe"
    script.write_text("#!ipxe\n")
    monkeypatch.setattr(bench.boot, "MENU", str(script))
    assert "stock-lkrn" in bench.available(None)
    assert bench.boot.vm_options("stock-lkrn") == {"script": "#!ipxe\n"}
    monkeypatch.setattr(bench.boot, "MENU", str(tmp_path / "missing"))
    with pytest.raises(LabError, match="no such file"):
        bench.available(None)


def test_stock_firmwares_rows_stay_until_they_are_measured_again(tmp_path):
    def line(firmware, nics, metric="script_ms", kind="boot"):
        return {"kind": kind, "firmware": firmware, "nics": nics, "live": 0,
                "losers": "silent", "how": "", "mib": 0, "metric": metric,
                "runs": 5, "median": 70.0, "least": 60.0, "most": 80.0}

    earlier = [line("stock-rom", 1), line("stock-rom", 2), line("rom", 1),
               dict(line("", ""), kind="about", how="On a rainy day.",
                    metric="note")]
    path = tmp_path / "benchmarks.csv"
    again = Point("boot", "stock-rom", nics=1)
    report.write_csv(path, {again: [{"script_ms": 50.0}]}, [], "A sunny day.",
                     earlier)
    rows = report.read_csv(path)
    boots = {(row["firmware"], row["nics"]): row["median"]
             for row in tables.select(rows, kind="boot")}
    assert boots == {("stock-rom", 1): 50.0, ("stock-rom", 2): 70.0}
    assert list(tables.about(rows))[-2:] == ["A sunny day.\n",
                                            "On a rainy day.\n"]
