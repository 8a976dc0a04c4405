#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Switchover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader hears: opens every page and dialog of the real program and looks at the names.

Fails on what can be operated and is shown, but
- has no name, or the name of an object in the source, or one with invisible or mnemonic characters;
- has the same role and name as another in the same window. Two may share a name only within
  containers that a screen reader announces on entering (toolbar, menu, table, tab list, grouping,
  status bar) and that have different names of their own;
- and on texts that are walls of identifiers.
"""
import os
import re
import signal
import subprocess
import sys

import pyatspi

from atspi_flow import PATIENCE, Window, shown, until

OPERATED = {
    "push button", "toggle button", "check box", "radio button", "combo box", "text",
    "password text", "spin button", "link", "table", "tree", "tree table", "list", "page tab", "menu item",
    "check menu item", "menu", "slider", "entry",
}
# Their rows are data, and not read here.
CLOSED = {"table", "tree", "tree table", "list", "combo box"}
ANNOUNCED = {
    "tool bar", "menu", "menu bar", "page tab list", "table", "tree", "panel", "grouping", "status bar",
    "page tab",
}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
OBJECT_NAME = re.compile(r"qt_\w+|[a-z]+(?:[A-Z][a-z0-9]*)+|[a-z]\w*(?:\.[\w-]+)+")
PRIVATE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]|&")


def label(accessible):
    return f"{accessible.getRoleName()} “{accessible.name}”"


def nodes(root, path=(), depth=0):
    """What is shown below root, with the names of the announced containers around it."""
    yield root, path
    role = root.getRoleName()
    if role in CLOSED or depth > 40:
        return
    if role in ANNOUNCED and root.name:
        path = (*path, root.name)
    for index in range(root.childCount):
        child = root.getChildAtIndex(index)
        if child is not None and child.getState().contains(pyatspi.STATE_SHOWING):
            yield from nodes(child, path, depth + 1)


class Critic:
    def __init__(self):
        self.flaws = []
        self.looked = 0
        self.seen = 0

    def look(self, where, root):
        """A flaw has to be there again: what changes while it is read is read twice, or not at all."""
        self.looked += 1
        for _ in range(3):
            flaws, seen = until(f"{where} can be read", lambda: self.read(where, root))
            if not flaws:
                break
        self.flaws += flaws
        self.seen += seen

    def read(self, where, root):
        flaws = []
        known = set()
        seen = 0
        for one, path in nodes(root):
            role, name = one.getRoleName(), one.name
            if len(UUID.findall(name)) > 1:
                flaws.append(f"{where}: {role} is a wall of identifiers: {name[:120]}")
            if PRIVATE.search(name) and role != "terminal":
                flaws.append(f"{where}: {role} has characters nobody hears: {name[:120]!r}")
            if role not in OPERATED:
                continue
            seen += 1
            if not name.strip():
                parents = " in ".join(label(parent) for parent in self.parents(one))
                flaws.append(f"{where}: {role} without a name in {parents}")
                continue
            if OBJECT_NAME.fullmatch(name) or UUID.search(name):
                flaws.append(f"{where}: {role} is called “{name}”")
            if (role, name, path) in known:
                flaws.append(f"{where}: two of {role} “{name}” in {' / '.join(path) or 'the window'}")
            known.add((role, name, path))
        return flaws, seen

    @staticmethod
    def parents(one):
        while one.parent is not None and one.parent.getRoleName() != "application":
            one = one.parent
            yield one


class Tour:
    def __init__(self, window, critic):
        self.window = window
        self.critic = critic

    def windows(self):
        root = self.window.root
        children = [root.getChildAtIndex(index) for index in range(root.childCount)]
        return [one for one in children if one is not None and one.getState().contains(pyatspi.STATE_SHOWING)]

    def frame(self):
        return until("the window is shown", lambda: next(one for one in self.windows() if one.getRoleName() == "frame"))

    def dialog(self, name):
        """The dialog whose title begins so, once it is shown."""
        def find():
            for one in self.windows():
                if one.getRoleName() in ("dialog", "alert", "frame", "window") and one.name.startswith(name):
                    return one
            return None
        return until(f"dialog “{name}” is open", find)

    def find(self, root, role, name):
        for one, _ in nodes(root):
            if one.getRoleName() == role and one.name == name:
                return one
        return None

    def wait(self, root, role, name):
        return until(f"{role} “{name}” is there", lambda: self.find(root, role, name))

    def press(self, root, name, role="push button"):
        def ready():
            one = self.find(root, role, name)
            return one if one and one.getState().contains(pyatspi.STATE_ENABLED) else None
        until(f"{role} “{name}” can be pressed", ready).queryAction().doAction(0)

    def menu(self, menu, entry):
        """An entry can be pressed without its menu being open."""
        def find():
            for bar in self.frame():
                if bar is None or bar.getRoleName() != "menu bar":
                    continue
                for one in bar:
                    if one.name == menu:
                        return next((item for sub in one for item in ([sub] + list(sub)) if item.name == entry), None)
            return None
        until(f"menu entry “{entry}”", find).queryAction().doAction(0)

    def tabs(self, root, where):
        """Looks at every page of the tabs in a window."""
        names = [one.name for one, _ in nodes(root) if one.getRoleName() == "page tab"]
        for name in names:
            self.select(root, name)
            self.critic.look(f"{where}, {name}", root)

    def select(self, root, name):
        self.wait(root, "page tab", name).queryAction().doAction(0)
        # Qt 6.4 says of the tab in front that it is focused.
        until(f"tab “{name}” is in front",
              lambda: self.find(root, "page tab", name).getState().contains(pyatspi.STATE_FOCUSED))


def menus(tour, critic):
    for bar in tour.frame():
        if bar is None or bar.getRoleName() != "menu bar":
            continue
        for menu in bar:
            names = {}
            for item in menu:
                for one in [item] + list(item):
                    if one is None or one.getRoleName() in ("separator", "popup menu"):
                        continue
                    if PRIVATE.search(one.name) or not one.name or one.name in names:
                        critic.flaws.append(f"menu {menu.name}: entry “{one.name}”")
                    names[one.name] = True


def dialogs(tour, critic):
    for menu, entry, title in (
            ("File", "Settings…", "Settings"),
            ("File", "Add cluster…", "Add cluster"),
            ("Cluster", "Edit cluster…", "Edit cluster"),
            ("Cluster", "Remove cluster…", "Remove cluster"),
            ("Cluster", "Sign in…", "Sign in"),
            ("Help", "Policies…", "Policies"),
            ("Help", "Keyboard shortcuts", "Keyboard shortcuts"),
            ("Help", "About Switchover", "About Switchover")):
        tour.menu(menu, entry)
        dialog = tour.dialog(title)
        critic.look(title, dialog)
        tour.tabs(dialog, title)
        if title == "Edit cluster":
            test = open_by(tour, dialog, "Test connection…")
            tour.wait(test, "push button", "Test again")
            critic.look("Connection test", test)
            leave(tour, test)
        leave(tour, dialog)


SECTIONS = {"Performance", "Disaster recovery", "Maintenance", "Filters", "DR operation token and licence"}
NO_FORM = re.compile(r"set id|Merkle root|More about|address|^HA leader|^Forget")


def leave(tour, dialog):
    title = dialog.name
    tour.press(dialog, until(f"a way out of “{title}”", lambda: next(
        name for name in ("Cancel", "Close") if tour.find(dialog, "push button", name) is not None)))
    until(f"“{title}” is closed", lambda: title not in {one.name for one in tour.windows()})


def open_by(tour, root, name, button=None):
    """The window that a button opens."""
    before = {one.name for one in tour.windows()}
    if button is None:
        tour.press(root, name)
    else:
        button.queryAction().doAction(0)
    return until(f"“{name}” opens something",
                 lambda: next(one for one in tour.windows() if one.name not in before))


def operations(tour, critic, seen):
    """Opens every form that the cluster's page offers, and its review, and leaves it again."""
    def offered():
        buttons = {}
        for one, _ in nodes(tour.frame()):
            if (one.getRoleName() == "push button" and not NO_FORM.search(one.name) and one.name not in seen
                    and one.getState().contains(pyatspi.STATE_ENABLED)
                    and SECTIONS.intersection(parent.name for parent in Critic.parents(one))):
                buttons[one.name] = one
        return buttons, seen

    for name, button in until("the operations can be read", offered)[0].items():
        seen.add(name)
        dialog = open_by(tour, None, name, button)
        critic.look(dialog.name, dialog)
        review = tour.find(dialog, "push button", "Review…")
        if review is not None and review.getState().contains(pyatspi.STATE_ENABLED):
            review.queryAction().doAction(0)
            tour.wait(dialog, "text", "Name of the cluster")
            critic.look(dialog.name + ", review", dialog)
        leave(tour, dialog)


