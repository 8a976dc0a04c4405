// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/operations/labdesk.h"

#include "models/fleet/clustersession.h"
#include "models/replication/catalogue.h"
#include "tests/patience.h"
#include "ui/operations/filterpanel.h"
#include "ui/operations/mountpathsfield.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

lab::Options LabDesk::optionsFor(const QString &scenario)
{
    lab::Options options;
    options.scenario = scenario;
    options.tempo = 20;
    return options;
}

LabDesk::LabDesk(const QString &scenario, Environment environment)
    : LabDesk(optionsFor(scenario), environment)
{
}

LabDesk::LabDesk(lab::Options options, Environment environment)
    : lab(std::move(options))
    , m_environment(environment)
{
}

LabDesk::~LabDesk() = default;

bool LabDesk::start()
{
    if (!lab.start())
        return false;
    const QList<lab::ClusterInfo> clusters = lab.clusters();
    for (const lab::ClusterInfo &cluster : clusters) {
        ClusterRecord record;
        record.identity.name = cluster.name;
        record.identity.environment = m_environment;
        record.identity.address = cluster.address;
        for (const lab::NodeInfo &node : cluster.nodes) {
            if (node.address != cluster.address)
                record.moreAddresses.append(node.address);
        }
        if (!registry.add(record))
            return false;
    }
    clipboard = std::make_unique<ui::ClipboardGuard>(*QApplication::clipboard(), clock);
    fleet = std::make_unique<Fleet>(registry, credentials, activity, clock);
    services = std::make_unique<ui::Services>(ui::Services {
        *fleet, registry, credentials, activity, ledger, settings, *clipboard, clock });
    signIn = std::make_unique<ui::LabAutoSignIn>(lab, *fleet);
    center = std::make_unique<ui::OperationCenter>(*services, &window);
    center->setSuggestedSecrets(signIn.get());
    center->setSettlingInterval(50ms);
    center->setLateEffectWithin(0ms);
    auto *layout = new QVBoxLayout(&window);
    layout->setContentsMargins(0, 0, 0, 0);
    page = new ui::ClusterPage(*services, *center, &window);
    layout->addWidget(page);
    window.resize(1280, 900);
    window.show();
    fleet->start();
    return QTest::qWaitFor(
        [this] {
            const QList<ClusterSnapshot> all = fleet->snapshots();
            return std::ranges::all_of(all, [](const ClusterSnapshot &each) {
                return each.status
                    && (each.signIn == SignInState::SignedIn || each.isDrSecondary());
            });
        },
        test::patience);
}

ClusterId LabDesk::id(const QString &cluster) const
{
    const QList<ClusterRecord> &records = registry.clusters();
    const auto found = std::ranges::find(
        records, cluster, [](const ClusterRecord &record) { return record.identity.name; });
    return found == records.end() ? ClusterId() : found->identity.id;
}

const ClusterSnapshot &LabDesk::snapshot(const QString &cluster) const
{
    const ClusterSnapshot *found = fleet->snapshot(id(cluster));
    Q_ASSERT(found);
    return *found;
}

const ReplicationBlock *LabDesk::block(const QString &cluster, ReplicationType type) const
{
    return snapshot(cluster).block(type);
}

void LabDesk::pollAll()
{
    const QList<ClusterRecord> &records = registry.clusters();
    for (const ClusterRecord &record : records)
        fleet->session(record.identity.id)->pollNow();
}

void LabDesk::show(const QString &cluster)
{
    page->setCluster(id(cluster));
}

QPushButton *LabDesk::operationButton(OperationId operation) const
{
    return page->findChild<QPushButton *>(u"operationButton."_s
                                          + switchover::operation(operation).key);
}

ui::OperationDialog *LabDesk::openByButton(const QString &cluster, OperationId operation)
{
    show(cluster);
    const QString name = u"operationButton."_s + switchover::operation(operation).key;
    if (!QTest::qWaitFor(
            [&] {
                QPushButton *button = operationButton(operation);
                if (button && button->isVisible() && button->isEnabled())
                    return true;
                pollAll();
                return false;
            },
            test::patience)) {
        const QPushButton *button = operationButton(operation);
        qWarning("%s cannot be clicked: %s", qUtf8Printable(name),
                 !button                    ? "missing"
                     : !button->isVisible() ? "hidden"
                                            : qUtf8Printable(button->toolTip()));
        return nullptr;
    }
    const QList<ui::OperationDialog *> before = window.findChildren<ui::OperationDialog *>();
    if (!click(page, name))
        return nullptr;
    const QList<ui::OperationDialog *> after = window.findChildren<ui::OperationDialog *>();
    for (ui::OperationDialog *dialog : after) {
        if (!before.contains(dialog))
            return dialog;
    }
    return nullptr;
}

