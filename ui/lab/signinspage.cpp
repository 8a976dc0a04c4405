// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/signinspage.h"

#include "ui/lab/pushlist.h"
#include "ui/lab/signincard.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tablesetup.h"
#include "ui/widgets/theme.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { Name, Special, ColumnCount };
constexpr int placeRole = Qt::UserRole + 1; // in m_signIns
constexpr int rowsAtOnce = 7;

/// Tells the methods apart, for one may be mounted twice and in several namespaces.
QString keyOf(const lab::SignInInfo &info)
{
    return info.nameSpace + info.mount;
}

QString methodText(const lab::SignInInfo &info)
{
    const QString text = info.mount == info.method
        ? info.method
        : SignInsPage::tr("%1 at %2", "auth method, mount path").arg(info.method, info.mount);
    return info.nameSpace.isEmpty()
        ? text
        : SignInsPage::tr("%1 in %2", "auth method, namespace").arg(text, info.nameSpace);
}

QString specialText(const lab::SignInInfo &info)
{
    const QString &remark = info.remark;
    if (remark == "mfa"_L1)
        return SignInsPage::tr("asks for a second factor");
    if (remark == "push"_L1)
        return SignInsPage::tr("asks on the telephone");
    if (remark == "number"_L1)
        return SignInsPage::tr("asks for a number on the telephone");
    if (remark == "batch"_L1)
        return SignInsPage::tr("gets a batch token");
    if (remark == "periodic"_L1)
        return SignInsPage::tr("gets a periodic token");
    if (remark == "brief"_L1)
        return SignInsPage::tr("gets a token for minutes");
    if (remark == "few uses"_L1)
        return SignInsPage::tr("gets a token for few requests");
    if (remark == "locked"_L1)
        return SignInsPage::tr("is locked by the directory");
    if (remark == "expired"_L1)
        return SignInsPage::tr("has expired");
    return remark;
}

/// Why nobody can sign in; empty if somebody can.
QString obstacleOf(const lab::ClusterInfo &info)
{
    if (info.drMode == "secondary"_L1)
        return SignInsPage::tr("Nobody can sign in to a DR secondary. It takes only DR operation "
                               "tokens and the tokens of its primary.");
    const bool anyActive = std::ranges::any_of(
        info.nodes, [](const lab::NodeInfo &node) { return node.state == lab::NodeState::Active; });
    if (!anyActive)
        return SignInsPage::tr("No node of this cluster is active. Nobody can sign in until it is "
                               "unsealed.");
    return {};
}

} // namespace

SignInsPage::SignInsPage(lab::Lab &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
{
    setObjectName(u"labSignIns"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space(Space::Small, this), 0, 0);
    layout->setSpacing(space(Space::Small, this));
    m_pushes = new PushList(lab, this);
    layout->addWidget(m_pushes);
    connect(m_pushes, &PushList::failed, this, &SignInsPage::failed);
    buildChoices();
    m_card = new SignInCard(lab, this);
    layout->addWidget(m_card);
    buildRoleTokens();
    layout->addStretch(1);
}

void SignInsPage::buildChoices()
{
    auto *box = new QWidget(this);
    QFormLayout *form = makeForm(box);
    m_cluster = new QComboBox(box);
    addFormRow(form, tr("C&luster"), m_cluster, u"signInCluster"_s);
    const QList<lab::ClusterInfo> clusters = m_lab.clusters();
    for (const lab::ClusterInfo &cluster : clusters)
        m_cluster->addItem(cluster.name);
    m_method = new QComboBox(box);
    addFormRow(form, tr("&Method"), m_method, u"signInMethod"_s);
    box->setLayout(form);
    layout()->addWidget(box);

    m_nobody = new PlainLabel(this);
    m_nobody->setObjectName(u"signInNobody"_s);
    m_nobody->setWordWrap(true);
    layout()->addWidget(m_nobody);

    m_people = new QStandardItemModel(0, ColumnCount, this);
    m_people->setHorizontalHeaderLabels({ tr("Who"), tr("What is special") });
    m_table = new QTableView(this);
    setUpTable(m_table, u"labPeople"_s, tr("Who can sign in"));
    m_table->setModel(m_people);
    m_table->setSortingEnabled(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(Name, fontMetrics().averageCharWidth() * 20);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height()
                            + rowsAtOnce * m_table->verticalHeader()->defaultSectionSize()
                            + 2 * m_table->frameWidth());
    layout()->addWidget(m_table);

    connect(m_cluster, &QComboBox::currentIndexChanged, this, &SignInsPage::refresh);
    connect(m_method, &QComboBox::currentIndexChanged, this, &SignInsPage::showPeople);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &SignInsPage::showChosen);
}

