// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationform.h"

#include "models/replication/catalogue.h"
#include "models/replication/pathfilter.h"
#include "models/replication/permission.h"
#include "ui/operations/activationchecksview.h"
#include "ui/operations/activationtokenfield.h"
#include "ui/operations/filterpanel.h"
#include "ui/operations/mountpathsfield.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationtokenfield.h"
#include "ui/operations/parameterfield.h"
#include "ui/tokens/claimsview.h"
#include "ui/tokens/tokendialog.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

ReplicationType otherType(ReplicationType type)
{
    return type == ReplicationType::Performance ? ReplicationType::DisasterRecovery
                                                : ReplicationType::Performance;
}

/// What Vault's paths take for a name, as in paths-filter/:id. Ids themselves have no such limit.
bool isPlainId(const QString &id)
{
    static const QRegularExpression name(u"^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$"_s);
    return name.match(id).hasMatch();
}

} // namespace

OperationForm::OperationForm(const Operation &operation, const ClusterSnapshot &snapshot,
                             const FieldContext &context, QWidget *parent)
    : QWidget(parent)
    , m_operation(operation)
    , m_center(context.center)
{
    setObjectName(u"operationForm"_s);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space(Space::Medium, this));
    addFields(operation, context, dialectFor(snapshot) == ApiDialect::Legacy);
    if (operation.id == OperationId::PerformanceMintToken)
        addFilter(snapshot, context);
    addFilterPanel(context);
    addTokenChecks(context);
}

void OperationForm::addFields(const Operation &operation, const FieldContext &context, bool legacy)
{
    for (const Parameter &parameter : operation.parameters) {
        if (legacy && !parameter.inLegacyApi)
            continue;
        ParameterField *added = ParameterField::create(parameter, context, this);
        m_layout->addWidget(added);
        m_fields.append(added);
        connect(added, &ParameterField::changed, this, &OperationForm::changed);
        if (parameter.type == Parameter::Type::ActivationToken)
            m_token = qobject_cast<ActivationTokenField *>(added);
        if (parameter.type == Parameter::Type::MountPaths)
            m_paths = qobject_cast<MountPathsField *>(added);
    }
}

void OperationForm::addFilter(const ClusterSnapshot &snapshot, const FieldContext &context)
{
    for (const OperationId id : { OperationId::PathsFilterWrite, OperationId::MountFilterWrite }) {
        if (!m_filterOperation && isRelevant(switchover::operation(id), snapshot)
            && allowed(switchover::operation(id), snapshot))
            m_filterOperation = id;
    }
    if (!m_filterOperation)
        return;
    m_limit = new QCheckBox(tr("Limit what this secondary receives"), this);
    m_limit->setObjectName(u"limitPaths"_s);
    m_layout->addWidget(m_limit);
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(space(Space::Large, this), 0, 0, 0);
    layout->setSpacing(space(Space::Medium, this));
    layout->addWidget(makeHelpLabel(
        tr("The filter is saved first: without it everything is copied as soon as the token is "
           "used. If that fails, no token is generated."),
        box));
    for (const Parameter &parameter : switchover::operation(*m_filterOperation).parameters) {
        if (parameter.place == Parameter::Place::Path)
            continue; // the id is the token's
        ParameterField *added = ParameterField::create(parameter, context, box);
        layout->addWidget(added);
        m_filterFields.append(added);
        if (parameter.type == Parameter::Type::MountPaths)
            m_paths = qobject_cast<MountPathsField *>(added);
        connect(added, &ParameterField::changed, this, &OperationForm::changed);
    }
    box->hide();
    m_layout->addWidget(box);
    connect(m_limit, &QCheckBox::toggled, box, &QWidget::setVisible);
    connect(m_limit, &QCheckBox::toggled, this, &OperationForm::changed);
}

void OperationForm::addTokenChecks(const FieldContext &context)
{
    if (!m_token)
        return;
    m_checks = new ActivationChecksView(context, this);
    m_layout->addWidget(m_checks);
    connect(m_checks, &ActivationChecksView::changed, this, &OperationForm::changed);
}

void OperationForm::showTokenChecks()
{
    const Arguments given = arguments();
    const SecretString *token = given.secret(m_token->parameter().name);
    m_checks->show(token ? token->clone() : SecretString(), *m_token->claims(),
                   given.text("primary_api_addr"_L1));
}

