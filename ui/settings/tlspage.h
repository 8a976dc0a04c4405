// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"
#include "models/store/clusterrecord.h"
#include "ui/widgets/formrow.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLineEdit;
class QPushButton;
QT_END_NAMESPACE

namespace switchover::ui {

class CertificateField;
class SecretEdit;

/// By what the servers of a cluster are known, and what is shown to them.
class TlsPage final : public QWidget
{
    Q_OBJECT

public:
    explicit TlsPage(QWidget *parent = nullptr);

    void load(const ClusterRecord &record);
    void apply(ClusterRecord &record) const;
    [[nodiscard]] QString problem() const; ///< "" if all of it can be used

    void addPin(const QString &fingerprint);
    [[nodiscard]] SecretString keyPassphrase() const; ///< as entered; leaves the field as it is
    [[nodiscard]] bool rememberPassphrase() const;

signals:
    void changed();

private:
    [[nodiscard]] QWidget *fileRow(QLineEdit **edit, const QString &objectName,
                                   const QString &name);
    [[nodiscard]] QString clientProblem() const;
    [[nodiscard]] bool keyIsProtected() const;
    void browse(QLineEdit *edit, const QString &title);
    void showPins();
    void update();

    CertificateField *m_certificates = nullptr;
    QLineEdit *m_serverName = nullptr;
    QLineEdit *m_certificate = nullptr;
    QLineEdit *m_key = nullptr;
    SecretEdit *m_passphrase = nullptr;
    QCheckBox *m_remember = nullptr;
    QLabel *m_pinList = nullptr;
    QPushButton *m_forgetPins = nullptr;
    FormRow m_certificateRow;
    FormRow m_passphraseRow;
    QStringList m_pins;
};

} // namespace switchover::ui
