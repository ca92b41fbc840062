#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write the overlay (src/) as one patch to standard output.

    patch.py VERSION SECONDS AUTHOR

`git am`, `patch -p1` and Debian's tools apply it in the top folder of an iPXE
tree. It makes new files only, so that it fits every version. SECONDS since 1970
are its date: the same sources make the same bytes.
"""

import hashlib
import sys
from email.utils import formatdate

import overlay

# git takes a mail for a patch of its own making if it begins like this.
FROM = "From " + 40 * "0" + " Mon Sep 17 00:00:00 2001"


def blob(data):
    """The name that git gives to a file of that content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def new_file(name, data):
    """The part of the patch that makes that file."""
    lines = data.decode().split("\n")[:-1]
    if not data.endswith(b"\n"):
        raise overlay.Refused(f"src/{name}: no newline at the end")
    return "\n".join([
        f"diff --git a/src/{name} b/src/{name}",
        "new file mode 100644",
        f"index {40 * '0'}..{blob(data)}",
        "--- /dev/null",
        f"+++ b/src/{name}",
        f"@@ -0,0 +1,{len(lines)} @@",
        *("+" + line for line in lines)])


def main(version, seconds, author):
    files = overlay.our_files()
    print(FROM)
    print(f"From: {author}")
    print(f"Date: {formatdate(int(seconds))}")
    print("Subject: [PATCH] multiboot: boot from whichever NIC answers\n")
    print(f"Adds the command multiboot, version {version}. A build that does\n"
          "not ask for it by CONFIG=multiboot is the same as before.\n---\n")
    print("\n".join(new_file(*file) for file in files.items()))
    print(f"-- \n{version}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except overlay.Refused as error:
        sys.exit(f"patch: {error}")
