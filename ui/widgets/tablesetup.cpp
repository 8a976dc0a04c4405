// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tablesetup.h"

#include "models/base/tooltip.h"
#include "models/base/visibletext.h"
#include "models/items/roles.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/copytext.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QShortcut>
#include <QTableView>
#include <QTimer>
#include <QTreeView>

namespace switchover::ui {

namespace {

void addCopyActions(QAbstractItemView *view)
{
    auto *copyCell =
        new QAction(icon(Icon::Copy), QCoreApplication::translate("Table", "Copy cell"), view);
    copyCell->setObjectName(view->objectName() + QStringLiteral("CopyCell"));
    copyCell->setShortcut(QKeySequence::Copy);
    copyCell->setShortcutContext(Qt::WidgetShortcut);
    auto *copyRow = new QAction(QCoreApplication::translate("Table", "Copy row"), view);
    copyRow->setObjectName(view->objectName() + QStringLiteral("CopyRow"));
    copyRow->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_C);
    copyRow->setShortcutContext(Qt::WidgetShortcut);
    view->addActions({ copyCell, copyRow });
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
    QObject::connect(copyCell, &QAction::triggered, view, [view] {
        if (view->currentIndex().isValid())
            copyText(cellText(view->currentIndex()));
    });
    QObject::connect(copyRow, &QAction::triggered, view, [view] {
        if (view->currentIndex().isValid())
            copyCells(rowText(*view, view->currentIndex()).split(u'\t'));
    });
}

/// Qt makes the first row current when Tab comes to a table, and does not select it; no arrow key
/// would then select the only row there is.
class RowChooser final : public QObject
{
public:
    explicit RowChooser(QAbstractItemView *view)
        : QObject(view)
        , m_view(view)
    {
        view->installEventFilter(this);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == m_view && event->type() == QEvent::FocusIn) {
            const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
            if (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason
                || reason == Qt::ShortcutFocusReason)
                choose();
        }
        return QObject::eventFilter(watched, event);
    }

private:
    void choose()
    {
        QItemSelectionModel *selection = m_view->selectionModel();
        if (!selection || selection->hasSelection())
            return;
        const QModelIndex current = m_view->currentIndex();
        selection->setCurrentIndex(current.isValid() ? current : m_view->model()->index(0, 0),
                                   QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }

    QAbstractItemView *m_view;
};

void setUpView(QAbstractItemView *view, const QString &objectName, const QString &accessibleName)
{
    view->setObjectName(objectName);
    view->setAccessibleName(accessibleName);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setTabKeyNavigation(false);
    view->setMouseTracking(true);
    view->setItemDelegate(new CellDelegate(view));
    addCopyActions(view);
}

} // namespace

void setUpTable(QTableView *view, const QString &objectName, const QString &accessibleName)
{
    setUpView(view, objectName, accessibleName);
    new RowChooser(view);
    view->setShowGrid(false);
    view->setWordWrap(false);
    view->setSortingEnabled(true);
    view->setCornerButtonEnabled(false);
    view->verticalHeader()->hide();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setMinimumSectionSize(1);
    view->verticalHeader()->setDefaultSectionSize(qRound(view->fontMetrics().height() * 1.75));
    QHeaderView *header = view->horizontalHeader();
    header->setObjectName(objectName + QStringLiteral("Header"));
    header->setAccessibleName(accessibleName);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(view->fontMetrics().averageCharWidth() * 5);
}

void setUpTree(QTreeView *view, const QString &objectName, const QString &accessibleName)
{
    setUpView(view, objectName, accessibleName);
    view->setUniformRowHeights(true);
    view->setRootIsDecorated(true);
    view->setIndentation(qRound(view->fontMetrics().height() * 0.9));
    view->setAnimated(false);
    view->header()->setObjectName(objectName + QStringLiteral("Header"));
}

void keepHeaderState(QHeaderView *header, const QByteArray &saved,
                     std::function<void(const QByteArray &)> save)
{
    if (!saved.isEmpty())
        header->restoreState(saved);
    auto *timer = new QTimer(header);
    timer->setSingleShot(true);
    timer->setInterval(std::chrono::seconds(1));
    QObject::connect(timer, &QTimer::timeout, header,
                     [header, save = std::move(save)] { save(header->saveState()); });
    const auto later = [timer] { timer->start(); };
    QObject::connect(header, &QHeaderView::sectionResized, timer, later);
    QObject::connect(header, &QHeaderView::sectionMoved, timer, later);
    QObject::connect(header, &QHeaderView::sortIndicatorChanged, timer, later);
}

QString cellText(const QModelIndex &index)
{
    const QString copied = index.data(CopyRole).toString();
    // One line, whatever a server put in: a cell must not forge rows of what is pasted.
    return visibleLine(copied.isEmpty() ? index.data(Qt::DisplayRole).toString() : copied);
}

QString rowText(const QAbstractItemView &view, const QModelIndex &index)
{
    const QAbstractItemModel *model = view.model();
    QStringList cells;
    const auto *table = qobject_cast<const QTableView *>(&view);
    for (int column = 0; column < model->columnCount(index.parent()); ++column) {
        const int shown = table ? table->horizontalHeader()->logicalIndex(column) : column;
        if (table && table->isColumnHidden(shown))
            continue;
        cells += cellText(index.siblingAtColumn(shown));
    }
    return cells.join(u'\t');
}

FilterField::FilterField(QAbstractItemView *view, QWidget *page, const QString &objectName,
                         const QString &accessibleName)
    : QLineEdit(page)
    , m_view(view)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setPlaceholderText(tr("Filter"));
    setToolTip(plainToolTip(tr("Show only rows with this text (Ctrl+F)")));
    setClearButtonEnabled(true);
    addAction(icon(Icon::Search, SemanticColor::MutedText), QLineEdit::LeadingPosition);
    setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    auto *shortcut = new QShortcut(QKeySequence::Find, page);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, [this] {
        setFocus(Qt::ShortcutFocusReason);
        selectAll();
    });
}

void FilterField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Return
        || event->key() == Qt::Key_Enter) {
        m_view->setFocus(Qt::OtherFocusReason);
        if (!m_view->currentIndex().isValid() && m_view->model())
            m_view->setCurrentIndex(m_view->model()->index(0, 0));
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace switchover::ui

#include "moc_tablesetup.cpp"
