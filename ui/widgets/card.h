// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QFrame>

QT_BEGIN_NAMESPACE
class QGridLayout;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;
QT_END_NAMESPACE

namespace switchover::ui {

/// A rounded frame: title with room for pills and buttons on its right, one headline value, then
/// label–value rows in two aligned columns, then whatever is put into body().
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString &title, const QString &objectName, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    /// Right of the title, in order.
    void addHeaderWidget(QWidget *widget);
    /// The value in large type and what it is in small type below. Hidden while both are empty.
    void setHeadline(const QString &value, const QString &caption = {}, Tone tone = Tone::Neutral);

    /// A row with a text value, named `objectName`, its accessible name is the label's text.
    QLabel *addRow(const QString &label, const QString &objectName);
    /// A row with any widget as value, which keeps the names it has.
    void addRow(const QString &label, QWidget *value);
    /// Hides or shows the whole row of a value that addRow() took or returned.
    void setRowVisible(QWidget *value, bool visible);
    void setRowLabel(QWidget *value, const QString &label);

    /// Below the rows.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// A thin line in the tone's colour along the left edge; Neutral is none.
    void setEdge(Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateFonts();

    QLabel *m_title = nullptr;
    QHBoxLayout *m_header = nullptr;
    QLabel *m_headline = nullptr;
    QLabel *m_caption = nullptr;
    QGridLayout *m_rows = nullptr;
    QVBoxLayout *m_body = nullptr;
    Tone m_headlineTone = Tone::Neutral;
    Tone m_edge = Tone::Neutral;
};

} // namespace switchover::ui
