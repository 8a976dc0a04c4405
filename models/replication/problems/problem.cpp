// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems/problem.h"

#include <QUrl>

#include <tuple>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

auto tied(const ProblemKey &key)
{
    return std::tie(key.detector, key.cluster, key.set, key.type, key.peer, key.isRest);
}

QString encoded(const QString &part)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(part));
}

} // namespace

QString wireName(ProblemSeverity severity)
{
    switch (severity) {
    case ProblemSeverity::Info:
        return u"info"_s;
    case ProblemSeverity::Attention:
        return u"attention"_s;
    case ProblemSeverity::Danger:
        return u"danger"_s;
    }
    Q_UNREACHABLE();
}

QString ProblemKey::wireForm() const
{
    QStringList parts { encoded(detector),
                        cluster.isValid() ? u"cluster:"_s + encoded(cluster.value)
                                          : u"set:"_s + encoded(set),
                        type ? wireName(*type) : QString(), encoded(peer) };
    // A rule of one cluster may concern one of its sets, too.
    if (cluster.isValid() && !set.isEmpty())
        parts.append(u"set:"_s + encoded(set));
    if (isRest)
        parts.append(u"rest"_s);
    return parts.join(u'/');
}

bool operator<(const ProblemKey &left, const ProblemKey &right)
{
    return tied(left) < tied(right);
}

size_t qHash(const ProblemKey &key, size_t seed)
{
    return qHashMulti(seed, key.detector, key.cluster, key.set, key.type ? int(*key.type) : -1,
                      key.peer, key.isRest);
}

} // namespace switchover
