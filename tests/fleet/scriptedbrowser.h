// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QObject>
#include <QUrl>

namespace switchover::test {

/// Follows a link to the lab's identity provider and back, as a browser does.
class ScriptedBrowser final : public QObject
{
    Q_OBJECT

public:
    /// `person` "" denies.
    void visit(const QUrl &link, const QString &person)
    {
        m_person = person;
        open(link);
    }
    /// Where the identity provider would send the browser; it does not go there.
    void visitButStay(const QUrl &link, const QString &person)
    {
        m_stay = true;
        visit(link, person);
    }
    [[nodiscard]] QUrl wouldGoTo() const { return m_wouldGoTo; }
    [[nodiscard]] QByteArray page() const { return m_page; }
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] bool foundNobody() const { return m_foundNobody; }
    void open(const QUrl &link)
    {
        QNetworkRequest request(link);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::ManualRedirectPolicy);
        QNetworkReply *reply = m_network.get(request);
        connect(reply, &QNetworkReply::finished, this, [this, reply] { arrived(reply); });
    }

private:
    void arrived(QNetworkReply *reply)
    {
        reply->deleteLater();
        m_status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        m_foundNobody = reply->error() == QNetworkReply::ConnectionRefusedError;
        m_page = reply->readAll();
        const QUrl next = reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
        if (next.isValid() && m_stay) {
            m_wouldGoTo = next;
            return;
        }
        if (next.isValid()) {
            open(next);
            return;
        }
        // The provider's page: "/decide?visit=…&amp;person=alice"
        const qsizetype at = m_page.indexOf("/decide?visit=");
        if (at < 0)
            return;
        const QByteArray visit = m_page.mid(at + 14, m_page.indexOf('&', at) - at - 14);
        QUrl decision = reply->url().resolved(
            QUrl(QStringLiteral("/decide?visit=") + QString::fromLatin1(visit)));
        if (!m_person.isEmpty())
            decision.setQuery(decision.query() + QStringLiteral("&person=") + m_person);
        open(decision);
    }

    QNetworkAccessManager m_network;
    QString m_person;
    QUrl m_wouldGoTo;
    QByteArray m_page;
    int m_status = 0;
    bool m_foundNobody = false;
    bool m_stay = false;
};

} // namespace switchover::test
