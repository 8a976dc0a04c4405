// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"

#include <QLineEdit>

QT_BEGIN_NAMESPACE
class QTimer;
QT_END_NAMESPACE

namespace switchover::ui {

/// A masked field for a secret. It can be revealed for a short while, but what is in it can be
/// neither copied, cut, dragged nor undone. The text is overwritten when it is taken or cleared.
/// Whoever listens to changes on the accessibility bus hears of masks, even while it is revealed.
class SecretEdit final : public QLineEdit
{
    Q_OBJECT

public:
    SecretEdit(const QString &objectName, const QString &accessibleName, QWidget *parent = nullptr);
    ~SecretEdit() override;

    [[nodiscard]] bool hasSecret() const;          ///< something but white space was typed
    [[nodiscard]] SecretString peekSecret() const; ///< leaves the field as it is
    [[nodiscard]] SecretString takeSecret();       ///< and empties the field
    void wipe();

    [[nodiscard]] bool isRevealed() const;

public slots:
    void setRevealed(bool revealed);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QAction *m_reveal = nullptr;
    QTimer *m_maskAgain = nullptr;
};

} // namespace switchover::ui
