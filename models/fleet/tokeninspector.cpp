// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/tokeninspector.h"

#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/whengone.h"
#include "models/vault/vaultclient.h"

using namespace Qt::StringLiterals;

namespace switchover {

TokenInspector::TokenInspector(Fleet &fleet, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
{
}

void TokenInspector::forget()
{
    const bool news = m_use != TokenUse::NotAsked;
    ++m_generation;
    m_token.clear();
    m_issuer = {};
    m_use = TokenUse::NotAsked;
    m_detail.clear();
    m_creationPath.clear();
    if (news)
        emit changed();
}

void TokenInspector::inspect(const SecretString &token, const ClusterId &issuer)
{
    ClusterSession *session = m_fleet.session(issuer);
    if (token.isEmpty() || !session) {
        forget();
        return;
    }
    if (m_issuer == issuer && m_token == token)
        return;
    forget();
    m_token = token.clone();
    m_issuer = issuer;
    m_use = TokenUse::Asking;
    QObject *watch = whenGone(session->client(), this, [this, generation = m_generation] {
        if (generation != m_generation)
            return;
        m_use = TokenUse::Unanswered;
        m_detail = errorSentence(addressGoneError());
        emit changed();
    });
    session->client().lookupWrapping(
        this, token, [this, watch, generation = m_generation](const Result<WrappingInfo> &info) {
            delete watch;
            if (generation != m_generation)
                return;
            if (info) {
                m_use = TokenUse::Unused;
                m_creationPath = info->creationPath;
            } else if (info.error().kind == Error::Kind::Denied
                       && info.error().serverMessages.join(u' ').contains("wrapping token"_L1)) {
                m_use = TokenUse::Forged; // 403: the signature is not this cluster's
            } else if (info.error().kind == Error::Kind::Rejected
                       && info.error().serverMessages.join(u' ').contains(
                           "not valid or does not exist"_L1)) {
                m_use = TokenUse::Spent;
            } else {
                m_use = TokenUse::Unanswered;
                m_detail = errorSentence(info.error());
            }
            emit changed();
        });
    emit changed();
}

} // namespace switchover

#include "moc_tokeninspector.cpp"
