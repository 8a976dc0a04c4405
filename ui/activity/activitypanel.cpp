// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/activitypanel.h"

#include "models/base/jsonwriter.h"
#include "models/base/tooltip.h"
#include "models/base/visibletext.h"
#include "models/items/activitymodel.h"
#include "models/items/textfilterproxy.h"
#include "models/store/activitylog.h"
#include "models/store/settings.h"
#include "ui/services.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/tablesetup.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace switchover::ui {

ActivityPanel::ActivityPanel(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new ActivityModel(this))
    , m_proxy(new TextFilterProxy(this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
    , m_messages(new MessageBar(u"activityMessages"_s, this))
{
    setObjectName(u"activityPanel"_s);
    setAccessibleName(tr("Activity"));
    m_model->setEntries(services.activity.entries());
    m_proxy->setSourceModel(m_model);
    setUpTable(m_table, u"activityTable"_s, tr("Activity"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setModel(m_proxy);
    m_table->setItemDelegateForColumn(ActivityModel::Kind,
                                      new HealthDelegate(m_table, HealthDelegate::Words::Plain));
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(ActivityModel::Time,
                            fontMetrics().horizontalAdvance(u"0000-00-00 00:00:00"_s)
                                + 4 * character);
    m_table->setColumnWidth(ActivityModel::Kind, character * 16);
    m_table->setColumnWidth(ActivityModel::ClusterColumn, character * 20);
    m_table->sortByColumn(ActivityModel::Time, Qt::DescendingOrder);
    keepHeaderState(m_table->horizontalHeader(), services.settings.windowState(u"activityTable"_s),
                    [this](const QByteArray &state) {
                        m_services.settings.setWindowState(u"activityTable"_s, state);
                    });

    auto *filter = new FilterField(m_table, this, u"activityFilter"_s, tr("Filter the activity"));
    connect(filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy->setFilterText(text);
        updateState();
    });
    auto *save = new QToolButton(this);
    save->setObjectName(u"exportActivityButton"_s);
    save->setIcon(icon(Icon::Export));
    save->setText(tr("Export…"));
    save->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    save->setAutoRaise(true);
    save->setAccessibleName(tr("Export activity…"));
    save->setToolTip(plainToolTip(tr("Save what the filter shows as text or JSON")));
    connect(save, &QToolButton::clicked, this, &ActivityPanel::openExport);

    m_empty = new EmptyState(Icon::Activity, {}, u"noActivity"_s, m_stack);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    const int small = space(Space::Small, this);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(small, 0, small, 0);
    bar->addWidget(filter, 1);
    bar->addStretch();
    bar->addWidget(save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, small, 0, 0);
    layout->setSpacing(small);
    layout->addLayout(bar);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);

    connect(&services.activity, &ActivityLog::appended, this, [this](const ActivityEntry &entry) {
        m_model->append(entry);
        updateState();
    });
    connect(&services.activity, &ActivityLog::writeFailed, this, [this](const QString &reason) {
        m_messages->showMessage(Tone::Attention,
                                tr("The activity log cannot be written to its file, so what "
                                   "happens from now on is lost when "
                                   "this program ends. %1")
                                    .arg(reason));
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const ClusterId id { index.data(ClusterIdRole).toString() };
        if (id.isValid())
            emit clusterActivated(id);
    });
    updateState();
}

void ActivityPanel::updateState()
{
    const bool empty = m_proxy->rowCount() == 0;
    m_empty->setSentence(m_model->rowCount() == 0 ? tr("Nothing has happened yet.")
                                                  : tr("Nothing matches the filter."));
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_table);
}

void ActivityPanel::openExport()
{
    auto *dialog = new QFileDialog(this, tr("Export activity"));
    dialog->setObjectName(u"exportActivityDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({ tr("Text (*.txt)"), tr("JSON (*.json)") });
    dialog->setDefaultSuffix(u"txt"_s);
    dialog->selectFile(u"activity.txt"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(u".json") ? u"json"_s : u"txt"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &ActivityPanel::exportFile);
    dialog->open();
}

void ActivityPanel::exportFile(const QString &path)
{
    QSaveFile file(path);
    const QByteArray content = path.endsWith(u".json", Qt::CaseInsensitive) ? asJson() : asText();
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()
        || !file.commit()) {
        m_messages->showMessage(
            Tone::Danger,
            tr("The activity was not exported. %1: %2").arg(path, file.errorString()));
        return;
    }
    m_messages->showMessage(
        Tone::Neutral, tr("%n line(s) exported to %1.", nullptr, m_proxy->rowCount()).arg(path));
}

QByteArray ActivityPanel::asText() const
{
    QString text;
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const ActivityEntry *entry = m_model->entryAt(m_proxy->mapToSource(m_proxy->index(row, 0)));
        const QString kind = m_proxy->index(row, ActivityModel::Kind).data().toString();
        text += u"%1  %2  %3  %4\n"_s.arg(
            entry->time.toString(Qt::ISODateWithMs), kind.leftJustified(10),
            visibleLine(entry->clusterName).leftJustified(16), visibleLine(entry->text));
    }
    return text.toUtf8();
}

QByteArray ActivityPanel::asJson() const
{
    JsonWriter writer(JsonWriter::Style::Indented);
    writer.beginArray();
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const ActivityEntry *entry = m_model->entryAt(m_proxy->mapToSource(m_proxy->index(row, 0)));
        writer.beginObject();
        writer.member("time"_L1, entry->time);
        writer.member("kind"_L1, m_proxy->index(row, ActivityModel::Kind).data().toString());
        writer.member("cluster"_L1, entry->clusterName);
        writer.member("operation"_L1, entry->operationKey);
        writer.member("run"_L1, entry->run);
        writer.member("text"_L1, entry->text);
        writer.endObject();
    }
    writer.endArray();
    return writer.result();
}

} // namespace switchover::ui

#include "moc_activitypanel.cpp"