void OperationForm::addFilterPanel(const FieldContext &context)
{
    const bool deletes = m_operation.filterAction == FilterAction::Deletes;
    if (!m_paths && !deletes)
        return;
    m_filterPanel =
        new FilterPanel(context, deletes ? FilterPanel::Use::Looks : FilterPanel::Use::Edits, this);
    m_layout->addWidget(m_filterPanel);
    connect(m_filterPanel, &FilterPanel::taken, this, &OperationForm::takeFilter);
    connect(this, &OperationForm::changed, this, &OperationForm::showFilter);
    connect(m_filterPanel, &FilterPanel::settledChanged, this, [this] {
        startFromStored();
        emit changed();
    });
    for (ParameterField *each : m_fields + m_filterFields) {
        if (each->parameter().type == Parameter::Type::Choice || each == m_paths)
            connect(each, &ParameterField::changed, this, &OperationForm::noteFilterEdit);
    }
    if (m_paths)
        connect(m_paths, &MountPathsField::treeRead, this, &OperationForm::changed);
    showFilter();
}

QString OperationForm::secondaryId() const
{
    return arguments().text("id"_L1);
}

std::optional<PathFilter> OperationForm::wantedFilter() const
{
    if (m_limit) {
        const std::optional<Filter> limit = filter();
        return limit ? std::optional(PathFilter { limit->arguments.text("mode"_L1),
                                                  limit->arguments.texts("paths"_L1) })
                     : std::nullopt;
    }
    if (!m_paths)
        return std::nullopt;
    const Arguments own = arguments();
    return PathFilter { own.text("mode"_L1), own.texts("paths"_L1) };
}

std::optional<FilterChange> OperationForm::filterChange() const
{
    const bool changesFilter = m_operation.filterAction != FilterAction::None || filter();
    if (!m_filterPanel || !changesFilter || !m_filterPanel->isSettled(secondaryId()))
        return std::nullopt;
    return m_filterPanel->changeTo(wantedFilter());
}

void OperationForm::showFilter()
{
    const std::optional<PathFilter> wanted = wantedFilter();
    if (wanted && m_paths)
        m_paths->setMode(wanted->mode);
    const bool hasTree = m_paths && m_paths->hasTree();
    m_filterPanel->show(secondaryId(), wanted,
                        hasTree ? m_paths->tree().places : QList<FilterPlace>(),
                        hasTree && m_paths->tree().complete);
    if (m_operation.filterAction != FilterAction::Stores)
        return; // a filter before a token may be made before the id is given
    const bool canEdit = m_filterPanel->isSettled(secondaryId());
    for (ParameterField *each : std::as_const(m_fields)) {
        if (each->parameter().place != Parameter::Place::Path)
            each->setEnabled(canEdit);
    }
}

void OperationForm::showFilterDangers(const QStringList &sentences)
{
    if (m_filterPanel)
        m_filterPanel->showDangers(sentences);
}

void OperationForm::noteFilterEdit()
{
    if (!m_fillingFilter)
        m_filterEdited = true;
}

// An empty list means "allow nothing": a form that began with it would take everything away from
// the secondary.
void OperationForm::startFromStored()
{
    const QString id = secondaryId();
    if (!m_paths || !m_filterPanel->isSettled(id) || m_startedFor == id)
        return;
    m_startedFor = id;
    const bool isLimit = m_limit != nullptr;
    if (m_givenFor == id || (isLimit && m_filterEdited))
        return;
    const FilterChange change = m_filterPanel->changeTo(std::nullopt);
    const bool isStored = change.before.state == StoredFilter::State::Stored;
    if (isLimit && !isStored)
        return;
    setFilterFields(isStored ? change.before.filter : PathFilter { u"allow"_s, {} });
    m_filterEdited = false;
}

QString OperationForm::filterFault() const
{
    const QString id = secondaryId();
    const bool changesFilter = m_operation.filterAction != FilterAction::None || filter();
    if (!m_filterPanel || !changesFilter || id.isEmpty())
        return {};
    if (const QString reason = m_filterPanel->whyNotSettled(id); !reason.isEmpty())
        return reason;
    if (m_paths && m_paths->isReading())
        return tr("Switchover is reading the mounts of the primary.");
    const std::optional<FilterChange> change = filterChange();
    if (!change)
        return {};
    if (m_operation.filterAction != FilterAction::Stores)
        return {};
    if (isUnchanged(*change))
        return tr("Nothing changes: this filter is stored already.");
    const bool isEmpty = change->after->paths.isEmpty() && allows(*change->after);
    if (isEmpty && !m_filterEdited && change->before.state != StoredFilter::State::Stored)
        return tr("Choose a mode and paths.");
    return {};
}

