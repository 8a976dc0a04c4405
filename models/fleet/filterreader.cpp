// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/filterreader.h"

#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/whengone.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/vault/vaultclient.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

/// Vault says so with 404 and an empty list of errors. A 404 of a proxy, or of a Vault that does
/// not know the path, says nothing of what is stored.
bool isVaultsNone(const Error &error)
{
    return error.kind == Error::Kind::NotFound && error.serverMessages.isEmpty()
        && error.detail.isEmpty();
}

} // namespace

FilterReader::FilterReader(Fleet &fleet, const ClusterId &primary, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_primary(primary)
{
}

void FilterReader::read(const QString &secondaryId)
{
    ++m_generation;
    m_id = secondaryId;
    m_secondaryName.clear();
    m_stored = {};
    m_onPrimary = {};
    m_onSecondary = {};
    const ClusterSnapshot *primary = m_fleet.snapshot(m_primary);
    if (m_id.isEmpty() || !primary) {
        emit changed();
        return;
    }
    const bool paths = isRelevant(operation(OperationId::PathsFilterRead), *primary);
    ask(m_primary, paths ? OperationId::PathsFilterRead : OperationId::MountFilterRead, m_stored,
        &OperationAnswer::filter);
    if (isRelevant(operation(OperationId::DynamicFilterRead), *primary))
        ask(m_primary, OperationId::DynamicFilterRead, m_onPrimary,
            &OperationAnswer::dynamicFilter);
    const QList<ReplicationLink> &links = m_fleet.topology().links;
    const auto link = std::ranges::find_if(links, [this](const ReplicationLink &each) {
        return each.type == ReplicationType::Performance && each.primary == m_primary
            && each.secondaryId == m_id && each.secondary.isValid();
    });
    if (link != links.end()) {
        if (const ClusterSnapshot *secondary = m_fleet.snapshot(link->secondary)) {
            m_secondaryName = secondary->identity.name;
            ask(link->secondary, OperationId::SecondaryDynamicFilterRead, m_onSecondary,
                &OperationAnswer::dynamicFilter);
        }
    }
    emit changed();
}

template <typename T>
void FilterReader::ask(const ClusterId &cluster, OperationId id, Reading<T> &into,
                       std::optional<T> OperationAnswer::*member)
{
    ClusterSession *session = m_fleet.session(cluster);
    const ClusterSnapshot *snapshot = m_fleet.snapshot(cluster);
    if (!session || !snapshot) {
        into = { .state = State::Failed, .value = {}, .error = addressGoneError() };
        return;
    }
    Arguments arguments;
    arguments.set("id"_L1, m_id);
    Result<ApiCall> call = apiCall(operation(id), dialectFor(*snapshot), arguments);
    if (!call) {
        into = { .state = State::Failed, .value = {}, .error = call.error() };
        return;
    }
    into.state = State::Reading;
    QObject *watch = whenGone(session->client(), this, [this, &into, generation = m_generation] {
        if (generation != m_generation)
            return;
        into = { .state = State::Failed, .value = {}, .error = addressGoneError() };
        emit changed();
    });
    session->client().send(
        std::move(*call), this,
        [this, watch, &into, member, generation = m_generation](Result<OperationAnswer> answer) {
            delete watch;
            if (generation != m_generation)
                return;
            if (answer && (*answer).*member)
                into = { .state = State::Known, .value = (*answer).*member, .error = {} };
            else if (!answer && isVaultsNone(answer.error()))
                into = { .state = State::None, .value = {}, .error = {} };
            else
                into = { .state = State::Failed,
                         .value = {},
                         .error = answer ? Error { .detail = tr("the answer holds no filter") }
                                         : answer.error() };
            emit changed();
        });
}

} // namespace switchover

#include "moc_filterreader.cpp"
