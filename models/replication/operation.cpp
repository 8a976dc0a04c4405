// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/operation.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

QString translated(const char *source)
{
    return source && *source ? QCoreApplication::translate("Catalogue", source) : QString();
}

QStringList translatedLines(const char *source)
{
    return translated(source).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

QString Parameter::labelText() const
{
    return translated(label);
}

QString Parameter::helpText() const
{
    return translated(help);
}

QStringList Parameter::choiceList() const
{
    return QString::fromLatin1(choices).split(u',', Qt::SkipEmptyParts);
}

bool Parameter::isSecret() const
{
    switch (type) {
    case Type::Secret:
    case Type::ActivationToken:
    case Type::DrOperationToken:
    case Type::KeyShare:
        return true;
    case Type::Text:
    case Type::Duration:
    case Type::Boolean:
    case Type::TextList:
    case Type::Choice:
    case Type::Address:
    case Type::ClusterAddress:
    case Type::ServerPath:
    case Type::SecondaryId:
    case Type::MountPaths:
    case Type::PublicKey:
        return false;
    }
    Q_UNREACHABLE();
}

QString Operation::verbText() const
{
    return translated(verb);
}

QString Operation::titleText() const
{
    return translated(title);
}

QString Operation::summaryText() const
{
    return translated(summary);
}

QStringList Operation::consequences() const
{
    return translatedLines(before);
}

QStringList Operation::followUps() const
{
    return translatedLines(after);
}

const Parameter *Operation::parameter(QLatin1StringView name) const
{
    const auto found = std::ranges::find(parameters, name, &Parameter::name);
    return found == parameters.end() ? nullptr : &*found;
}

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Looks:
        return QCoreApplication::translate("Catalogue", "Only looks. Nothing changes.");
    case Severity::Changes:
        return QCoreApplication::translate("Catalogue",
                                           "Changes a setting. It can be changed back.");
    case Severity::Interrupts:
        return QCoreApplication::translate("Catalogue",
                                           "Interrupts. The cluster may not answer for a while.");
    case Severity::CutsOff:
        return QCoreApplication::translate(
            "Catalogue", "Cuts off. A role or a connection that others depend on ends.");
    case Severity::Destroys:
        return QCoreApplication::translate(
            "Catalogue",
            "Destroys. Data or the cluster's place in its replication set is lost for good.");
    }
    Q_UNREACHABLE();
}

QByteArray wireName(HttpMethod method)
{
    switch (method) {
    case HttpMethod::Get:
        return "GET"_ba;
    case HttpMethod::Post:
        return "POST"_ba;
    case HttpMethod::Delete:
        return "DELETE"_ba;
    }
    Q_UNREACHABLE();
}

} // namespace switchover
