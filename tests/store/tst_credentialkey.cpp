// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/credentialkey.h"

#include <QTest>

#include <functional>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

using Change = std::function<void(ClusterRecord &)>;

ClusterRecord sample()
{
    ClusterRecord record;
    record.identity = { .id = { u"id-1"_s },
                        .name = u"amber"_s,
                        .group = u"eu"_s,
                        .address = u"https://a.example:8200"_s };
    record.moreAddresses = { u"https://b.example:8200"_s, u"https://c.example:8200"_s };
    return record;
}

} // namespace

class TestCredentialKey final : public QObject
{
    Q_OBJECT

private slots:
    void aCredentialIsFoundAgainOnlyByWhomItWasGivenTo_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<bool>("isSame");
        const auto row = [](const char *name, bool isSame, Change change) {
            QTest::addRow("%s", name) << std::move(change) << isSame;
        };
        row("nothing", true, [](ClusterRecord &) {});
        row("what it is called", true, [](ClusterRecord &record) {
            record.identity.name = u"other"_s;
            record.identity.group = u"us"_s;
            record.note = u"n"_s;
        });
        row("how it is used", true, [](ClusterRecord &record) {
            record.lookOnly = true;
            record.rememberToken = true;
            record.pollSeconds = 60;
        });
        row("the order of addresses", true, [](ClusterRecord &record) {
            std::swap(record.identity.address, record.moreAddresses[1]);
        });
        row("another cluster", false,
            [](ClusterRecord &record) { record.identity.id.value = u"id-2"_s; });
        row("another address", false,
            [](ClusterRecord &record) { record.identity.address = u"https://evil.example"_s; });
        row("an address more", false,
            [](ClusterRecord &record) { record.moreAddresses += u"https://evil.example"_s; });
        row("an address less", false,
            [](ClusterRecord &record) { record.moreAddresses.removeLast(); });
        row("TLS left", false,
            [](ClusterRecord &record) { record.identity.address = u"http://a.example:8200"_s; });
        row("a CA of its own", false, [](ClusterRecord &record) { record.caPem = "PEM"; });
        row("a CA file", false, [](ClusterRecord &record) { record.caFile = u"/etc/ca.pem"_s; });
        row("a CA folder", false, [](ClusterRecord &record) { record.caFolder = u"/etc/ca"_s; });
        row("a pin", false, [](ClusterRecord &record) { record.pinnedCertificates = { u"AB"_s }; });
        row("a proxy", false,
            [](ClusterRecord &record) { record.proxy = u"http://evil.example:1"_s; });
        row("a client certificate, which is shown and not trusted", true,
            [](ClusterRecord &record) { record.clientCertificateFile = u"/me.pem"_s; });
        row("a server name", false,
            [](ClusterRecord &record) { record.tlsServerName = u"evil.example"_s; });
    }

    void aCredentialIsFoundAgainOnlyByWhomItWasGivenTo()
    {
        QFETCH(Change, change);
        QFETCH(bool, isSame);
        ClusterRecord changed = sample();
        change(changed);
        QCOMPARE(credentialKey(changed) == credentialKey(sample()), isSame);
    }

    void eachPartOfTheTrustCountsForItself()
    {
        const auto key = [](const QString &file, const QByteArray &pem, const QString &name) {
            ClusterRecord record = sample();
            record.caFile = file;
            record.caPem = pem;
            record.tlsServerName = name;
            return credentialKey(record).value;
        };
        const QSet<QString> keys {
            key({}, {}, {}),         key(u"a"_s, {}, {}),  key({}, "a", {}),    key({}, {}, u"a"_s),
            key(u"a"_s, {}, u"a"_s), key({}, "a", u"a"_s), key(u"b"_s, {}, {}), key({}, "b", {}),
        };
        QCOMPARE(keys.size(), 8);
        QCOMPARE(key(u"a"_s, "b", {}), key(u"a"_s, {}, {})); // the file wins
        QCOMPARE(key({}, {}, u"A.example"_s), key({}, {}, u"a.EXAMPLE"_s));
    }

    void theKeyTellsNothingButTheId()
    {
        ClusterRecord record = sample();
        record.note = u"hush"_s;
        const QString key = credentialKey(record).value;
        QVERIFY(key.startsWith(u"id-1 "));
        QVERIFY(!key.contains(u"example"));
    }
};

QTEST_GUILESS_MAIN(TestCredentialKey)
#include "tst_credentialkey.moc"
