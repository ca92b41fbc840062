# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers on a segment: dnsmasq for DHCP, TFTP and proxyDHCP; atftpd; HTTP by
Python and by nginx; and one for log messages."""

import os
import re
import time

from .firmware import ROOT, cache_folder
from .process import Child, LabError, in_namespace, run

_DHCP = re.compile(r"(DHCP[A-Z]+)\(\S+\)\s+(?:([\d.]+)\s+)?([0-9a-f:]{17})")
_SENT = re.compile(r"sent (\S+) to ([\d.]+)")
_MISSING = re.compile(r"file (\S+) not found for ([\d.]+)")


def serve_files(folder, files):
    """Write {name: text or bytes or a path} into a folder to be served."""
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)
    for name, content in (files or {}).items():
        target = os.path.join(folder, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if isinstance(content, os.PathLike):
            os.symlink(os.path.abspath(content), target)
        else:
            if isinstance(content, str):
                content = content.encode()
            with open(target, "wb") as out:
                out.write(content)


def wait_until(child, ready, name):
    """Wait until a server that has been started is ready to serve."""
    for _ in range(500):
        if ready():
            return
        if not child.running():
            break
        time.sleep(0.01)
    raise LabError(f"{name} did not start: {child.said()}")


def listens(segment, place, protocol):
    """Whether somebody in that namespace has the port: "address:port" or
    ":port"; protocol: t or u."""
    return f"{place} " in run(
        in_namespace(segment.namespace, ["ss", f"-l{protocol}n"]))


class Dnsmasq:
    """A dnsmasq on one segment.

    boot    name of the boot file offered (None: a lease and nothing to boot)
    files   what its TFTP server has: {name: text, bytes or Path}
    tftp    False: no TFTP server
    proxy   answer as a proxyDHCP server: no lease, only the boot file; the
            machines that it is for, by dnsmasq's name (True: those with a BIOS)
    ignore  hear everybody, answer nobody
    ping    look for 3 s whether an address is in use before offering it
    pool    False: no addresses but those that `extra` names
    dns     names it resolves, and offers to: {name: address}
    extra   further options, as on its command line
    """

    def __init__(self, segment, boot=None, files=None, tftp=True, proxy=False,
                 ignore=False, ping=False, dns=None, pool=True, extra=()):
        self.segment = segment
        lab = segment.lab
        number = len(lab.servers())
        self.name = f"dnsmasq-net{segment.number}-{number}"
        self.folder = lab.path(self.name)
        serve_files(self.folder, files)
        # --no-daemon also keeps it from changing its user and groups, which
        # is not allowed in a user namespace.
        argv = ["dnsmasq", "--no-daemon", "--conf-file=/dev/null",
                f"--port={53 if dns else 0}", "--no-resolv", "--no-hosts",
                "--log-facility=-", "--log-dhcp",
                "--leasefile-ro", "--dhcp-authoritative",
                f"--interface={segment.bridge}", "--bind-interfaces",
                "--except-interface=lo"]
        argv += self._dhcp_options(boot, proxy, pool)
        argv += [f"--address=/{name}/{at}" for name, at in (dns or {}).items()]
        argv += [f"--dhcp-option=6,{segment.address}"] if dns else []
        argv += [] if ping else ["--no-ping"]
        argv += ["--dhcp-ignore=tag:!known"] if ignore else []
        if tftp:
            argv += ["--enable-tftp", f"--tftp-root={self.folder}"]
        self.child = Child(in_namespace(segment.namespace, argv + list(extra)),
                           lab.path(self.name + ".log"))
        wait_until(self.child, lambda: "started" in self.log(), "dnsmasq")

    def _dhcp_options(self, boot, proxy, pool):
        address = self.segment.address_of
        if proxy:
            return [f"--dhcp-range={address(0)},proxy",
                    "--pxe-service="
                    f"{'X86PC' if proxy is True else proxy},boot,{boot}"]
        options = ([f"--dhcp-range={address(100)},{address(149)},12h"]
                   if pool else [])
        if boot is not None:
            options.append(f"--dhcp-boot={boot}")
        return options

    def stop(self):
        self.child.stop()

    def log(self):
        return self.child.said()

    def messages(self, kind=None):
        """DHCP messages heard and sent, as (kind, mac) in order; or only
        the macs of one kind: messages("DHCPREQUEST")."""
        found = [(m[1], m[3]) for m in map(_DHCP.search, self._lines()) if m]
        if kind is None:
            return found
        return [mac for what, mac in found if what == kind]

    def files_sent(self):
        """Names of the files that were sent completely, in order."""
        return self._files(_SENT)

    def files_missing(self):
        return self._files(_MISSING)

    def _lines(self):
        return self.log().splitlines()

    def _files(self, pattern):
        found = [m[1] for m in map(pattern.search, self._lines()) if m]
        return [os.path.relpath(name, self.folder) for name in found]


class Atftpd:
    """Debian's atftpd, which grants windows (RFC 7440), for {name: content};
    further options as on its command line."""

    def __init__(self, segment, files=None, extra=()):
        lab = segment.lab
        self.folder = lab.path(f"atftpd-net{segment.number}")
        serve_files(self.folder, files)
        self.child = Child(
            in_namespace(segment.namespace, [
                "atftpd", "--daemon", "--no-fork", "--user", "root.root",
                "--bind-address", segment.address, "--logfile", "-",
                "--verbose=7", *extra, self.folder]),
            self.folder + ".log")
        wait_until(self.child, lambda: listens(segment, ":69", "u"), "atftpd")

    def stop(self):
        self.child.stop()


class HttpServer:
    """Python's HTTP server for {name: content}, on port 80 of a segment. With cgi
    what is in cgi-bin is run."""

    def __init__(self, segment, files=None, port=80, cgi=False):
        lab = segment.lab
        self.folder = lab.path(f"http-net{segment.number}-{port}")
        serve_files(self.folder, files)
        for name in files or {} if cgi else {}:
            os.chmod(os.path.join(self.folder, name), 0o755)
        self.child = Child(
            in_namespace(segment.namespace, [
                "/usr/bin/python3", "-u", "-m", "http.server", str(port),
                "--bind", segment.address, "--directory", self.folder,
                *(["--cgi"] if cgi else [])]),
            self.folder + ".log")
        wait_until(self.child, lambda: "Serving HTTP" in self.child.said(),
                   "HTTP server")

    def stop(self):
        self.child.stop()

    def requests(self):
        """(method, path, status) of what was asked for, in order."""
        return re.findall(r'"(\w+) (\S+) HTTP/[\d.]+" (\d+)', self.child.said())


_RECEIVER = """
import socket, sys
wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.bind(("", 514))
print("ready", flush=True)
while True:
    message, sender = wire.recvfrom(65536)
    print(sender[0], sender[1], message.hex(), flush=True)
