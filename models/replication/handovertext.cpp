// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What handover.h found, in sentences.
#include "models/replication/handover.h"
#include "models/replication/primaryevidence.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct HandoverWords
{
    Q_DECLARE_TR_FUNCTIONS(Handover)
};

QString grouped(quint64 number)
{
    return QLocale().toString(qulonglong(number));
}

QString walText(const std::optional<quint64> &number)
{
    return number ? grouped(*number) : HandoverWords::tr("unknown", "a WAL number");
}

QString timeOfReading(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

QString standingVerdict(const SecondaryStanding &standing)
{
    switch (standing.standing) {
    case Standing::Level:
        return HandoverWords::tr("%1 is level.").arg(standing.name);
    case Standing::Behind:
        if (standing.wals && *standing.wals > 0)
            return HandoverWords::tr("%1 is %n WAL(s) behind.", nullptr,
                                     int(qMin<quint64>(*standing.wals, 2000000000)))
                .arg(standing.name);
        return standing.timeBehind ? HandoverWords::tr("%1 is %2 behind.", "cluster, 250 s")
                                         .arg(standing.name, ageText(*standing.timeBehind))
                                   : HandoverWords::tr("%1 is behind.").arg(standing.name);
    case Standing::Unknown:
        return HandoverWords::tr("%1: it is unknown how far behind it is.").arg(standing.name);
    }
    Q_UNREACHABLE();
}

} // namespace

QString lossVerdict(const PromotionLoss &loss)
{
    using Verdict = PromotionLoss::Verdict;
    switch (loss.verdict) {
    case Verdict::NoFormerPrimary:
        return HandoverWords::tr("It is unknown what %1 lacks: no registered cluster was its "
                                 "primary since Switchover started.")
            .arg(loss.name);
    case Verdict::Itself:
        return HandoverWords::tr("%1 was the last primary itself. Nothing is lost.").arg(loss.name);
    case Verdict::Level:
        return HandoverWords::tr("%1 is level with %2: their Merkle roots are equal.")
            .arg(loss.name, loss.formerName);
    case Verdict::UpToReading:
        return HandoverWords::tr("%1 has all that %2 had written when it was last read as primary, "
                                 "%3. Later writes are unknown.")
            .arg(loss.name, loss.formerName, timeOfReading(loss.readAt));
    case Verdict::Lost:
        return HandoverWords::tr(
                   "%1 lacks at least %n WAL(s) that %2 had written by %3. (It is|They are) "
                   "lost if you promote it.",
                   nullptr, int(qMin<quint64>(*loss.wals, 2000000000)))
            .arg(loss.name, loss.formerName, timeOfReading(loss.readAt));
    case Verdict::Unknown:
        return HandoverWords::tr("It is unknown what %1 lacks of the writes of %2. %3")
            .arg(loss.name, loss.formerName, loss.whyUnknown);
    }
    Q_UNREACHABLE();
}

QString standingText(const SecondaryStanding &standing)
{
    QStringList sentences { standingVerdict(standing) };
    if (!standing.whyUnknown.isEmpty())
        sentences.append(standing.whyUnknown);
    if (standing.primaryWal || standing.remoteWal)
        sentences.append(HandoverWords::tr("Last remote WAL %1, the primary's last WAL %2.")
                             .arg(walText(standing.remoteWal), walText(standing.primaryWal)));
    sentences.append(!standing.rootsEqual       ? HandoverWords::tr("Merkle roots not compared.")
                         : *standing.rootsEqual ? HandoverWords::tr("Merkle roots equal.")
                                                : HandoverWords::tr("Merkle roots different."));
    const bool saysTime = standing.standing == Standing::Behind && !standing.wals;
    if (standing.timeBehind && !saysTime)
        sentences.append(HandoverWords::tr("The newest write that it received is %1 old.")
                             .arg(ageText(*standing.timeBehind)));
    sentences.append(!standing.isConnected       ? HandoverWords::tr("Connection unknown.")
                         : *standing.isConnected ? HandoverWords::tr("Connected.")
                                                 : HandoverWords::tr("Not connected."));
    sentences.append(
        standing.heartbeatAge
            ? HandoverWords::tr("Last heartbeat %1 ago.").arg(ageText(*standing.heartbeatAge))
            : HandoverWords::tr("Last heartbeat unknown."));
    return sentences.join(u' ');
}

QString lossText(const PromotionLoss &loss)
{
    using Verdict = PromotionLoss::Verdict;
    QStringList sentences { lossVerdict(loss) };
    if (loss.verdict == Verdict::NoFormerPrimary || loss.verdict == Verdict::Itself)
        return sentences.join(u' ');
    sentences.append(HandoverWords::tr("Last remote WAL %1, last WAL of %2 %3.",
                                       "number, former primary, number")
                         .arg(walText(loss.remoteWal), loss.formerName, walText(loss.primaryWal)));
    if (loss.verdict != Verdict::Level)
        sentences.append(!loss.rootsEqual       ? HandoverWords::tr("Merkle roots not compared.")
                             : *loss.rootsEqual ? HandoverWords::tr("Merkle roots equal.")
                                                : HandoverWords::tr("Merkle roots different."));
    return sentences.join(u' ');
}

} // namespace switchover
