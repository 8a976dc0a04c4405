// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/snapshot.h"
#include "tests/app/memorysearch.h"
#include "tests/patience.h"

#include <QApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace switchover {
class Console;
namespace ui {
class MainWindow;
}
} // namespace switchover

namespace switchover::test {

/// The real window in front of a DR pair over HTTPS, used by clicking and typing. The clusters run
/// in a process of their own, so that this one knows only what is typed and received, and what it
/// typed is known to the search alone.
class MemoryDesk
{
public:
    MemoryDesk();
    ~MemoryDesk();
    Q_DISABLE_COPY_MOVE(MemoryDesk)

    /// Starts the clusters and opens the window; all their secrets are looked for then, named
    /// "token", "key share 1", "DR operation token", "<method> secret".
    [[nodiscard]] bool start();
    void stop();
    [[nodiscard]] bool isOpen() const { return m_console != nullptr; }

    MemorySearch search;
    QTemporaryDir folder;
    [[nodiscard]] Console &console() const { return *m_console; }
    [[nodiscard]] ui::MainWindow &window() const;
    [[nodiscard]] const QString &roleId() const { return m_roleId; }
    [[nodiscard]] const QString &certificateFile() const { return m_certificateFile; }
    [[nodiscard]] const QString &keyFile() const { return m_keyFile; }
    [[nodiscard]] ClusterId primary() const { return id(m_primary); }
    [[nodiscard]] ClusterId secondary() const { return id(m_secondary); }
    [[nodiscard]] const ClusterSnapshot &snapshot(const ClusterId &id) const;

    // As a person does.
    [[nodiscard]] bool clicks(const QString &button);
    [[nodiscard]] bool types(const QString &field, const QByteArray &text);
    /// A key after the other.
    [[nodiscard]] bool typesSecret(const QString &field, const QString &what);
    /// Copied in another program and pasted here.
    [[nodiscard]] bool pastesSecret(const QString &field, const QString &what);
    [[nodiscard]] bool chooses(const QString &box, const QString &data);
    /// Shows the secret of that view, or copies it, and looks for it from then on.
    [[nodiscard]] bool reveals(const QString &view, const QString &what);
    /// With Ctrl+L, or, where a form stands before the window, as it happens after some time.
    [[nodiscard]] bool locks();
    [[nodiscard]] bool unlocks();

    // What only the clusters know.
    [[nodiscard]] bool seal(const ClusterId &id);
    /// The token that was asked about last is looked for from then on.
    [[nodiscard]] bool noteSignedInToken(const QString &what);
    /// The passcode of this moment is looked for from then on.
    [[nodiscard]] bool notePasscode(const QString &what);

    /// What the memory still holds as soon as it holds nothing, or after a long while.
    [[nodiscard]] QString leftInMemory() const;

    template <typename T>
    [[nodiscard]] T *visible(const QString &name) const
    {
        const QWidgetList windows = QApplication::topLevelWidgets();
        for (QWidget *top : windows) {
            for (T *found : top->findChildren<T *>(name)) {
                if (found->isVisible())
                    return found;
            }
        }
        return nullptr;
    }

private:
    [[nodiscard]] bool describe(const QJsonObject &lab);
    void noteSignIns(const QJsonObject &cluster);
    [[nodiscard]] QJsonObject control(const QByteArray &verb, const QString &path,
                                      const QJsonObject &body = {}) const;
    [[nodiscard]] ClusterId id(const QString &name) const;
    [[nodiscard]] bool waitsForField(const QString &field);

    QProcess m_lab;
    QString m_control;
    QString m_primary;
    QString m_secondary;
    QString m_roleId;
    QString m_certificateFile;
    QString m_keyFile;
    QHash<QString, QString> m_nodes; ///< cluster → its first node
    std::unique_ptr<Console> m_console;
};

} // namespace switchover::test