def token(tour, critic):
    frame = tour.frame()
    form = open_by(tour, frame, "Generate a DR activation token")
    tour.wait(form, "text", "Secondary id").queryEditableText().setTextContents("spare")
    tour.press(form, "Generate token")
    dialog = tour.dialog("Activation token")
    critic.look("Activation token", dialog)
    tour.press(dialog, "Use on…")
    critic.look("Activation token, use on", dialog)
    tour.press(dialog, "Close")
    tour.press(dialog, "Discard token")  # is asked once
    until("the token is discarded", lambda: not any(one.name.startswith("Activation") for one in tour.windows()))


def lab(tour, critic):
    frame = tour.frame()
    tour.press(frame, "Lab panel")
    tour.wait(frame, "push button", "Seal amber-2")
    critic.look("Lab panel", frame)
    for tab in ("Bad answers", "Requests", "Sign-ins", "Clusters"):
        tour.select(frame, tab)
        critic.look(f"Lab panel, {tab}", frame)
    tour.press(frame, "Seal amber-2")
    dialog = open_by(tour, frame, "Unseal nodes…")
    critic.look("Unseal nodes", dialog)
    leave(tour, dialog)
    tour.press(frame, "Unseal all")
    tour.menu("View", "Lab")


def lock(tour, critic):
    tour.menu("File", "Lock now")
    frame = tour.frame()
    tour.wait(frame, "push button", "Unlock")
    critic.look("Locked", frame)
    tour.press(frame, "Unlock")
    until("the window is back", lambda: not tour.frame().name.startswith("Locked"))
    tour.wait(frame, "check box", "Fleet overview")
    critic.look("Unlocked", frame)


def main():
    program = subprocess.Popen([sys.argv[1], "--lab", "full"])
    critic = Critic()
    try:
        window = Window(program.pid)
        tour = Tour(window, critic)
        seen = set()
        frame = tour.frame()
        tour.wait(frame, "check box", "Fleet overview")
        menus(tour, critic)
        critic.look("Fleet page", frame)
        tour.tabs(frame, "Lower panel")
        for cluster in ("amber", "basalt", "cobalt"):
            window.click_in_tree(cluster)
            until(f"the page of {cluster}", lambda: tour.frame().name.startswith(cluster))
            critic.look(f"Page of {cluster}", frame)
            operations(tour, critic, seen)
            if cluster == "amber":
                token(tour, critic)
                dialogs(tour, critic)
                lab(tour, critic)
        lock(tour, critic)
        print(f"{critic.looked} windows and pages, {critic.seen} things to operate")
        for flaw in dict.fromkeys(critic.flaws):
            print("FLAW", flaw)
        print(f"{0 if critic.flaws else 1} passed, {1 if critic.flaws else 0} failed")
    finally:
        program.send_signal(signal.SIGTERM)
        code = program.wait(timeout=PATIENCE)
    return 0 if code == 0 and not critic.flaws else 1


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
