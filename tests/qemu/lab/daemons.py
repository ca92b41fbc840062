# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers as sites run them, from Debian packages that `make deps` unpacks: ISC
dhcpd and Kea for DHCP, tftpd-hpa for TFTP, Apache and lighttpd for HTTP."""

import json
import os
from pathlib import Path

from .firmware import ROOT, cache_folder
from .process import Child, LabError, in_namespace
from .servers import listens, serve_files, wait_until

POOL = 100, 149     # the last bytes of the addresses that are given


def program(name, *arguments):
    """The command line of a server that was fetched, or of the one that is in the
    folder named by SERVERS."""
    folder = ROOT / os.environ.get("SERVERS", cache_folder() / "servers")
    path = folder / "sbin" / name
    if not path.exists():
        raise LabError(f"no {name} at {path}: make deps")
    libraries = folder / "lib"
    return ["env", f"LD_LIBRARY_PATH={libraries}:{libraries}/libmariadb3",
            str(path), *arguments]


class Daemon:
    """A server on a segment, with a folder of its own for what it writes.
    listens: the place and protocol by which one sees that it is ready."""

    listens = ":67", "u"

    def __init__(self, segment, argv, **environment):
        variables = [f"{key}={value}" for key, value in environment.items()]
        self.child = Child(
            in_namespace(segment.namespace, ["env", *variables, *argv]),
            self.folder + ".log")
        segment.lab.add(self)
        wait_until(self.child, lambda: listens(segment, *self.listens),
                   type(self).__name__)

    def make_folder(self, segment):
        name = type(self).__name__.lower()
        number = sum(isinstance(part, Daemon) for part in segment.lab.parts)
        self.folder = os.path.abspath(
            segment.lab.path(f"{name}-net{segment.number}-{number}"))
        os.makedirs(self.folder)
        os.chmod(self.folder, 0o755)

    def write(self, name, content):
        path = Path(self.folder, name)
        path.write_text(content, encoding="utf-8")
        return str(path)

    def stop(self):
        self.child.stop()

    def log(self):
        return self.child.said()


class IscDhcpd(Daemon):
    """ISC dhcpd. subnet: what its declaration of the subnet holds besides the
    pool; top: what stands before it."""

    def __init__(self, segment, subnet="", top="", pool=""):
        self.make_folder(segment)
        first, last = map(segment.address_of, POOL)
        conf = self.write("conf", f"""
default-lease-time 3600;
ping-check false;
authoritative;
{top}
subnet {segment.address_of(0)} netmask 255.255.255.0 {{
    option routers {segment.address};
    pool {{ range {first} {last}; {pool} }}
    {subnet}
}}
""")
        super().__init__(segment, program(
            "dhcpd", "-4", "-f", "-d", "-cf", conf, "-pf",
            f"{self.folder}/pid", "-lf", self.write("leases", ""),
            segment.bridge))


class Kea(Daemon):
    """Kea's server for DHCPv4. subnet, top: what else its configuration says of
    the subnet, and of all."""

    def __init__(self, segment, subnet=None, top=None, pool=POOL,
                 severity="INFO"):
        self.make_folder(segment)
        first, last = map(segment.address_of, pool)
        config = {"Dhcp4": {
            "interfaces-config": {"interfaces": [segment.bridge]},
            "lease-database": {"type": "memfile", "persist": False},
            "valid-lifetime": 3600,
            "subnet4": [{
                "subnet": f"{segment.address_of(0)}/24",
                "pools": [{"pool": f"{first} - {last}"}],
                "option-data": [{"name": "routers", "data": segment.address}],
                **(subnet or {})}],
            "loggers": [{"name": "kea-dhcp4", "severity": severity,
                         "output_options": [{"output": "stdout"}]}],
            **(top or {})}}
        super().__init__(
            segment, program("kea-dhcp4", "-c",
                             self.write("conf", json.dumps(config))),
            KEA_PIDFILE_DIR=self.folder, KEA_LOCKFILE_DIR=self.folder)


class TftpdHpa(Daemon):
    """tftpd-hpa for {name: content}; with secure it takes the folder with them for
    the root of all names. options: as on its command line. It logs to the system's
    log alone."""

    listens = ":69", "u"

    def __init__(self, segment, files=None, options=(), secure=True):
        self.make_folder(segment)
        serve_files(self.folder, files)
        super().__init__(segment, program(
            "in.tftpd", "--foreground", "--user", "root",
            *(["--secure"] if secure else []), *options,
            "--address", f"{segment.address}:69", self.folder))


class Http(Daemon):
    """A server for HTTP on port 80: requests() as HttpServer has it."""

    listens = ":80", "t"

    def requests(self):
        with open(f"{self.folder}/requests", encoding="utf-8") as log:
            return [tuple(line.split()) for line in log]


class Apache(Http):
    """Apache for {name: content}; directives: what else its configuration says."""

    MODULES = "mpm_event", "authz_core", "alias", "dir", "mime", "deflate"

    def __init__(self, segment, files=None, directives=""):
        self.make_folder(segment)
        serve_files(f"{self.folder}/files", files)
        argv = program("apache2", "-X", "-d", self.folder, "-f")
        modules = Path(argv[2]).parents[1] / "lib/apache2"
        loads = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so"
                          for name in self.MODULES)
        conf = self.write("conf", f"""
{loads}
ServerName {segment.address}
Listen {segment.address}:80
PidFile {self.folder}/pid
DefaultRuntimeDir {self.folder}
ErrorLog /dev/stderr
LogFormat "%m %U %>s" lab
CustomLog {self.folder}/requests lab
DocumentRoot {self.folder}/files
TypesConfig {self.write('types', 'text/plain txt')}
{directives}
""")
        super().__init__(segment, [*argv, conf])


class Lighttpd(Http):
    """lighttpd for {name: content}; directives: what else its configuration
    says."""

    def __init__(self, segment, files=None, directives=""):
        self.make_folder(segment)
        serve_files(f"{self.folder}/files", files)
        argv = program("lighttpd", "-D", "-f")
        modules = Path(argv[2]).parents[1] / "lib/lighttpd"
        conf = self.write("conf", f"""
server.modules = ( "mod_accesslog", "mod_redirect" )
server.bind = "{segment.address}"
server.port = 80
server.document-root = "{self.folder}/files"
accesslog.filename = "{self.folder}/requests"
accesslog.format = "%m %U %>s"
{directives}
""")
        super().__init__(segment, [*argv, conf, "-m", str(modules)])

    def requests(self):
        # It writes its log when it ends.
        self.stop()
        return super().requests()
