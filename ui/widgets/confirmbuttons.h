// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QPushButton;
QT_END_NAMESPACE

namespace switchover::ui {

enum class Emphasis {
    Primary, ///< filled with the accent colour
    Danger,  ///< outlined in red, never the default
};

/// Marks a button for the style.
void setEmphasis(QPushButton *button, Emphasis emphasis);

/// The button row of a dialog: Cancel and what it does, far enough apart. With Danger, Cancel is
/// the default button and Enter does not go through.
class ConfirmButtons final : public QWidget
{
    Q_OBJECT

public:
    /// The action button is named `actionName`, Cancel is named "cancelButton".
    ConfirmButtons(const QString &actionText, const QString &actionName, Emphasis emphasis,
                   QWidget *parent = nullptr);

    [[nodiscard]] QPushButton *actionButton() const { return m_action; }
    [[nodiscard]] QPushButton *cancelButton() const { return m_cancel; }
    /// Enabled or not, and why not as its tooltip and accessible description.
    void setActionEnabled(bool enabled, const QString &whyNot = {});
    /// On the left, for example "Back".
    QPushButton *addButton(const QString &text, const QString &objectName);

signals:
    void confirmed();
    void cancelled();

private:
    QHBoxLayout *m_layout = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_action = nullptr;
};

} // namespace switchover::ui
