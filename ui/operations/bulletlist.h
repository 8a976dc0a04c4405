// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QFrame>
#include <QStringList>

class QVBoxLayout;

namespace switchover::ui {

/// A titled list of sentences; with a tone, on its tint.
class BulletList final : public QFrame
{
    Q_OBJECT

public:
    BulletList(const QString &title, Tone tone, const QString &objectName,
               QWidget *parent = nullptr);

    /// Hidden while empty.
    void setSentences(const QStringList &sentences);
    [[nodiscard]] const QStringList &sentences() const { return m_sentences; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone;
    QVBoxLayout *m_list = nullptr;
    QStringList m_sentences;
};

} // namespace switchover::ui