"""


class LogServer:
    """What is sent to UDP port 514, at all addresses of a segment's namespace."""

    def __init__(self, segment):
        self.child = Child(
            in_namespace(segment.namespace,
                         ["/usr/bin/python3", "-c", _RECEIVER]),
            segment.lab.path(f"log-net{segment.number}.log"))
        wait_until(self.child, lambda: "ready" in self.child.said(),
                   "log server")

    def stop(self):
        self.child.stop()

    def messages(self):
        """(sender, text) of what was received, in order."""
        lines = self.child.said().splitlines()[1:]
        return [(sender, bytes.fromhex(message).decode("ascii"))
                for sender, _, message in map(str.split, lines)]


NGINX_CONF = """
daemon off;
master_process off;
pid {folder}/pid;
events {{ worker_connections 64; }}
http {{
    log_format lab '$connection $request_uri $status';
    access_log {folder}/requests lab;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    default_type application/octet-stream;
    server {{
        listen {address}:80;
        root {folder}/files;
        {directives}
    }}
}}
"""


def nginx():
    """The program that `make deps` has fetched, or the one named by NGINX."""
    path = ROOT / os.environ.get("NGINX", cache_folder() / "nginx/nginx")
    if not path.exists():
        raise LabError(f"no nginx at {path}: make deps")
    return path


class Nginx:
    """nginx for {name: content}, on port 80 of a segment: one process, with
    a folder of its own for all it writes. directives: what else its server
    block holds."""

    def __init__(self, segment, files=None, directives=""):
        lab = segment.lab
        self.folder = lab.path(f"nginx-net{segment.number}")
        serve_files(os.path.join(self.folder, "files"), files)
        conf = os.path.join(self.folder, "conf")
        with open(conf, "w") as out:
            out.write(NGINX_CONF.format(
                folder=os.path.abspath(self.folder), address=segment.address,
                directives=directives))
        self.child = Child(
            in_namespace(segment.namespace, [
                str(nginx()), "-p", self.folder, "-e", "stderr",
                "-c", os.path.abspath(conf)]),
            self.folder + ".log")
        place = f"{segment.address}:80"
        wait_until(self.child, lambda: listens(segment, place, "t"), "nginx")

    def stop(self):
        self.child.stop()

    def requests(self):
        """(connection, path, status) of what was asked for, in order; the
        first connection is 1."""
        with open(os.path.join(self.folder, "requests")) as log:
            found = [line.split() for line in log]
        serials = list(dict.fromkeys(serial for serial, _, _ in found))
        return [(serials.index(serial) + 1, path, status)
                for serial, path, status in found]
