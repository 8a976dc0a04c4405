// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include "models/base/tooltip.h"
#include "models/items/roles.h"
#include "models/items/textfilterproxy.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/icons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

enum CommandRole { NumberRole = RunRole + 100, KindRole, ShortcutRole, WhyNotRole };

/// Title on the left, kind and shortcut on the right; why it cannot be done instead of the kind.
class CommandDelegate final : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        QRect area = paintBackground(painter, cell);
        const QString whyNot = index.data(WhyNotRole).toString();
        const QString shortcut = index.data(ShortcutRole).toString();
        const QColor muted = semanticColor(SemanticColor::MutedText, cell.palette);
        painter->save();
        painter->setFont(smallFont(cell.font));
        painter->setPen(muted);
        const QString right = shortcut.isEmpty() ? index.data(KindRole).toString() : shortcut;
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, right);
        area.setRight(area.right() - painter->fontMetrics().horizontalAdvance(right) - 12);
        painter->setFont(cell.font);
        painter->setPen(whyNot.isEmpty() ? cell.palette.color(QPalette::Text) : muted);
        const QString text = whyNot.isEmpty() ? cell.text : u"%1 – %2"_s.arg(cell.text, whyNot);
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                          cell.fontMetrics.elidedText(text, Qt::ElideRight, area.width()));
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget *parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_commands(std::move(commands))
    , m_model(new QStandardItemModel(this))
    , m_proxy(new TextFilterProxy(this))
    , m_edit(new QLineEdit(this))
    , m_list(new QListView(this))
{
    setObjectName(u"commandPalette"_s);
    setAccessibleName(tr("Go to"));
    setWindowTitle(tr("Go to"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_edit->setObjectName(u"paletteEdit"_s);
    m_edit->setAccessibleName(tr("Name of a cluster, page or command"));
    m_edit->setPlaceholderText(tr("Go to a cluster, page or command"));
    m_edit->addAction(icon(Icon::Search, SemanticColor::MutedText), QLineEdit::LeadingPosition);
    m_edit->installEventFilter(this);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("Matches"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    fill();
    m_proxy->setSourceModel(m_model);
    m_list->setModel(m_proxy);

    const int small = space(Space::Small, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(small, small, small, small);
    layout->setSpacing(small);
    layout->addWidget(m_edit);
    layout->addWidget(m_list, 1);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy->setFilterText(text);
        m_list->setCurrentIndex(m_proxy->index(0, 0));
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    m_list->setCurrentIndex(m_proxy->index(0, 0));
    setFocusProxy(m_edit);
    m_edit->setFocus();
}

void CommandPalette::fill()
{
    for (size_t number = 0; number < m_commands.size(); ++number) {
        const Command &command = m_commands[number];
        auto *item = new QStandardItem(command.title);
        item->setData(int(number), NumberRole);
        item->setData(command.kind, KindRole);
        item->setData(command.shortcut, ShortcutRole);
        item->setData(command.whyNot, WhyNotRole);
        item->setData(u"%1 %2"_s.arg(command.title, command.kind).toCaseFolded(), SearchRole);
        item->setToolTip(plainToolTip(command.whyNot));
        m_model->appendRow(item);
    }
}

void CommandPalette::runCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !index.data(WhyNotRole).toString().isEmpty())
        return;
    const std::function<void()> run = m_commands[size_t(index.data(NumberRole).toInt())].run;
    accept();
    run();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int last = m_proxy->rowCount() - 1;
        const int row = m_list->currentIndex().row();
        const int page = qMax(1, m_list->height() / qMax(1, m_list->sizeHintForRow(0)) - 1);
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            runCurrent();
            return true;
        }
        int wanted = -1;
        if (key == Qt::Key_Down)
            wanted = row >= last ? 0 : row + 1;
        else if (key == Qt::Key_Up)
            wanted = row <= 0 ? last : row - 1;
        else if (key == Qt::Key_PageDown)
            wanted = qMin(last, row + page);
        else if (key == Qt::Key_PageUp)
            wanted = qMax(0, row - page);
        if (wanted >= 0) {
            m_list->setCurrentIndex(m_proxy->index(wanted, 0));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.setPen(semanticColor(SemanticColor::ControlBorder, palette()));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace switchover::ui

#include "moc_commandpalette.cpp"
