#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Switchover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window through the accessibility bus: everything is found by role and name.

Enables a performance primary in the lab, disables it through the review page with the name typed,
and looks at the clusters over plain HTTP each time, not at what the window says.
"""
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pyatspi

PATIENCE = 30
# A program that says nothing for 0.8 s counts as hung else, which on a loaded machine it is not.
pyatspi.setTimeout(1000 * PATIENCE, 1000 * PATIENCE)


def until(what, condition):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            value = condition()
        except Exception:  # objects die while the window changes; ask again
            value = None
        if value:
            return value
        time.sleep(0.05)
    raise SystemExit(f"never happened: {what}")


def walk(root, depth=0):
    yield root
    if depth < 30:
        for index in range(root.childCount):
            child = root.getChildAtIndex(index)
            if child is not None:
                yield from walk(child, depth + 1)


def shown(accessible):
    states = accessible.getState()
    return states.contains(pyatspi.STATE_SHOWING) and states.contains(pyatspi.STATE_ENABLED)


class Window:
    def __init__(self, pid):
        self.root = until("the program is on the accessibility bus", lambda: self._find_application(pid))
        until("a window is shown", lambda: [one for one in walk(self.root) if one.getRoleName() == "frame" and shown(one)])

    @staticmethod
    def _find_application(pid):
        desktop = pyatspi.Registry.getDesktop(0)
        for index in range(desktop.childCount):
            application = desktop.getChildAtIndex(index)
            if application and application.get_process_id() == pid:
                return application
        return None

    def find(self, name, roles):
        for one in walk(self.root):
            if one.name == name and one.getRoleName() in roles and shown(one):
                return one
        return None

    def press(self, name):
        button = until(f"button {name!r} can be pressed", lambda: self.find(name, ("push button",)))
        button.queryAction().doAction(0)

    def click_in_tree(self, name):
        def in_tree():
            for one in walk(self.root):
                if one.name == name and shown(one) and one.parent and one.parent.getRoleName() == "tree":
                    return one
            return None

        cell = until(f"{name!r} is in the tree", in_tree)
        box = cell.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        pyatspi.Registry.generateMouseEvent(box.x + 10, box.y + box.height // 2, "b1c")

    def type(self, name, text):
        field = until(f"field {name!r} is there", lambda: self.find(name, ("text", "password text")))
        field.queryEditableText().setTextContents(text)

    def names(self):
        return [(one.getRoleName(), one.name) for one in walk(self.root) if shown(one)]

    def description(self, name):
        one = self.find(name, ("push button",))
        return one.description if one else None


def mode_of(address):
    with urllib.request.urlopen(address + "/v1/sys/replication/status", timeout=5) as answer:
        return json.load(answer)["data"]["performance"]["mode"]


def main():
    program = subprocess.Popen([sys.argv[1], "--lab", "fresh-pair"])
    try:
        window = Window(program.pid)
        window.click_in_tree("amber")
        address = until("the cluster's address is shown", lambda: re.search(
            r"http://127\.0\.0\.1:\d+", window.description("Cluster address"))).group(0)
        assert mode_of(address) == "disabled"

        unnamed = [role for role, name in window.names()
                   if role in ("push button", "check box", "combo box", "text", "password text") and not name]
        assert not unnamed, unnamed

        window.press("Enable performance replication as primary")
        window.press("Enable as primary")
        until("the cluster is primary", lambda: mode_of(address) == "primary")
        window.press("Close")

        window.press("Disable performance replication on the primary")
        window.press("Review…")
        window.type("Name of the cluster", "basalt")
        assert window.find("Disable", ("push button",)) is None, "the wrong name must not do"
        window.type("Name of the cluster", "amber")
        assert mode_of(address) == "primary"
        window.press("Disable")
        until("replication is disabled", lambda: mode_of(address) == "disabled")
        print("1 passed, 0 failed")
    finally:
        program.send_signal(signal.SIGTERM)
        code = program.wait(timeout=PATIENCE)
    return 0 if code == 0 else 1


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
