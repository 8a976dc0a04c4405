// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/mounttreereader.h"

#include "models/base/json.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/whengone.h"
#include "models/vault/vaultclient.h"

#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

MountTreeReader::MountTreeReader(Fleet &fleet, const ClusterId &cluster, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_cluster(cluster)
{
}

VaultClient *MountTreeReader::client() const
{
    ClusterSession *session = m_fleet.session(m_cluster);
    return session ? &session->client() : nullptr;
}

void MountTreeReader::read()
{
    if (m_reading)
        return;
    m_reading = true;
    m_tree = {};
    m_tree.complete = true;
    m_seen = 0;
    m_waiting = { QString() };
    readNext();
}

void MountTreeReader::ask(const QByteArray &verb, const QString &path, Answer done)
{
    VaultClient *asked = client();
    ++m_missing;
    if (!asked) {
        QTimer::singleShot(0, this, &MountTreeReader::answered);
        return;
    }
    QObject *watch = whenGone(*asked, this, [this, done] {
        done(Failure(addressGoneError()));
        answered();
    });
    asked->call({ .verb = verb, .path = path, .nameSpace = m_current }, this,
                [this, watch, done = std::move(done)](const Result<SideAnswer> &answer) {
                    delete watch;
                    done(answer);
                    answered();
                });
}

void MountTreeReader::readNext()
{
    if (m_waiting.isEmpty()) {
        end();
        return;
    }
    if (m_seen == namespaceLimit) {
        remark(tr("Only the first %1 namespaces were read. Type the paths of others.")
                   .arg(namespaceLimit));
        end();
        return;
    }
    m_current = m_waiting.takeFirst();
    ++m_seen;
    m_visibleAsked = false;
    readMounts(Part::Secrets);
    readMounts(Part::Auth);
    readNamespaces();
}

void MountTreeReader::readMounts(Part part)
{
    ask("GET", part == Part::Secrets ? u"sys/mounts"_s : u"sys/auth"_s,
        [this, part](const Result<SideAnswer> &answer) {
            if (answer)
                take(answer->body.reveal(), part, false);
            else if (answer.error().kind == Error::Kind::Denied)
                readVisible();
            else
                remark(tr("The mounts of %1 could not be read: %2", "namespace, reason")
                           .arg(where(), errorSentence(answer.error())));
        });
}

void MountTreeReader::readVisible()
{
    if (m_visibleAsked)
        return;
    m_visibleAsked = true;
    ask("GET", u"sys/internal/ui/mounts"_s, [this](const Result<SideAnswer> &answer) {
        if (!answer) {
            remark(tr("The token may not list the mounts of %1, so they are not shown. Type their "
                      "paths.")
                       .arg(where()));
            return;
        }
        take(answer->body.reveal(), Part::Secrets, true);
        take(answer->body.reveal(), Part::Auth, true);
        remark(tr("Of %1 only mounts that the token can use are shown; reading sys/mounts and "
                  "sys/auth would show all. Others can be typed.")
                   .arg(where()));
    });
}

void MountTreeReader::readNamespaces()
{
    ask("LIST", u"sys/namespaces"_s, [this](const Result<SideAnswer> &answer) {
        if (answer) {
            takeNamespaces(answer->body.reveal());
            return;
        }
        const Error::Kind kind = answer.error().kind;
        if (kind == Error::Kind::NotFound || kind == Error::Kind::Unsupported)
            return; // none, or a Vault without namespaces
        if (kind == Error::Kind::Denied) {
            remark(tr("The token may not list the namespaces of %1. Type the paths of those you "
                      "need.")
                       .arg(where()));
        } else {
            remark(tr("The namespaces of %1 could not be read: %2", "namespace, reason")
                       .arg(where(), errorSentence(answer.error())));
        }
    });
}

void MountTreeReader::take(const QByteArrayView &body, Part part, bool visible)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document) {
        remark(errorSentence(document.error()));
        return;
    }
    const auto takeAll = [this, part](JsonReader &mounts) {
        mounts.eachObject([this, part](const QString &name, JsonReader &mount) {
            FilterPlace place {
                .kind =
                    part == Part::Secrets ? FilterPlace::Kind::Secrets : FilterPlace::Kind::Auth,
                .path = m_current + (part == Part::Auth ? u"auth/"_s : QString()) + name,
                .nameSpace = m_current,
                .type = mount.text("type"_L1).value_or(QString()),
                .description = mount.text("description"_L1).value_or(QString()),
                .local = mount.boolean("local"_L1).value_or(false),
            };
            const bool known =
                std::ranges::any_of(m_tree.places, [&place](const FilterPlace &each) {
                    return each.path == place.path;
                });
            if (!place.type.isEmpty() && !known)
                m_tree.places.append(place);
        });
    };
    JsonReader root(*document);
    const bool there = root.object("data"_L1, [&](JsonReader &data) {
        if (visible)
            data.object(part == Part::Secrets ? "secret"_L1 : "auth"_L1, takeAll);
        else
            takeAll(data);
    });
    if (!there && !visible)
        takeAll(root); // old servers: at top level only
    if (root.error())
        remark(errorSentence(*root.error()));
}

void MountTreeReader::takeNamespaces(const QByteArrayView &body)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document) {
        remark(errorSentence(document.error()));
        return;
    }
    JsonReader root(*document);
    root.object("data"_L1, [this](JsonReader &data) {
        const QStringList keys = data.texts("keys"_L1).value_or(QStringList());
        for (const QString &key : keys) {
            QString path = m_current + key;
            if (!path.endsWith(u'/'))
                path += u'/';
            m_tree.places.append({ .kind = FilterPlace::Kind::Namespace,
                                   .path = path,
                                   .nameSpace = m_current,
                                   .type = {},
                                   .description = {} });
            m_waiting.append(path);
        }
    });
    if (root.error())
        remark(errorSentence(*root.error()));
}

QString MountTreeReader::where() const
{
    return m_current.isEmpty() ? tr("the root namespace") : m_current;
}

void MountTreeReader::remark(const QString &text)
{
    m_tree.complete = false;
    if (!m_tree.remarks.contains(text))
        m_tree.remarks.append(text);
}

void MountTreeReader::answered()
{
    if (--m_missing == 0)
        readNext();
}

void MountTreeReader::end()
{
    std::ranges::sort(m_tree.places, {}, &FilterPlace::path);
    m_reading = false;
    m_wasRead = true;
    emit finished();
}

} // namespace switchover

#include "moc_mounttreereader.cpp"
