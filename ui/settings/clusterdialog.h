// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"
#include "models/store/clusterrecord.h"
#include "ui/widgets/dialogframe.h"
#include "ui/widgets/formrow.h"

#include <optional>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;
class QTabWidget;
QT_END_NAMESPACE

namespace switchover::ui {

class TlsPage;
struct Services;

/// Adds a cluster or edits a registered one, with checks in words while typing.
class ClusterDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// An invalid id adds.
    ClusterDialog(Services &services, const ClusterId &cluster, QWidget *parent = nullptr);

signals:
    void saved(const switchover::ClusterId &id);

private:
    QWidget *buildGeneral();
    QWidget *buildMore();
    QWidget *buildNetwork();
    void importFromVaultCli();
    void testConnection();
    void signInWithFoundToken(const ClusterId &id);
    void load(const ClusterRecord &record);
    [[nodiscard]] ClusterRecord edited() const;
    [[nodiscard]] QString nameProblem() const;
    [[nodiscard]] QString groupProblem() const;
    [[nodiscard]] QString namespaceProblem() const;
    void showLookAlikes();
    [[nodiscard]] QString addressProblem() const;
    [[nodiscard]] QString moreAddressesProblem() const;
    [[nodiscard]] QString proxyProblem() const;
    void check();
    void save();

    Services &m_services;
    std::optional<ClusterRecord> m_original; ///< nullopt: adds
    QTabWidget *m_tabs = nullptr;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_address = nullptr;
    QComboBox *m_environment = nullptr;
    QComboBox *m_group = nullptr;
    QLineEdit *m_note = nullptr;
    TlsPage *m_tls = nullptr;
    QLineEdit *m_proxy = nullptr;
    QSpinBox *m_timeout = nullptr;
    QLineEdit *m_namespace = nullptr;
    FormRow m_proxyRow;
    QCheckBox *m_useFoundToken = nullptr; ///< hidden until an import found one
    SecretString m_foundToken;
    QString m_tokenHelper;
    QPlainTextEdit *m_moreAddresses = nullptr;
    QSpinBox *m_poll = nullptr;
    QCheckBox *m_lookOnly = nullptr;
    FormRow m_nameRow;
    FormRow m_groupRow;
    FormRow m_namespaceRow;
    QLabel *m_lookAlikes = nullptr; ///< hidden without any
    FormRow m_addressRow;
    FormRow m_moreRow;
    QLabel *m_asked = nullptr; ///< the address as it will be asked
    bool m_warnsOfPlainHttp = false;
    bool m_nameTouched = false;
    bool m_addressTouched = false;
    QLabel *m_whyNot = nullptr;
    ConfirmButtons *m_buttons = nullptr;
};

} // namespace switchover::ui
