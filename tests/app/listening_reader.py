# SPDX-FileCopyrightText: 2026 The Switchover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program while listening to it as a screen reader does: listening_reader.py PROGRAM.

With a listener the program sends each change of a text, and asks first for every key. Ends with the
program's exit code, or with a failure if no text was heard: then the program was not listened to.
"""
import collections
import subprocess
import sys
import threading

import pyatspi

heard = collections.Counter()


def listen(event):
    heard[event.type.major] += 1


def main():
    events = ("object:text-changed", "object:text-caret-moved", "object:text-selection-changed",
              "object:state-changed:focused", "object:property-change")
    pyatspi.Registry.registerEventListener(listen, *events)
    codes = []

    def run():
        codes.append(subprocess.run(sys.argv[1:], check=False).returncode)
        pyatspi.Registry.stop()

    threading.Thread(target=run).start()
    pyatspi.Registry.start()
    print("heard:", dict(heard))
    return codes[0] if heard["text-changed"] else 1


sys.exit(main())