// Of the stored filter, or of one that went with an old id.
void OperationForm::takeFilter(const PathFilter &filter)
{
    if (m_limit)
        m_limit->setChecked(true);
    setFilterFields(filter);
    m_filterEdited = true;
    emit changed();
}

void OperationForm::setFilterFields(const PathFilter &filter)
{
    m_fillingFilter = true;
    Arguments values;
    const QList<ParameterField *> all = m_fields + m_filterFields;
    for (ParameterField *each : all) {
        if (each->parameter().type == Parameter::Type::Choice) {
            const QStringList words = each->parameter().choiceList(); // what is let through first
            values.set(each->parameter().name, words.value(allows(filter) ? 0 : 1));
            each->readFrom(values);
        } else if (each->parameter().type == Parameter::Type::MountPaths) {
            m_paths->setPaths(filter.paths); // also an empty list
        }
    }
    m_fillingFilter = false;
}

void OperationForm::fill(const Arguments &arguments)
{
    const bool givesFilter = m_operation.filterAction == FilterAction::Stores
        && (arguments.has("mode"_L1) || arguments.has("paths"_L1));
    if (givesFilter)
        m_givenFor = arguments.text("id"_L1);
    for (ParameterField *each : std::as_const(m_fields))
        each->readFrom(arguments);
    if (givesFilter && m_paths)
        m_paths->setPaths(arguments.texts("paths"_L1)); // also an empty list
}

Arguments OperationForm::arguments() const
{
    Arguments result;
    for (const ParameterField *each : m_fields)
        each->writeTo(result);
    return result;
}

std::optional<OperationForm::Filter> OperationForm::filter() const
{
    if (!m_limit || !m_limit->isChecked() || !m_filterOperation)
        return std::nullopt;
    Filter result { *m_filterOperation, {} };
    result.arguments.set("id"_L1, arguments().text("id"_L1));
    for (const ParameterField *each : m_filterFields)
        each->writeTo(result.arguments);
    return result;
}

bool OperationForm::keepsOperationToken() const
{
    const auto *token = qobject_cast<OperationTokenField *>(field("dr_operation_token"_L1));
    return token && token->keepsToken();
}

ParameterField *OperationForm::field(QLatin1StringView name) const
{
    const auto found = std::ranges::find_if(
        m_fields, [name](const ParameterField *each) { return each->parameter().name == name; });
    return found == m_fields.end() ? nullptr : *found;
}

std::optional<OperationForm::Fault> OperationForm::tokenFault() const
{
    if (!m_token || m_token->isBlank())
        return std::nullopt;
    const Arguments given = arguments();
    if (const SecretString *token = given.secret(m_token->parameter().name);
        token && m_operation.type) {
        // Only a token generated here is known to be of the other type: it does not say so itself.
        const QList<OperationCenter::HeldToken> others =
            m_center.heldTokens(otherType(*m_operation.type));
        const bool wrongType =
            std::ranges::any_of(others, [token](const OperationCenter::HeldToken &held) {
                return held.holder && held.holder->holds(*token);
            });
        if (wrongType) {
            return Fault {
                m_token->parameter().name,
                tr("This token was generated for %1 replication; it cannot be used here.")
                    .arg(displayName(otherType(*m_operation.type)))
            };
        }
    }
    switch (m_token->claims()->verdict()) {
    case ClaimsView::Verdict::Expired:
        return Fault { m_token->parameter().name,
                       tr("The token has expired. Generate a new one on the primary.") };
    case ClaimsView::Verdict::NoAddress:
        if (const ParameterField *address = field("primary_api_addr"_L1);
            address && address->isBlank()) {
            return Fault {
                "primary_api_addr"_L1,
                tr("The token names no address, so the primary's API address is needed.")
            };
        }
        break;
    case ClaimsView::Verdict::Empty:
    case ClaimsView::Verdict::Usable:
    case ClaimsView::Verdict::Opaque:
        break;
    }
    if (const ActivationCheck *obstacle = m_checks->obstacle()) {
        const bool ofAddress = obstacle->id == "address"_L1 || obstacle->id == "reach"_L1;
        return Fault { ofAddress ? "primary_api_addr"_L1 : m_token->parameter().name,
                       obstacle->text };
    }
    return std::nullopt;
}

