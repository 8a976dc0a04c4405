// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/roles.h"
#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace switchover::ui {

[[nodiscard]] Tone toneFor(ItemHealth health);

/// Base of all cells: padding, steady height, and stale rows (StaleRole) in muted type.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
    /// Paints selection and hover, and gives back the rectangle inside the padding.
    static QRect paintBackground(QPainter *painter, const QStyleOptionViewItem &option);
};

/// HealthRole as mark, then the display text: in the mark's colour, or as plain as other text, for
/// names.
class HealthDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    enum class Words { Coloured, Plain, Strong };
    explicit HealthDelegate(QObject *parent = nullptr, Words words = Words::Coloured);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    Words m_words;
};

/// The display text as a pill; several, separated by " · ", become several pills. The tone comes
/// from HealthRole, Accent if there is none.
class PillDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

/// EnvironmentRole as a word on its colour.
class EnvironmentDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

/// Right-aligned figures.
class NumberDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

/// Identifiers in fixed-width type, elided in the middle.
class IdentifierDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace switchover::ui
