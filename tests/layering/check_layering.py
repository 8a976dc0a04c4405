#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Switchover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that #include arrows point only downwards, as the table in ARCHITECTURE.md says.

Usage: check_layering.py ROOT. Prints each forbidden include and exits 1 if there is any.
"""
import pathlib
import re
import sys

# Each folder and the folders of ours it may include.
MAY = {
    "models/base": set(),
    "models/replication": {"models/base"},
    "models/vault": {"models/base", "models/replication"},
    "models/store": {"models/base"},
    "models/fleet": {"models/base", "models/replication", "models/vault", "models/store"},
    "models/items": {"models/base", "models/replication"},
    # The second opinion: it must share no code with the client side.
    "models/lab": {"models/base"},
    "ui/widgets": {"models/base", "models/items", "resources"},
}
MODELS = {"models/base", "models/replication", "models/vault", "models/store", "models/fleet", "models/items"}
UI_BASE = (MODELS - {"models/vault"}) | {"ui", "ui/widgets"}
MAY["ui"] = set()  # services.h only names what exists
MAY["ui/tokens"] = UI_BASE
MAY["ui/drtoken"] = UI_BASE | {"ui/tokens"}
MAY["ui/operations"] = UI_BASE | {"ui/tokens", "ui/drtoken"}
MAY["ui/cluster"] = UI_BASE | {"ui/operations", "ui/tokens", "ui/drtoken"}
MAY["ui/fleet"] = UI_BASE | {"ui/tokens"}  # the colours of roles
MAY["ui/activity"] = UI_BASE
MAY["ui/settings"] = UI_BASE
MAY["ui/shell"] = UI_BASE | {"ui/tokens", "ui/drtoken", "ui/operations", "ui/cluster", "ui/fleet", "ui/activity", "ui/settings"}
MAY["ui/lab"] = UI_BASE | {"ui/operations", "models/lab"}
# Headless commands must not see anything of the window.
MAY["app"] = MODELS | {"models/lab"}
MAY["app/window"] = MODELS | {"models/lab", "app"} | {folder for folder in MAY if folder.startswith("ui")}

NO_GUI = re.compile(r'^#include <(Q(?:Widget|Dialog|Application|GuiApplication|MainWindow|Clipboard|Icon|Color|Palette)\b|QtGui|QtWidgets)')
NO_NETWORK = re.compile(r'^#include <(QNetwork\w*|qt6keychain/)')


# Files that may open or list a file themselves: the one that does it for all others, and those
# that write ours. Everybody else reads with readUserFile() and filesOfUserFolder(): a path that
# somebody named may be a pipe, a device or endless.
OPENS_FILES = {
    "app/explaincommand.cpp",  # standard input, bounded
    "models/base/userfile.cpp",
    "models/lab/core/bootstrap.cpp",
    "models/lab/labcertificates.cpp",
    "models/store/activitylog.cpp",
    "models/store/activitylog.h",
    "models/store/storefiles.cpp",
}
OPENS = re.compile(
    r"\bQFile (?!\*|&)\w+\s*[({;=]|\bQFile\s*[({]|<QFile>\(|new QFile\b|make_(?:unique|shared)<QFile>|\bQDirIterator\b"
    r"|\.entry(?:Info)?List\(|\bifstream\b|\bfopen\(|(?<![\w:])::open(?:at)?\(|\bopendir\(|directory_iterator")


def folder_of(path: pathlib.PurePath) -> str:
    """The longest prefix of the path that is a row of the table."""
    parts = path.parts
    for length in range(len(parts) - 1, 0, -1):
        candidate = "/".join(parts[:length])
        if candidate in MAY:
            return candidate
    return "/".join(parts[:1])


def findings(root: pathlib.Path) -> list[str]:
    bad = []
    for top in ("models", "ui", "app"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            relative = path.relative_to(root)
            folder = folder_of(relative)
            if folder not in MAY:
                bad.append(f"{relative}: {folder} is no row of the layering table")
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                ours = re.match(r'^#include "((?:models|ui|app)/[^"]+)"', line)
                if ours:
                    target = folder_of(pathlib.PurePosixPath(ours.group(1)))
                    if target != folder and target not in MAY[folder]:
                        bad.append(f"{relative}:{number}: {folder} must not include {target}")
                elif line.startswith('#include "') and not re.search(r'"moc_\w+\.cpp"$|\.moc"$|^#include "version', line):
                    bad.append(f"{relative}:{number}: write includes from the root of the repository")
                if relative.as_posix() not in OPENS_FILES and OPENS.search(line):
                    bad.append(f"{relative}:{number}: read files with readUserFile() and filesOfUserFolder()")
                if top == "models" and NO_GUI.match(line):
                    bad.append(f"{relative}:{number}: models/ must not see Qt Gui or Qt Widgets")
                if top == "ui" and NO_NETWORK.match(line):
                    bad.append(f"{relative}:{number}: ui/ must not touch the network or the keychain")
                # The lab's servers ask no certificate of their clients, which is no weakening.
                if folder != "models/lab" and re.search(r"ignoreSslErrors\(\)|setInsecureFallback\(true|VerifyNone", line):
                    bad.append(f"{relative}:{number}: TLS verification and keychain fallback are not to be weakened")
                if top != "models" or folder != "models/lab":
                    if re.search(r"\bprocessEvents\(|\.exec\(\)|->exec\(\)|QEventLoop\b", line) and "QMenu" not in line \
                            and folder.startswith(("ui", "models")):
                        bad.append(f"{relative}:{number}: no nested event loops")
    return bad


def main() -> int:
    bad = findings(pathlib.Path(sys.argv[1]).resolve())
    for line in bad:
        print(line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
