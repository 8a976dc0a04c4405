// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/clustersession.h"

#include <QDateTime>
#include <QWidget>

class QLabel;
class QPushButton;

namespace switchover::ui {

class CopyLabel;
class ElidedLabel;
class EnvironmentStripe;
class MessageBar;
class Picture;
class Pill;
class SignInActions;
class StatusDot;

/// Top of a cluster's page: which cluster this is, how it is, and who we are to it.
class ClusterHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit ClusterHeader(QWidget *parent = nullptr);

    void show(const ClusterSnapshot &snapshot, const QDateTime &now);

signals:
    void refreshRequested();
    void signInRequested();
    void editRequested();
    void renewRequested();
    void signOutRequested(switchover::ClusterSession::Revoke revoke);

private:
    void showSeal(const ClusterSnapshot &snapshot);
    void showLeader(const ClusterSnapshot &snapshot);
    void showSignIn(const ClusterSnapshot &snapshot, const QDateTime &now);
    void showSignInNews(const ClusterSnapshot &snapshot, const QDateTime &now);
    void showFreshness(const ClusterSnapshot &snapshot, const QDateTime &now);

    EnvironmentStripe *m_stripe = nullptr;
    ElidedLabel *m_name = nullptr; ///< a long one must not make the window wider
    ElidedLabel *m_group = nullptr;
    QWidget *m_groupFact = nullptr;
    Picture *m_lookOnlyLock = nullptr;
    Pill *m_lookOnly = nullptr;
    CopyLabel *m_address = nullptr;
    QWidget *m_facts = nullptr;
    QLabel *m_version = nullptr;
    StatusDot *m_seal = nullptr;
    CopyLabel *m_leader = nullptr;
    QLabel *m_signIn = nullptr;
    StatusDot *m_freshness = nullptr;
    QPushButton *m_refresh = nullptr;
    QPushButton *m_signInButton = nullptr;
    SignInActions *m_signInActions = nullptr;
    MessageBar *m_signInNews = nullptr;
    bool m_newsOffersRenewal = false;
    QPushButton *m_edit = nullptr;
};

} // namespace switchover::ui
