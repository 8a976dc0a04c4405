// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/icons.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QBoxLayout;
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace switchover::ui {

/// What a view shows when it has nothing to show: a small picture, one sentence, a line of detail
/// and buttons. Also its loading state, with Icon::Busy and no button.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    EmptyState(Icon icon, const QString &sentence, const QString &objectName,
               QWidget *parent = nullptr);

    void setIcon(Icon icon);
    void setSentence(const QString &sentence);
    void setDetail(const QString &detail);
    /// The first button is the highlighted one.
    QPushButton *addButton(const QString &text, const QString &objectName);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateLook();

    Icon m_icon;
    QLabel *m_picture = nullptr;
    QLabel *m_sentence = nullptr;
    QLabel *m_detail = nullptr;
    QBoxLayout *m_buttons = nullptr;
};

} // namespace switchover::ui
