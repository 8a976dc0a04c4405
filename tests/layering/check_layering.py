#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Switchover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that #include arrows point only downwards, as the table in ARCHITECTURE.md says, and that foreign text
reaches tooltips, labels, titles, the clipboard and the terminal only through the functions that make it plain.

Usage: check_layering.py ROOT. Prints each finding and exits 1 if there is any.
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

# Where foreign text could become markup, a command of a terminal, or a forged line; and the one
# place that may. The pattern is looked for in whole statements, without comments.
PLAIN_TEXT = [
    (re.compile(r"\bset(?:Tab|Item)?ToolTip\(|\bQToolTip::showText\(|\bsetWhatsThis\(|\bsetTabWhatsThis\(|\bQWhatsThis::showText\("
                r"|\bcase Qt::(?:ToolTip|WhatsThis)Role:|== Qt::(?:ToolTip|WhatsThis)Role\b|\bsetProperty\(.(?:toolTip|whatsThis)\b|\bset(?:Data|HeaderData|ItemData)\([^;]*(?:ToolTip|WhatsThis)Role"),
     re.compile(r"\bplainToolTip\(|\bset\w*ToolTip\((?:\w+, )?(?:\{\}|QString\(\))\)"),
     "every tooltip passes plainToolTip(), or Qt may take it for HTML", ()),
    (re.compile(r"(?:->|\.)toolTip\(\)"), None, "a tooltip may be escaped HTML: keep the plain text instead of reading it back", ()),
    (re.compile(r"\bnew QLabel\b|\bpublic QLabel\b|make_unique<QLabel>|(?m:^)\s*(?:const )?QLabel \w+[;({]"), None,
     "a bare QLabel takes text for HTML: use PlainLabel", ("ui/widgets/plainlabel.h",)),
    (re.compile(r"\b(?:setHtml|insertHtml|appendHtml|setMarkdown)\(|\bQTextBrowser\b|\bQErrorMessage\b|Qt::(?:RichText|AutoText|MarkdownText)\b"
                r"|QMessageBox::(?:about|critical|information|question|warning)\("), None,
     "no markup: foreign text could become part of it", ("ui/widgets/consolestyle.cpp",)),
    (re.compile(r"\bsetWindowTitle\([^;]*\.arg\("), re.compile(r"\bliteralWindowTitle\("),
     "a title with names in it passes literalWindowTitle()", ()),
    (re.compile(r"\bclipboard\(\)->setText\("), None, "what is copied passes copyText(), which spells out hidden characters",
     ("ui/widgets/copytext.cpp",)),
    (re.compile(r"\bf?printf\(|\bfwrite\(|\bf?puts\(|\bstd::c(?:out|err)\b|\bQTextStream\b[^;]*\bstd(?:out|err)\b"), None,
     "what is printed passes app/terminal, which spells out hidden characters", ("app/terminal.cpp",)),
]


def statements(text: str):
    """Number of the first line and text of each piece that ends with a semicolon; comments are taken away."""
    text = re.sub(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/',
                  lambda match: match.group(1) or "\n" * match.group(0).count("\n"), text, flags=re.DOTALL)
    number = 1
    for statement in re.split(r"(?<=;)", text):
        leading = len(statement) - len(statement.lstrip())
        yield number + statement[:leading].count("\n"), statement[leading:]
        number += statement.count("\n")


def markup_findings(relative: pathlib.PurePath, text: str) -> list[str]:
    bad = []
    for number, statement in statements(text):
        for pattern, passes, complaint, excepted in PLAIN_TEXT:
            for found in pattern.finditer(statement):
                if str(relative) in excepted or (passes and passes.search(statement, found.start())):
                    continue
                bad.append(f"{relative}:{number + statement[:found.start()].count(chr(10))}: {complaint}")
    return bad


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
            text = path.read_text(encoding="utf-8")
            bad += markup_findings(relative, text)
            for number, line in enumerate(text.splitlines(), 1):
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
