// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "ui/settings/linkopener.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <unistd.h>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

const QUrl webPage(u"https://id.example.com/authorize?state=st_abc123&nonce=n_456"_s);

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArrayList loggedLines;

void keep(QtMsgType, const QMessageLogContext &, const QString &text)
{
    loggedLines.append(text.toUtf8());
}

/// What this process and those it starts write to stderr, and what goes to Qt's log.
class Ear
{
public:
    explicit Ear(const QString &file)
        : m_before(dup(STDERR_FILENO))
    {
        QFile sink(file);
        if (sink.open(QIODevice::WriteOnly))
            dup2(sink.handle(), STDERR_FILENO);
        loggedLines.clear();
        m_handler = qInstallMessageHandler(keep);
    }
    ~Ear()
    {
        qInstallMessageHandler(m_handler);
        dup2(m_before, STDERR_FILENO);
        close(m_before);
    }
    Q_DISABLE_COPY_MOVE(Ear)

private:
    int m_before;
    QtMessageHandler m_handler = nullptr;
};

} // namespace

/// Opening a link without telling it to anybody but the browser.
class TestLinkOpener : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QByteArray m_path = qgetenv("PATH");

    void installOpener(const QByteArray &script)
    {
        QFile file(m_folder.filePath(u"xdg-open"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + script);
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

private slots:
    void init() { qputenv("PATH", m_folder.path().toUtf8()); }
    void cleanup()
    {
        qputenv("PATH", m_path);
        QFile::remove(m_folder.filePath(u"xdg-open"_s));
    }

    void theOpenerGetsTheLinkAndNobodyElse()
    {
        // As xdg-open does where it knows no browser.
        installOpener("echo \"no method available for opening '$1'\" >&2\n"
                      "echo \"$1\"\n"
                      "printf '%s' \"$1\" > \"${0%/*}/part\" && PATH=/usr/bin:/bin mv "
                      "\"${0%/*}/part\" \"${0%/*}/got\"\n");
        {
            const Ear ear(m_folder.filePath(u"stderr"_s));
            QVERIFY(ui::openInBrowser(webPage));
            QTRY_COMPARE(contentOf(m_folder.filePath(u"got"_s)), webPage.toEncoded());
        }
        QCOMPARE(contentOf(m_folder.filePath(u"stderr"_s)), QByteArray());
        QCOMPARE(loggedLines, QByteArrayList());
    }

    void withoutAnOpenerItSaysSoInSilence()
    {
        {
            const Ear ear(m_folder.filePath(u"stderr"_s));
            QVERIFY(!ui::openInBrowser(webPage));
        }
        QCOMPARE(contentOf(m_folder.filePath(u"stderr"_s)), QByteArray());
        QCOMPARE(loggedLines, QByteArrayList());
    }

    void onlyWebPagesAreOpened_data()
    {
        QTest::addColumn<QUrl>("url");
        QTest::newRow("a file") << QUrl(u"file:///etc/passwd"_s);
        QTest::newRow("a program's own scheme") << QUrl(u"ssh://host"_s);
        QTest::newRow("nothing") << QUrl();
        QTest::newRow("another host behind a user")
            << QUrl(u"https://id.example.com@evil.example/"_s);
        QTest::newRow("readable on the way") << QUrl(u"http://id.example.com/"_s);
    }
    void onlyWebPagesAreOpened()
    {
        QFETCH(QUrl, url);
        installOpener(":\n");
        QVERIFY(!ui::openInBrowser(url));
    }
};

QTEST_GUILESS_MAIN(TestLinkOpener)
#include "tst_linkopener.moc"