void SignInsPage::buildRoleTokens()
{
    m_tokens = new Card(tr("Tokens of the roles"), u"labRoleTokens"_s, this);
    for (const auto &role : { "observer"_L1, "operator"_L1, "failover"_L1, "architect"_L1 }) {
        auto *label = new CopyLabel("labRoleToken."_L1 + role, tr("Token of the role %1").arg(role),
                                    m_tokens);
        label->setProperty("role", QString(role));
        m_tokens->addRow(role, label);
        m_tokenLabels.append(label);
    }
    layout()->addWidget(m_tokens);
}

void SignInsPage::setCluster(const QString &name)
{
    m_cluster->setCurrentText(name);
}

void SignInsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_loaded.clear();
    refresh();
}

void SignInsPage::tick()
{
    if (const int waiting = m_pushes->refresh(); waiting != m_waiting) {
        m_waiting = waiting;
        emit waitingChanged(waiting);
    }
    if (isVisible())
        m_card->showPasscode();
}

void SignInsPage::refresh()
{
    tick();
    const std::optional<lab::ClusterInfo> info = m_lab.cluster(m_cluster->currentText());
    if (!isVisible() || !info)
        return;
    const QString obstacle = obstacleOf(*info);
    // Tokens that are handed out are made anew at each reading: only when something happened.
    const QString state = QStringList { info->name, obstacle, info->dataMark, info->rootToken,
                                        m_lab.now().toString(u"yyyyMMddhh"_s) }
                              .join(u'\n');
    if (state != m_loaded) {
        m_loaded = state;
        m_nobody->setText(obstacle);
        load(*info);
    }
    showRoleTokens(*info);
}

void SignInsPage::load(const lab::ClusterInfo &info)
{
    m_signIns = m_nobody->text().isEmpty() ? m_lab.signIns(info.name) : QList<lab::SignInInfo>();
    const QString before = m_method->currentData().toString();
    {
        const QSignalBlocker quiet(m_method);
        m_method->clear();
        for (const lab::SignInInfo &each : std::as_const(m_signIns)) {
            if (m_method->findData(keyOf(each)) < 0)
                m_method->addItem(methodText(each), keyOf(each));
        }
        const int known = m_method->findData(before);
        const int usual = m_method->findData(u"userpass"_s);
        m_method->setCurrentIndex(known >= 0 ? known : qMax(usual, 0));
    }
    const bool any = m_method->count() > 0;
    m_nobody->setVisible(!any);
    if (!any && m_nobody->text().isEmpty())
        m_nobody->setText(tr("This cluster has no way of signing in yet."));
    m_method->setEnabled(any);
    m_table->setVisible(any);
    m_card->setVisible(any);
    showPeople();
}

void SignInsPage::showPeople()
{
    const QString method = m_method->currentData().toString();
    const QString before = m_people->index(m_table->currentIndex().row(), Name).data().toString();
    m_people->setRowCount(0);
    int chosen = 0;
    for (int place = 0; place < int(m_signIns.size()); ++place) {
        const lab::SignInInfo &info = m_signIns.at(place);
        if (keyOf(info) != method)
            continue;
        auto *name = new QStandardItem(info.name);
        name->setData(place, placeRole);
        auto *special = new QStandardItem(specialText(info));
        for (QStandardItem *item : { name, special })
            item->setEditable(false);
        if (info.name == before && chosen == 0)
            chosen = m_people->rowCount();
        m_people->appendRow({ name, special });
    }
    if (m_people->rowCount() > 0)
        m_table->selectRow(chosen);
}

void SignInsPage::showChosen()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    const int place = current.siblingAtColumn(Name).data(placeRole).toInt();
    if (place >= 0 && place < m_signIns.size())
        m_card->setSignIn(m_signIns.at(place));
}

void SignInsPage::showRoleTokens(const lab::ClusterInfo &info)
{
    m_tokens->setVisible(!info.roleTokens.isEmpty());
    for (CopyLabel *label : std::as_const(m_tokenLabels)) {
        const QString token = info.roleTokens.value(label->property("role").toString());
        if (label->value() != token)
            label->setValue(token,
                            token.left(24) + (token.size() > 24 ? QChar(0x2026) : QChar(u' ')));
    }
}

} // namespace switchover::ui

#include "moc_signinspage.cpp"