ui::TokenDialog *LabDesk::tokenDialog() const
{
    const QList<ui::TokenDialog *> dialogs = window.findChildren<ui::TokenDialog *>();
    return dialogs.isEmpty() ? nullptr : dialogs.constLast();
}

QList<lab::RequestEntry> LabDesk::writes() const
{
    QList<lab::RequestEntry> found;
    const QList<lab::RequestEntry> all = lab.requestLog();
    for (const lab::RequestEntry &entry : all) {
        if (entry.method != "GET" && entry.path.startsWith("/v1/sys/replication/"_L1))
            found.append(entry);
    }
    return found;
}

namespace {

bool isReadingFilter(QWidget &dialog)
{
    const auto *panel = dialog.findChild<ui::FilterPanel *>();
    const auto *field = dialog.findChild<ui::MountPathsField *>();
    return (panel && panel->isReading()) || (field && field->isReading());
}

} // namespace

QString LabDesk::submit(ui::OperationDialog *dialog, const Values &values)
{
    if (!dialog)
        return u"!no dialog"_s;
    const QString name = fleet->snapshot(dialog->cluster())->identity.name;
    for (const auto &[field, value] : values) {
        auto *input = find<QWidget>(dialog, u"parameter."_s + field);
        // A filter may be edited as soon as the stored one is read.
        (void)QTest::qWaitFor(
            [&] { return !input || input->isEnabled() || !isReadingFilter(*dialog); }, patience);
        if (!type(dialog, u"parameter."_s + field, value))
            return u"!cannot fill "_s + field;
    }
    if (!QTest::qWaitFor([&] { return !isReadingFilter(*dialog); }, patience))
        return u"!does not read the filter"_s;
    if (auto *next = find<QPushButton>(dialog, u"nextButton"_s); next && next->isVisible()) {
        if (!click(dialog, u"nextButton"_s))
            return u"!cannot review: "_s + next->toolTip();
        if (click(dialog, u"sendButton"_s))
            return u"!sent without the name"_s;
        if (!type(dialog, u"typedName"_s, name))
            return u"!cannot type the name"_s;
        for (int i = 1; auto *box = find<QWidget>(dialog, u"acknowledge%1"_s.arg(i)); ++i) {
            if (!type(dialog, box->objectName(), u"on"_s))
                return u"!cannot accept"_s;
            auto *words = find<QLineEdit>(dialog, u"confirm%1"_s.arg(i));
            if (words && !type(dialog, words->objectName(), words->placeholderText()))
                return u"!cannot override"_s;
        }
    }
    if (!click(dialog, u"sendButton"_s))
        return u"!cannot send: "_s + find<QPushButton>(dialog, u"sendButton"_s)->toolTip();
    return {};
}

QString LabDesk::perform(ui::OperationDialog *dialog, const Values &values)
{
    const QPointer<ui::OperationDialog> alive(dialog);
    if (const QString obstacle = submit(dialog, values); !obstacle.isEmpty())
        return obstacle;
    if (!QTest::qWaitFor(
            [&] {
                return !alive || !alive->isVisible() || !outcomeOf(alive).isEmpty()
                    || alive->isAtForm();
            },
            test::patience))
        return u"!does not end"_s;
    if (!alive || !alive->isVisible())
        return {};
    if (alive->isAtForm())
        return u"!"_s + find<QLabel>(alive, u"operationBarText"_s)->text();
    const QString outcome = outcomeOf(alive);
    return click(alive, u"cancelButton"_s) ? outcome : u"!cannot close"_s;
}

QString LabDesk::perform(const QString &cluster, OperationId operation, const Values &values)
{
    return perform(openByButton(cluster, operation), values);
}

