// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"
#include "models/fleet/clustertest.h"
#include "models/store/clusterrecord.h"
#include "ui/widgets/dialogframe.h"
#include "ui/widgets/formrow.h"

#include <memory>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLineEdit;
class QPushButton;
QT_END_NAMESPACE

namespace switchover::ui {

class StatusDot;
class TestStepView;
struct Services;

/// Shows a connection test as it goes. Offers what it found: nodes to add, and after a person
/// compared its fingerprint, a certificate to pin.
class ConnectionTestDialog final : public DialogFrame
{
    Q_OBJECT

public:
    ConnectionTestDialog(Services &services, ClusterRecord record, SecretString keyPassphrase,
                         QWidget *parent = nullptr);
    ~ConnectionTestDialog() override;

signals:
    void pinned(const QString &fingerprint);
    void nodesChosen(const QStringList &addresses);

private:
    void buildPinning();
    void run();
    void onStep(ConnectionStep step);
    void onFinished();
    void showVerdict();
    void checkPin();
    void pin();
    void copyReport();

    Services &m_services;
    ClusterRecord m_record;
    SecretString m_keyPassphrase;
    std::unique_ptr<ConnectionTest> m_test;
    StatusDot *m_mark = nullptr;
    QLabel *m_verdict = nullptr;
    QList<TestStepView *> m_steps;
    QCheckBox *m_details = nullptr;
    QPushButton *m_again = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_addNodes = nullptr;
    QPushButton *m_close = nullptr;
    QWidget *m_pinning = nullptr;
    QLabel *m_fingerprint = nullptr;
    QLineEdit *m_given = nullptr;
    QCheckBox *m_compared = nullptr;
    QPushButton *m_pin = nullptr;
    FormRow m_givenRow;
};

} // namespace switchover::ui