std::optional<OperationForm::Fault>
OperationForm::refusedValue(const ClusterSnapshot &snapshot) const
{
    const Arguments given = arguments();
    const Permission permission = allowed(m_operation, given, snapshot);
    if (permission || !allowed(m_operation, snapshot))
        return std::nullopt; // nothing against the values
    // The value without which it would be allowed is the one that is refused.
    for (const ParameterField *each : m_fields) {
        Arguments without = given.clone();
        without.remove(each->parameter().name);
        if (given.has(each->parameter().name) && allowed(m_operation, without, snapshot))
            return Fault { each->parameter().name, permission.reason };
    }
    return Fault { {}, permission.reason };
}

std::optional<OperationForm::Fault> OperationForm::idFault() const
{
    // Existing ids are taken as they are: Vault gave them its blessing once.
    if (m_operation.id != OperationId::PerformanceMintToken
        && m_operation.id != OperationId::DrMintToken)
        return std::nullopt;
    for (const ParameterField *each : m_fields) {
        if (each->parameter().type != Parameter::Type::SecondaryId || each->isBlank())
            continue;
        const QString id = arguments().text(each->parameter().name);
        static const QRegularExpression impossible(u"[\\s/]"_s);
        if (id.contains(impossible))
            return Fault { each->parameter().name, tr("An id has no blanks and no slashes.") };
        if (filter() && !isPlainId(id)) {
            return Fault { each->parameter().name,
                           tr("With a filter, use letters from a to z, digits, and “_”, “-” or “.” "
                              "between them: the id is part of the filter's path, where Vault "
                              "takes no other.") };
        }
    }
    return std::nullopt;
}

QString OperationForm::idAdvice(const QString &id) const
{
    if (id.isEmpty() || isPlainId(id))
        return {};
    return m_filterOperation
        ? tr("Letters from a to z, digits, and “_”, “-” or “.” between them are safer: with "
             "another id no path filter can be saved for this secondary.")
        : tr("Letters from a to z, digits, and “_”, “-” or “.” between them are safer: other "
             "programs may not take this id.");
}

OperationForm::Verdict OperationForm::judge(const ClusterSnapshot &snapshot) const
{
    if (const std::optional<Fault> refused = refusedValue(snapshot))
        return { refused->field, refused->text, true };
    if (const Result<void> valid = validate(m_operation, arguments()); !valid)
        return { valid.error().where, valid.error().detail };
    for (const std::optional<Fault> &fault : { idFault(), tokenFault() }) {
        if (fault)
            return { fault->field, fault->text };
    }
    if (const std::optional<Filter> wanted = filter()) {
        const Permission permission =
            allowed(operation(wanted->operation), wanted->arguments, snapshot);
        if (!permission)
            return { u"id"_s, permission.reason, true };
        if (const Result<void> valid = validate(operation(wanted->operation), wanted->arguments);
            !valid)
            return { valid.error().where, valid.error().detail };
    }
    if (const QString fault = filterFault(); !fault.isEmpty())
        return { {}, fault };
    return {};
}

QString OperationForm::check(const ClusterSnapshot &snapshot)
{
    if (m_token)
        showTokenChecks();
    const Verdict verdict = judge(snapshot);
    if (ParameterField *address = field("primary_api_addr"_L1); address && m_token)
        address->setRequired(m_token->claims()->verdict() == ClaimsView::Verdict::NoAddress);

    const ReplicationBlock *block = m_operation.type ? snapshot.block(*m_operation.type) : nullptr;
    const QList<ParameterField *> all = m_fields + m_filterFields;
    for (ParameterField *each : all) {
        const bool isShown = verdict.isUrgent || each->isTouched();
        QString text =
            each->parameter().name == verdict.field && isShown ? verdict.text : QString();
        const bool mints = m_operation.id == OperationId::PerformanceMintToken
            || m_operation.id == OperationId::DrMintToken;
        if (text.isEmpty() && mints && each->parameter().type == Parameter::Type::SecondaryId
            && block && block->knownSecondaries
            && block->knownSecondaries->contains(arguments().text(each->parameter().name))) {
            text = tr("This id is known already. Vault may refuse it; a new token for a secondary "
                      "is safer under a new id.");
        }
        if (text.isEmpty() && mints && each->parameter().type == Parameter::Type::SecondaryId)
            text = idAdvice(arguments().text(each->parameter().name));
        each->setError(text);
    }
    return verdict.text;
}

void OperationForm::showAllProblems()
{
    const QList<ParameterField *> all = m_fields + m_filterFields;
    for (ParameterField *each : all)
        each->setTouched();
}

void OperationForm::focusFirst()
{
    if (!m_fields.isEmpty())
        m_fields.constFirst()->setFocus();
}

} // namespace switchover::ui

#include "moc_operationform.cpp"
