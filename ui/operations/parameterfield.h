// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/arguments.h"
#include "models/replication/operation.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace switchover {
class Clock;
}

namespace switchover::ui {

class OperationCenter;
struct Services;

/// What fields may know about the cluster they are for.
struct FieldContext
{
    Services &services;
    const Clock &clock;
    OperationCenter &center;
    ClusterId cluster;
    QString clusterName;
    QStringList knownSecondaries; ///< offered where an id is asked for
    std::optional<ReplicationType> type;
    OperationId operation {};
};

/// The form field of one catalogue parameter: label, input, help, and what is wrong with it.
/// The input is named "parameter.<wire name>".
class ParameterField : public QWidget
{
    Q_OBJECT

public:
    static ParameterField *create(const Parameter &parameter, const FieldContext &context,
                                  QWidget *parent);

    [[nodiscard]] const Parameter &parameter() const { return m_parameter; }
    /// Adds the value; nothing if the field was left as the server's default.
    virtual void writeTo(Arguments &arguments) const = 0;
    virtual void readFrom(const Arguments &arguments) = 0;
    [[nodiscard]] virtual bool isBlank() const = 0;
    /// Something was entered here or left by the user: problems may now be shown.
    [[nodiscard]] bool isTouched() const { return m_touched; }
    void setTouched() { m_touched = true; }

    void setError(const QString &error); ///< "" takes it away
    [[nodiscard]] QString error() const;
    void setRequired(bool required); ///< beyond what the catalogue says

signals:
    void changed();

protected:
    ParameterField(const Parameter &parameter, const FieldContext &context, QWidget *parent);
    /// Puts the input below the label and names it.
    void setInput(QWidget *input);
    void addAbove(QWidget *widget);  ///< between label and input
    void addBeside(QWidget *widget); ///< right of the input
    void addBelow(QWidget *widget);  ///< between input and help
    void hideLabel();
    void touchAndTell();

private:
    const Parameter &m_parameter; // catalogue rows live as long as the program
    bool m_touched = false;
    QLabel *m_label = nullptr;
    QLabel *m_required = nullptr;
    QHBoxLayout *m_inputRow = nullptr;
    QWidget *m_below = nullptr;
    QLabel *m_help = nullptr;
    QLabel *m_error = nullptr;
};

/// "default 30m", or "" if the server takes nothing.
[[nodiscard]] QString defaultHint(const Parameter &parameter);

} // namespace switchover::ui
