// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/sealtable.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct SealTableText
{
    Q_DECLARE_TR_FUNCTIONS(SealTable)
};

} // namespace

SealKind sealKindOf(const std::optional<SealStatus> &seal)
{
    if (!seal)
        return SealKind::Unknown;
    if (seal->recoverySeal)
        return *seal->recoverySeal ? SealKind::Auto : SealKind::Shamir;
    if (seal->type.isEmpty())
        return SealKind::Unknown;
    return seal->type == "shamir"_L1 ? SealKind::Shamir : SealKind::Auto;
}

QString sealKindText(SealKind kind)
{
    switch (kind) {
    case SealKind::Shamir:
        return SealTableText::tr("Shamir");
    case SealKind::Auto:
        return SealTableText::tr("auto-unseal");
    case SealKind::Unknown:
        return SealTableText::tr("not known");
    }
    Q_UNREACHABLE();
}

QList<SealRow> sealTable()
{
    using enum SealKind;
    return {
        { Shamir, Shamir,
          SealTableText::tr(
              "The secondary unseals with the primary's unseal keys, as many shares and the "
              "same threshold."),
          true },
        { Shamir, Auto,
          SealTableText::tr(
              "The secondary's seal stays. Its recovery keys are the primary's unseal keys."),
          false },
        { Auto, Auto,
          SealTableText::tr(
              "The secondary's seal stays. Its recovery keys are the primary's recovery "
              "keys."),
          false },
        { Auto, Shamir,
          SealTableText::tr("The secondary unseals with the primary's recovery keys."), true },
    };
}

std::optional<qsizetype> sealRowOf(SealKind primary, SealKind secondary)
{
    const QList<SealRow> rows = sealTable();
    for (qsizetype index = 0; index < rows.size(); ++index) {
        if (rows.at(index).primary == primary && rows.at(index).secondary == secondary)
            return index;
    }
    return std::nullopt;
}

QString whoseKeys(SealKind primary, SealKind secondary, const QString &primaryName,
                  const QString &secondaryName)
{
    const QString name = primaryName.isEmpty()
        ? SealTableText::tr("the primary", "in place of its name")
        : primaryName;
    switch (secondary) {
    case SealKind::Auto:
        return SealTableText::tr(
                   "%1 unseals itself: no shares are needed. A node that stays sealed has to "
                   "be restarted, or cannot reach its key service.")
            .arg(secondaryName);
    case SealKind::Unknown:
        return SealTableText::tr("How %1 is sealed is not known yet.").arg(secondaryName);
    case SealKind::Shamir:
        break;
    }
    switch (primary) {
    case SealKind::Shamir:
        return SealTableText::tr(
                   "Needed are unseal key shares of %1. The shares %2 had before it was "
                   "enabled open nothing any more.")
            .arg(name, secondaryName);
    case SealKind::Auto:
        return SealTableText::tr(
                   "Needed are recovery key shares of %1: it unseals itself, and its recovery "
                   "keys became the unseal keys of %2.")
            .arg(name, secondaryName);
    case SealKind::Unknown:
        break;
    }
    return SealTableText::tr(
               "Needed are shares of the keys of %1: its unseal keys, or its recovery keys if "
               "it unseals itself. The shares %2 had before it was enabled open nothing any "
               "more.")
        .arg(name, secondaryName);
}

} // namespace switchover
