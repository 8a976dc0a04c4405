// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/arguments.h"

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

QByteArray keyOf(QLatin1StringView name)
{
    return { name.data(), name.size() };
}

bool isPromotion(OperationId id)
{
    return id == OperationId::PerformancePromote || id == OperationId::DrPromote;
}

bool isUpdatePrimary(OperationId id)
{
    return id == OperationId::PerformanceUpdatePrimary || id == OperationId::DrUpdatePrimary;
}

} // namespace

void Arguments::set(QLatin1StringView name, Value value)
{
    m_values.insert_or_assign(keyOf(name), std::move(value));
}

void Arguments::setSecret(QLatin1StringView name, SecretString secret)
{
    m_secrets.insert_or_assign(keyOf(name), std::move(secret));
}

void Arguments::remove(QLatin1StringView name)
{
    m_values.erase(keyOf(name));
    m_secrets.erase(keyOf(name));
}

bool Arguments::has(QLatin1StringView name) const
{
    return m_values.contains(keyOf(name)) || m_secrets.contains(keyOf(name));
}

QString Arguments::text(QLatin1StringView name) const
{
    const Value *found = value(name);
    const QString *text = found ? std::get_if<QString>(found) : nullptr;
    return text ? *text : QString();
}

bool Arguments::isOn(QLatin1StringView name) const
{
    const Value *found = value(name);
    const bool *on = found ? std::get_if<bool>(found) : nullptr;
    return on && *on;
}

QStringList Arguments::texts(QLatin1StringView name) const
{
    const Value *found = value(name);
    const QStringList *list = found ? std::get_if<QStringList>(found) : nullptr;
    return list ? *list : QStringList();
}

const Arguments::Value *Arguments::value(QLatin1StringView name) const
{
    const auto found = m_values.find(keyOf(name));
    return found == m_values.end() ? nullptr : &found->second;
}

const SecretString *Arguments::secret(QLatin1StringView name) const
{
    const auto found = m_secrets.find(keyOf(name));
    return found == m_secrets.end() ? nullptr : &found->second;
}

Arguments Arguments::clone() const
{
    Arguments copy;
    copy.m_values = m_values;
    for (const auto &[name, secret] : m_secrets)
        copy.m_secrets.emplace(name, secret.clone());
    return copy;
}

bool forgetsPrimary(const Operation &operation, const Arguments &arguments)
{
    if (!isUpdatePrimary(operation.id))
        return false;
    const SecretString *token = arguments.secret("token"_L1);
    return token && token->isEmpty() && arguments.texts("update_primary_addrs"_L1).isEmpty();
}

Severity severityOf(const Operation &operation, const Arguments &arguments)
{
    if (isPromotion(operation.id) && arguments.isOn("force"_L1))
        return Severity::Destroys;
    if (forgetsPrimary(operation, arguments))
        return qMax(operation.severity, Severity::CutsOff);
    return operation.severity;
}

bool needsTypedName(const Operation &operation, const Arguments &arguments)
{
    return severityOf(operation, arguments) == Severity::Destroys;
}

} // namespace switchover
