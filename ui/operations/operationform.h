// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/arguments.h"
#include "models/replication/filtereffect.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"

#include <QList>
#include <QWidget>

#include <optional>

class QCheckBox;
class QVBoxLayout;

namespace switchover::ui {

class ActivationChecksView;
class ActivationTokenField;
class FilterPanel;
class MountPathsField;
class OperationCenter;
class ParameterField;
struct FieldContext;

/// The fields of one operation, made from its catalogue row, with live checking.
class OperationForm final : public QWidget
{
    Q_OBJECT

public:
    OperationForm(const Operation &operation, const ClusterSnapshot &snapshot,
                  const FieldContext &context, QWidget *parent = nullptr);

    void fill(const Arguments &arguments);
    [[nodiscard]] Arguments arguments() const;
    /// The filter to save before a performance token is minted, if the user wants one.
    struct Filter
    {
        OperationId operation = OperationId::PathsFilterWrite;
        Arguments arguments;
    };
    [[nodiscard]] std::optional<Filter> filter() const;
    /// What would become of the stored filter of the secondary, by the operation's own values or
    /// those of filter(). nullopt: nothing, or what is stored is not settled yet.
    [[nodiscard]] std::optional<FilterChange> filterChange() const;
    /// Below the fields: above them they would move what is being clicked.
    void showFilterDangers(const QStringList &sentences);
    /// The user wants to use a generated DR operation token again.
    [[nodiscard]] bool keepsOperationToken() const;

    /// Checks everything and shows what is wrong beside the fields the user was in. Returns the
    /// first problem, "" if there is none.
    QString check(const ClusterSnapshot &snapshot);
    void showAllProblems();
    [[nodiscard]] bool hasFields() const { return !m_fields.isEmpty(); }
    void focusFirst();

signals:
    void changed();

private:
    void addFields(const Operation &operation, const FieldContext &context, bool legacy);
    void addFilter(const ClusterSnapshot &snapshot, const FieldContext &context);
    void addTokenChecks(const FieldContext &context);
    void showTokenChecks();
    void addFilterPanel(const FieldContext &context);
    void showFilter();
    void takeFilter(const PathFilter &filter);
    void setFilterFields(const PathFilter &filter);
    void startFromStored();
    void noteFilterEdit();
    [[nodiscard]] std::optional<PathFilter> wantedFilter() const;
    [[nodiscard]] QString filterFault() const;
    [[nodiscard]] QString secondaryId() const;
    [[nodiscard]] ParameterField *field(QLatin1StringView name) const;
    /// What validate() cannot know: the name of the field at fault and what is wrong with it.
    struct Fault
    {
        QLatin1StringView field;
        QString text;
    };
    [[nodiscard]] std::optional<Fault> refusedValue(const ClusterSnapshot &snapshot) const;
    [[nodiscard]] std::optional<Fault> tokenFault() const;
    [[nodiscard]] std::optional<Fault> idFault() const;
    [[nodiscard]] QString idAdvice(const QString &id) const; ///< hinders nothing
    /// The first problem of all, and whether it is shown before the user was in the field.
    struct Verdict
    {
        QString field;
        QString text;
        bool isUrgent = false;
    };
    [[nodiscard]] Verdict judge(const ClusterSnapshot &snapshot) const;

    const Operation &m_operation;
    QList<ParameterField *> m_fields;
    QList<ParameterField *> m_filterFields;
    std::optional<OperationId> m_filterOperation;
    QCheckBox *m_limit = nullptr;
    MountPathsField *m_paths = nullptr;
    FilterPanel *m_filterPanel = nullptr;
    QString m_startedFor;        ///< the id whose stored filter the fields began with
    QString m_givenFor;          ///< the id that came with a filter to begin with
    bool m_filterEdited = false; ///< by the user, since the fields were filled
    bool m_fillingFilter = false;
    ActivationTokenField *m_token = nullptr;
    ActivationChecksView *m_checks = nullptr; ///< of the token
    OperationCenter &m_center;
    QVBoxLayout *m_layout = nullptr;
};

} // namespace switchover::ui
