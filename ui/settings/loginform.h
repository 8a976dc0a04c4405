// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/loginflow.h"
#include "models/store/clusterrecord.h"

#include <QWidget>

#include <map>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QLineEdit;
QT_END_NAMESPACE

namespace switchover::ui {

class Disclosure;
class SecretEdit;

/// Which auth method, where it is mounted, and what it wants to know: made from the table of
/// methods. What was typed for a method stays while another one is looked at.
class LoginForm final : public QWidget
{
    Q_OBJECT

public:
    explicit LoginForm(const ClusterRecord &record, QWidget *parent = nullptr);

    [[nodiscard]] LoginMethod method() const;
    void setMethod(LoginMethod method);
    /// On a DR secondary a token can be kept; every other method is closed.
    void setTokenOnly(bool tokenOnly);
    [[nodiscard]] LoginRequest request() const; ///< with copies of the secrets
    /// What to remember for next time; no secret.
    [[nodiscard]] SignInHabit habit() const;
    [[nodiscard]] std::optional<Error> flaw() const;
    /// Puts the keyboard where something is missing or was refused: the first empty field, else
    /// the secret.
    void focusWhatMatters();
    void setReadOnly(bool readOnly);
    void wipe();

signals:
    void changed();
    void methodChanged(); ///< before changed()

private:
    struct Field
    {
        const LoginField *row = nullptr;
        QLineEdit *plain = nullptr;
        SecretEdit *secret = nullptr;

        [[nodiscard]] QLineEdit *edit() const;
        [[nodiscard]] bool isEmpty() const;
    };
    struct Page
    {
        QWidget *widget = nullptr;
        std::vector<Field> fields;
    };

    void buildChooser();
    void buildPage(const LoginMethodRow &row, const ClusterRecord &record);
    void buildPlace();
    void showPage();
    [[nodiscard]] const Page &page() const { return m_pages.at(method()); }

    QComboBox *m_method = nullptr;
    QLabel *m_summary = nullptr;
    std::map<LoginMethod, Page> m_pages;
    Disclosure *m_place = nullptr;
    QLineEdit *m_mount = nullptr;
    QLineEdit *m_nameSpace = nullptr;
    bool m_tokenOnly = false;
};

} // namespace switchover::ui
