# SPDX-License-Identifier: GPL-2.0-or-later
"""Child processes that never outlive us, and commands that say why they failed."""

import atexit
import ctypes
import os
import signal
import subprocess

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
_alive = set()


class LabError(Exception):
    """Something the laboratory needs is not there or did not work."""


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run(argv, **kwargs):
    """Run a short command; LabError with what it said if it fails."""
    done = subprocess.run(argv, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **kwargs)
    if done.returncode:
        raise LabError(f"{' '.join(argv)}: {done.stdout.strip()}"
                       f" (exit code {done.returncode})")
    return done.stdout


class Child:
    """A server or a VM: started now, ended by stop() or when we end."""

    def __init__(self, argv, log, pass_fds=()):
        self.argv = argv
        self.log = log
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                pass_fds=pass_fds, start_new_session=True,
                preexec_fn=_die_with_parent)
        _alive.add(self)

    def running(self):
        return self.process.poll() is None

    def wait(self, timeout):
        """Exit code, or None if it still runs after that many seconds."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def stop(self):
        if self.running():
            self.process.terminate()
            if self.wait(2) is None:
                self.process.kill()
                self.process.wait()
        _alive.discard(self)

    def said(self):
        with open(self.log, errors="replace") as text:
            return text.read()


@atexit.register
def stop_all():
    for child in list(_alive):
        child.stop()


def in_namespace(name, argv):
    """The command line that runs argv inside a network namespace."""
    return ["nsenter", f"--net={namespace_path(name)}", "--"] + list(argv)


def namespace_path(name):
    return f"/run/netns/{name}"


def enter_namespace(name):
    """Move the calling thread, and it alone, into a network namespace."""
    fd = os.open(namespace_path(name), os.O_RDONLY)
    try:
        if _libc.setns(fd, 0x40000000):
            raise LabError(f"setns {name}: {os.strerror(ctypes.get_errno())}")
    finally:
        os.close(fd)
