# SPDX-License-Identifier: GPL-2.0-or-later
"""The VM's console: read in the background, cleaned, waited on."""

import contextlib
import os
import re
import threading
import time

SCALE = float(os.environ.get("QEMU_TIMEOUT_SCALE", "1"))
COLUMNS = 80

_ESCAPE = re.compile(rb"\x1b(?:\[[0-9;?=]*[@-~]|[()][A-Za-z0-9]|[@-Z\\-_78c=>])")
_PARTIAL = re.compile(rb"(?:(?:\x1b\[[0-9;]*H|\r)?"
                      rb"\x1b(?:\[[0-9;?=]*H?|[()]?)?|\r)\Z")
# Back to a character and to where the cursor was after it.
_NO_MOVE = re.compile(rb"(?:\x1b\[(\d+);(\d+)H|\r)\x1b\[(\d+);(\d+)H")
_MOVE = re.compile(rb"\x1b\[(?:[0-9;]*H|[0-9]*[JEF])")


def _no_move(match):
    row, column = match[1] or match[3], int(match[2] or 1)
    stays = row == match[3] and column + 1 == int(match[4])
    return b"" if stays else match[0]


class Timeout(AssertionError):
    """What was waited for did not come."""


class Console:
    """`text` is what was printed, without escape sequences; `raw` is what
    came, byte for byte. A cursor that is set elsewhere, or a screen that is
    cleared, counts as a new line. SeaBIOS breaks lines at column 80 when it
    shows the screen on a serial line, and goes back and forth over a character
    at the tick of its clock: `text` has them whole again."""

    def __init__(self, sock, raw_log, live=None, started=None):
        self.sock = sock
        self.raw = b""
        self.text = ""
        self.position = 0
        self.started = started or time.monotonic()
        self.times = []
        self.closed = False
        self._rest = b""
        self._column = 0
        self._log = open(raw_log, "wb", buffering=0)
        self._live = live
        self._news = threading.Condition()
        self._reading = threading.Lock()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while True:
            try:
                with self._reading:
                    chunk = self.sock.recv(4096)
            except OSError:
                chunk = b""
            if not chunk:
                break
            self._log.write(chunk)
            text = self._clean(chunk)
            if self._live:
                self._live(chunk, text)
            with self._news:
                self.raw += chunk
                self.text += text
                self.times.append((time.monotonic(), len(self.text)))
                self._news.notify_all()
        self._log.close()
        with self._news:
            self.closed = True
            self._news.notify_all()

    def _clean(self, chunk):
        data = self._rest + chunk
        cut = _PARTIAL.search(data)
        self._rest = data[cut.start():] if cut else b""
        data = data[:cut.start()] if cut else data
        data = _NO_MOVE.sub(_no_move, data)
        data = _ESCAPE.sub(b"", _MOVE.sub(b"\n", data))
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        data = re.sub(rb"[\x00-\x07\x0e-\x1f]", b"", data)
        return self._join(data.decode("utf-8", "replace"))

    def _join(self, text):
        lines = text.split("\n")
        joined = ""
        for number, line in enumerate(lines):
            if number:
                joined += "" if self._column == COLUMNS else "\n"
                self._column = 0
            self._column += len(line) - 2 * line.count("\b")
            joined += line.replace("\b", "")
        return joined

    @contextlib.contextmanager
    def paused(self):
        """Meanwhile nobody reads what the VM sends."""
        with self._reading:
            yield

    def wait_for(self, pattern, timeout, alive=lambda: True, after=None):
        """The match of `pattern` in what was printed after the last match;
        Timeout if it does not come within that many seconds."""
        regex = re.compile(pattern, re.MULTILINE)
        end = time.monotonic() + timeout * SCALE
        start = self.position if after is None else after
        with self._news:
            while True:
                match = regex.search(self.text, start)
                if match:
                    self.position = match.end()
                    return match
                left = end - time.monotonic()
                if self.closed or (not alive() and left < end - 0.5):
                    raise Timeout(f"the VM ended before it printed "
                                  f"{pattern!r}\n{self.tail()}")
                if left <= 0:
                    raise Timeout(f"nothing like {pattern!r} within "
                                  f"{timeout} s\n{self.tail()}")
                self._news.wait(min(left, 0.5))

    def moment(self, match):
        """Seconds from the VM's start until this match stood there."""
        with self._news:
            for moment, length in self.times:
                if length >= match.end():
                    return moment - self.started
        raise ValueError("no such match on this console")

    def tail(self, lines=40):
        text = re.sub(r"\n\s*\n+", "\n", self.text)
        return "--- console, its end ---\n" + "\n".join(
            text.splitlines()[-lines:])

    def screen(self, columns=80, rows=25):
        """What a terminal would show now, as a list of lines."""
        import pyte
        screen = pyte.Screen(columns, rows)
        pyte.ByteStream(screen).feed(self.raw)
        return [line.rstrip() for line in screen.display]

    def send(self, data):
        self.sock.sendall(data)

    def send_and_see(self, data, limit):
        """Send, and wait for output, but not longer than `limit` seconds."""
        with self._news:
            self.send(data)
            self.wait_for_news(limit)

    def wait_for_news(self, limit):
        """Until something is printed, or for `limit` seconds: True, False."""
        with self._news:
            length = len(self.raw)
            return self._news.wait_for(lambda: len(self.raw) > length, limit)

    def wait_for_quiet(self, seconds, limit=5):
        """Until nothing was printed for so long, or for `limit` seconds."""
        end = time.monotonic() + limit
        while self.wait_for_news(seconds) and time.monotonic() < end:
            pass

    def close(self):
        try:
            self.sock.shutdown(2)
        except OSError:
            pass
        self._thread.join(5)
        self.sock.close()
