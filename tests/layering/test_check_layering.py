#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Switchover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layering check must itself find what it is for."""
import pathlib
import tempfile
import unittest

import check_layering


class LayeringTest(unittest.TestCase):
    def check(self, path: str, line: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / path
            file.parent.mkdir(parents=True)
            for top in ("models", "ui", "app"):
                (pathlib.Path(folder) / top).mkdir(exist_ok=True)
            file.write_text(line + "\n", encoding="utf-8")
            return check_layering.findings(pathlib.Path(folder))

    def test_upward_and_sideways_arrows_are_found(self):
        self.assertTrue(self.check("models/replication/a.cpp", '#include "models/vault/vaultclient.h"'))
        self.assertTrue(self.check("models/lab/a.cpp", '#include "models/replication/status.h"'))
        self.assertTrue(self.check("models/fleet/a.cpp", '#include "ui/services.h"'))
        self.assertTrue(self.check("ui/cluster/a.cpp", '#include "models/vault/vaultclient.h"'))
        self.assertTrue(self.check("ui/cluster/a.cpp", '#include "models/lab/lab.h"'))
        self.assertTrue(self.check("app/statuscommand.cpp", '#include "ui/services.h"'))

    def test_gui_network_and_loops_are_found(self):
        self.assertTrue(self.check("models/base/a.cpp", "#include <QWidget>"))
        self.assertTrue(self.check("ui/shell/a.cpp", "#include <QNetworkAccessManager>"))
        self.assertTrue(self.check("ui/shell/a.cpp", "    dialog.exec();"))

    def test_ways_around_plain_text_are_found(self):
        for line in ('    m_name->setToolTip(record.name);',
                     '    item->setToolTip(Path, place.description);',
                     '    m_tip->setToolTip(isCut() ? text() : QString());',
                     '    setToolTip(\n        tr("a;b %1").arg(name));',
                     '    QToolTip::showText(help->globalPos(), text, this);',
                     '    button->setWhatsThis(text);',
                     '    button->setProperty("toolTip", text);',
                     '    item->setData(text, Qt::ToolTipRole);',
                     '    case Qt::ToolTipRole:\n        return entry.text;',
                     '    if (role == Qt::ToolTipRole)\n        return headerToolTip(column);',
                     '    b->setStatusTip(action->toolTip());',
                     '    auto *label = new QLabel(name, this);',
                     'class Name final : public QLabel\n{',
                     '    m_view->setHtml(text);',
                     '    label->setTextFormat(Qt::AutoText);',
                     '    QMessageBox::warning(this, title, text);',
                     '    setWindowTitle(tr("%1 - Switchover").arg(name));',
                     '    QGuiApplication::clipboard()->setText(name);',
                     '    std::fwrite(text.constData(), 1, size, stdout);',
                     '    std::cerr << name;'):
            for path in ("ui/shell/a.cpp", "models/items/a.cpp", "app/a.cpp"):
                self.assertTrue(self.check(path, line), line)

    def test_plain_text_passes(self):
        for line in ('    m_name->setToolTip(plainToolTip(record.name));',
                     '    m_name->setToolTip({});',
                     '    item->setToolTip(Path, plainToolTip(place.description));',
                     '    m_name->setToolTip(QString());',
                     '    // m_name->setToolTip(name);',
                     '    case Qt::ToolTipRole:\n        return plainToolTip(entry.text);',
                     '    emit dataChanged(first, last, { Qt::DisplayRole, Qt::ToolTipRole });',
                     '    auto *label = new PlainLabel(name, this);',
                     '    QLabel *label = nullptr;',
                     '    setWindowTitle(tr("Settings"));',
                     '    setWindowTitle(literalWindowTitle(tr("%1 - Switchover").arg(name)));',
                     '    copyText(name);'):
            self.assertFalse(self.check("ui/shell/a.cpp", line), line)

    def test_files_are_opened_in_one_place(self):
        for line in ("QFile file(path);", "QFile m_file;", "QFile file { path };", "auto f = QFile(path);",
                     "auto f = std::make_unique<QFile>(path);", "std::ifstream in(path);", "int f = ::open(path, O_RDONLY);",
                     "QDir(path).entryInfoList(QDir::Files);", "std::fopen(path, \"r\");"):
            for path in ("ui/settings/a.cpp", "models/vault/a.cpp", "app/statuscommand.cpp", "app/window/a.cpp"):
                self.assertTrue(self.check(path, line), line)
        self.assertFalse(self.check("models/base/userfile.cpp", "const int file = ::open(path, O_RDONLY);"))
        for line in ("QSaveFile file(path);", "if (QFile::exists(path))", "Profile::open(folder);", "QFile *file = nullptr;"):
            self.assertFalse(self.check("models/vault/a.cpp", line), line)

    def test_what_is_allowed_passes(self):
        self.assertFalse(self.check("models/vault/a.cpp", '#include "models/replication/status.h"'))
        self.assertFalse(self.check("ui/lab/a.cpp", '#include "models/lab/lab.h"'))
        self.assertFalse(self.check("app/window/a.cpp", '#include "ui/shell/mainwindow.h"'))


if __name__ == "__main__":
    unittest.main()
