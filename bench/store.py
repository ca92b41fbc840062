# SPDX-License-Identifier: GPL-2.0-or-later
"""Results on disk: one file a point, written after every run, so that a
benchmark that is interrupted goes on where it was."""

import json
import os


class Store:
    """Runs of points in a folder. Runs of another build of the firmware, or
    of other settings, do not count and are written over."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def _path(self, point):
        return os.path.join(self.folder, point.name + ".json")

    def runs(self, point, identity):
        """The runs there are: a list of {metric: number}."""
        try:
            with open(self._path(point), encoding="utf-8") as file:
                known = json.load(file)
        except (OSError, ValueError):
            return []
        same = (known.get("identity") == identity
                and known.get("point") == point.dict())
        return known["runs"] if same else []

    def add(self, point, identity, run):
        """Add a run; what is on disk is whole at any moment."""
        runs = self.runs(point, identity) + [run]
        path = self._path(point)
        with open(path + ".tmp", "w", encoding="utf-8") as file:
            json.dump({"point": point.dict(), "identity": identity,
                       "runs": runs}, file, indent=1)
            file.write("\n")
        os.replace(path + ".tmp", path)
        return runs