QString LabDesk::mintAndUse(const QString &primary, OperationId mint, const QString &secondaryId,
                            const QString &target, const Values &values)
{
    if (const QString minted = perform(primary, mint, { { u"id"_s, secondaryId } });
        !minted.isEmpty())
        return minted;
    if (!QTest::qWaitFor([this] { return tokenDialog() && tokenDialog()->isVisible(); },
                         test::patience))
        return u"!no token dialog"_s;
    const QPointer<ui::TokenDialog> token(tokenDialog());
    if (!click(token, u"useOnButton"_s))
        return u"!cannot use"_s;
    if (!QTest::qWaitFor(
            [&] {
                pollAll();
                for (const QString &button :
                     { u"useOnEnable."_s + target, u"useOnUpdate."_s + target }) {
                    if (auto *found = find<QPushButton>(token, button); found && found->isVisible())
                        return true;
                }
                return false;
            },
            test::patience))
        return u"!no way to use it: "_s + find<QLabel>(token, u"useOnReason."_s + target)->text();
    const QList<ui::OperationDialog *> before = window.findChildren<ui::OperationDialog *>();
    if (!click(token, u"useOnEnable."_s + target) && !click(token, u"useOnUpdate."_s + target))
        return u"!cannot choose "_s + target;
    QString outcome = u"!no form"_s;
    const QList<ui::OperationDialog *> after = window.findChildren<ui::OperationDialog *>();
    for (ui::OperationDialog *dialog : after) {
        if (!before.contains(dialog))
            outcome = perform(dialog, values);
    }
    if (token)
        token->close();
    return outcome;
}

bool LabDesk::waitForMode(const QString &cluster, ReplicationType type, const QString &mode)
{
    return QTest::qWaitFor(
        [&] {
            pollAll();
            const QString now = type == ReplicationType::Performance ? info(cluster).performanceMode
                                                                     : info(cluster).drMode;
            const ReplicationBlock *shown = block(cluster, type);
            return now == mode && shown && shown->mode.text == mode;
        },
        test::patience);
}

bool LabDesk::waitForStream(const QString &cluster, ReplicationType type)
{
    return QTest::qWaitFor(
        [&] {
            pollAll();
            const ReplicationBlock *shown = block(cluster, type);
            return shown && shown->isSecondary() && shown->state
                && *shown->state == State::StreamWals;
        },
        test::patience);
}

QStringList LabDesk::writtenPaths() const
{
    QStringList paths;
    const QList<lab::RequestEntry> requests = writes();
    for (const lab::RequestEntry &request : requests)
        paths.append(QString::fromLatin1(request.method) + u' ' + request.path);
    return paths;
}

bool click(QWidget *root, const QString &name)
{
    auto *button = find<QAbstractButton>(root, name);
    if (!button || !button->isVisible() || !button->isEnabled())
        return false;
    for (QWidget *above = button->parentWidget(); above; above = above->parentWidget()) {
        if (auto *scroll = qobject_cast<QScrollArea *>(above))
            scroll->ensureWidgetVisible(button);
    }
    const QPoint where = qobject_cast<QCheckBox *>(button) ? QPoint(8, button->height() / 2)
                                                           : button->rect().center();
    QTest::mouseClick(button, Qt::LeftButton, {}, where);
    return true;
}

bool type(QWidget *root, const QString &name, const QString &text)
{
    auto *input = find<QWidget>(root, name);
    if (!input || !input->isEnabled())
        return false;
    if (auto *box = qobject_cast<QCheckBox *>(input))
        return box->isChecked() == (text == "on"_L1) || click(root, name);
    if (auto *choice = qobject_cast<QComboBox *>(input)) {
        choice->setCurrentText(text);
        return choice->currentText() == text;
    }
    if (auto *lines = qobject_cast<QPlainTextEdit *>(input)) {
        lines->setPlainText(text);
        return true;
    }
    auto *edit = qobject_cast<QLineEdit *>(input);
    if (!edit)
        return false;
    edit->setFocus();
    edit->selectAll();
    QTest::keyClick(edit, Qt::Key_Delete);
    QTest::keyClicks(edit, text);
    return true;
}

QString outcomeOf(ui::OperationDialog *dialog)
{
    const auto *text = find<QLabel>(dialog, u"outcomeText"_s);
    return text && text->isVisible() ? text->text() : QString();
}

} // namespace switchover::test
