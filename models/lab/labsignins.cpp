// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/labsignins.h"

#include "models/base/jsonwriter.h"
#include "models/lab/crypto/totp.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr qint64 life = 12 * 3600;

QString remarkOf(const Login &login)
{
    if (!login.trouble.isEmpty())
        return login.trouble;
    if (!login.mfa.isEmpty())
        return u"mfa"_s;
    if (!login.factor.isEmpty())
        return login.factor;
    if (login.tokenType == "batch"_L1)
        return u"batch"_s;
    if (login.periodSeconds > 0)
        return u"periodic"_s;
    if (login.uses > 0)
        return u"few uses"_s;
    if (login.ttlSeconds > 0)
        return u"brief"_s;
    return {};
}

/// The mount a login belongs to: the longest that its key begins with.
QString mountOf(const SharedData &shared, const QString &key)
{
    QString best;
    for (auto it = shared.authMounts.begin(); it != shared.authMounts.end(); ++it) {
        if (key.startsWith(it.key()) && it.key().size() > best.size())
            best = it.key();
    }
    return best;
}

void addVouched(QList<SignInInfo> &result, SignInInfo info, const Estate &estate)
{
    const IdentityProvider &provider = estate.identityProvider();
    const qint64 now = estate.nowMs();
    const auto add = [&](const QByteArray &jwt, const QString &remark) {
        info.jwt = QString::fromLatin1(jwt);
        info.remark = remark;
        result.append(info);
    };
    if (info.method == "jwt"_L1) {
        add(provider.jwt(u"vault"_s, now, life), {});
        if (info.name != "operator"_L1)
            return;
        add(provider.jwt(u"vault"_s, now, -3600), u"expired"_s);
        add(provider.jwt(u"elsewhere"_s, now, life), u"wrong audience"_s);
        return;
    }
    add(provider.serviceAccountToken(u"vault"_s, u"switchover"_s, now, life), {});
    if (info.name != "operator"_L1)
        return;
    add(provider.serviceAccountToken(u"vault"_s, u"switchover"_s, now, -3600), u"expired"_s);
    add(provider.serviceAccountToken(u"default"_s, u"switchover"_s, now, life),
        u"wrong namespace"_s);
}

void addCertificates(QList<SignInInfo> &result, SignInInfo info,
                     const LabCertificates &certificates)
{
    const auto add = [&](const QString &client, const QString &remark) {
        const ClientCertificateFiles files = certificates.clients().value(client);
        info.certificateFile = files.certificateFile;
        info.keyFile = files.keyFile;
        info.remark = remark;
        result.append(info);
    };
    add(info.name, {});
    if (info.name != "operator"_L1)
        return;
    add(u"expired"_s, u"expired"_s);
    add(u"stranger"_s, u"unknown authority"_s);
}

} // namespace

QList<SignInInfo> listSignIns(const Estate &estate, const Cluster &cluster,
                              const LabCertificates &certificates)
{
    QList<SignInInfo> result;
    const SharedData &shared = cluster.storage.shared;
    for (auto it = shared.logins.begin(); it != shared.logins.end(); ++it) {
        const QString mount = mountOf(shared, it.key());
        if (mount.isEmpty())
            continue;
        QString nameSpace;
        for (const QString &candidate : shared.nameSpaces) {
            if (mount.startsWith(candidate) && candidate.size() > nameSpace.size())
                nameSpace = candidate;
        }
        const Login &login = it.value();
        SignInInfo info { .method = shared.authMounts.value(mount).type,
                          .mount = mount.mid(nameSpace.size()).chopped(1),
                          .nameSpace = nameSpace,
                          .name = it.key().section(u'/', -1),
                          .password = login.password,
                          .roleId = login.roleId,
                          .secretId = login.secretIds.value(0),
                          .remark = remarkOf(login) };
        if (const QByteArray seed = shared.totpSeeds.value(it.key()); !seed.isEmpty())
            info.totpSeed = totp::toBase32(seed);
        if (info.method == "jwt"_L1 || info.method == "kubernetes"_L1)
            addVouched(result, info, estate);
        else if (info.method == "cert"_L1)
            addCertificates(result, info, certificates);
        else
            result.append(info);
    }
    return result;
}

QByteArray writeSignIns(const QList<SignInInfo> &signIns)
{
    JsonWriter json;
    json.beginArray();
    for (const SignInInfo &info : signIns) {
        json.beginObject()
            .member("method"_L1, info.method)
            .member("mount"_L1, info.mount)
            .member("namespace"_L1, info.nameSpace)
            .member("name"_L1, info.name);
        const auto optional = [&json](QLatin1StringView name, const QString &value) {
            if (!value.isEmpty())
                json.member(name, value);
        };
        optional("password"_L1, info.password);
        optional("role_id"_L1, info.roleId);
        optional("secret_id"_L1, info.secretId);
        optional("jwt"_L1, info.jwt);
        optional("certificate_file"_L1, info.certificateFile);
        optional("key_file"_L1, info.keyFile);
        optional("totp_seed"_L1, info.totpSeed);
        optional("remark"_L1, info.remark);
        json.endObject();
    }
    json.endArray();
    return json.result();
}

} // namespace switchover::lab
