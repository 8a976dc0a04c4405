// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"

#include <QWidget>

#include <functional>

class QLabel;
class QTimer;
class QToolButton;

namespace switchover::ui {

struct Services;

/// A secret the server just handed out: masked, shown for a short while on request, and copied by
/// way of the clipboard guard.
class SecretView final : public QWidget
{
    Q_OBJECT

public:
    /// `objectName` names the label; the buttons are "reveal.<name>" and "copy.<name>".
    SecretView(Services &services, const QString &caption, const QString &objectName,
               QWidget *parent = nullptr);

    void setSecret(SecretString secret);
    /// Another object owns the secret: it is fetched when it is shown or copied, and not kept. When
    /// refresh() finds it gone, the view empties itself and clears what was copied from it.
    using Source = std::function<SecretString()>;
    void setSource(Source source);
    void refresh();
    /// Stands for any secret, so that not even its length shows.
    [[nodiscard]] static QString mask() { return QString(32, QChar(0x2022)); }

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void setRevealed(bool revealed);
    [[nodiscard]] SecretString secret() const;
    void copy();

    Services &m_services;
    SecretString m_secret;
    Source m_source;
    quint64 m_copy = 0; ///< of the newest copy on the clipboard
    QLabel *m_text = nullptr;
    QToolButton *m_reveal = nullptr;
    QTimer *m_maskAgain = nullptr;
};

} // namespace switchover::ui
