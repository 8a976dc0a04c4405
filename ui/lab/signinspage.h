// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStandardItemModel;
class QTableView;

namespace switchover::ui {

class Card;
class CopyLabel;
class PushList;
class SignInCard;

/// How one can sign in to a simulated cluster: choose the method, then who, and copy what it takes.
class SignInsPage final : public QWidget
{
    Q_OBJECT

public:
    explicit SignInsPage(lab::Lab &lab, QWidget *parent = nullptr);

    void setCluster(const QString &name);
    void refresh();
    void tick(); ///< once a second while the lab is seen

signals:
    void failed(const QString &reason);
    void waitingChanged(int telephones);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildChoices();
    void buildRoleTokens();
    void load(const lab::ClusterInfo &info);
    void showPeople();
    void showChosen();
    void showRoleTokens(const lab::ClusterInfo &info);

    lab::Lab &m_lab;
    PushList *m_pushes = nullptr;
    QComboBox *m_cluster = nullptr;
    QComboBox *m_method = nullptr;
    QLabel *m_nobody = nullptr;
    QTableView *m_table = nullptr;
    QStandardItemModel *m_people = nullptr;
    SignInCard *m_card = nullptr;
    Card *m_tokens = nullptr;
    QList<CopyLabel *> m_tokenLabels;
    QList<lab::SignInInfo> m_signIns;
    QString m_loaded; ///< what m_signIns were read for
    int m_waiting = 0;
};

} // namespace switchover::ui
