// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/fleet/unsealguide.h"
#include "ui/widgets/dialogframe.h"

#include <QHash>

#include <chrono>

class QGridLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace switchover::ui {

class Disclosure;
class SecretEdit;
class StatusDot;
struct Services;

/// Unsealing the nodes of a cluster, mostly after it was enabled as a secondary: whose shares are
/// needed, each node's progress, shares one at a time for all sealed nodes or for one, and then the
/// way to sign in again. A share is in its field only until it is given.
class UnsealDialog final : public DialogFrame
{
    Q_OBJECT

public:
    UnsealDialog(Services &services, const ClusterId &cluster, QWidget *parent);

    [[nodiscard]] ClusterId cluster() const { return m_guide.cluster(); }
    /// How often the nodes are asked; for tests.
    void setInterval(std::chrono::milliseconds interval) { m_guide.start(interval); }

signals:
    void signInRequested(const switchover::ClusterId &cluster);

private:
    struct Row
    {
        QWidget *widget = nullptr;
        StatusDot *state = nullptr;
        QProgressBar *progress = nullptr;
        QLabel *news = nullptr;
        QPushButton *give = nullptr;
        QPushButton *reset = nullptr;
        QPushButton *add = nullptr;
    };
    void buildTable();
    void buildShare();
    void buildNodes();
    void buildAddress();
    void addAddress();
    void addRow(const QString &address);
    void update();
    void showTable();
    void showUnencrypted();
    void showNode(const UnsealGuide::Node &node);
    void showEnd();
    [[nodiscard]] QString endText(bool saysSignIn) const;
    void giveAll();
    void giveOne(const QString &address);

    Services &m_services;
    UnsealGuide m_guide;
    QVBoxLayout *m_page = nullptr; ///< what scrolls
    QLabel *m_keys = nullptr;
    Disclosure *m_table = nullptr;
    QList<QList<QLabel *>> m_tableRows;
    QWidget *m_shareBox = nullptr;
    SecretEdit *m_share = nullptr;
    QPushButton *m_giveAll = nullptr;
    QLabel *m_whyNot = nullptr;
    QLabel *m_unencrypted = nullptr;
    QVBoxLayout *m_nodes = nullptr;
    QHash<QString, Row> m_rows; ///< by address
    QLabel *m_onlyKnown = nullptr;
    QLineEdit *m_address = nullptr;
    QPushButton *m_addAddress = nullptr;
    QLabel *m_replication = nullptr;
    QPushButton *m_signIn = nullptr;
    QPushButton *m_close = nullptr;
    bool m_wasDone = false;
    QString m_toldEnd; ///< the end as it was said last
};

} // namespace switchover::ui
