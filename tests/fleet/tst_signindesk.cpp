// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/signindesk.h"
#include "tests/fleet/desk.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/patience.h"

#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using namespace switchover::test;
using Answer = ScriptedVault::Answer;

namespace {

/// A keychain that is not there.
class BrokenCredentials final : public CredentialStore
{
public:
    void read(const ClusterId &, const QObject *context,
              std::function<void(Result<SecretString>)> done) override
    {
        QTimer::singleShot(0, context, [done] { done(Failure(error())); });
    }
    void write(const ClusterId &, SecretString, const QObject *context,
               std::function<void(Result<void>)> done) override
    {
        QTimer::singleShot(0, context, [done] { done(Failure(error())); });
    }
    void remove(const ClusterId &, const QObject *context,
                std::function<void(Result<void>)> done) override
    {
        QTimer::singleShot(0, context, [done] { done(Failure(error())); });
    }
    [[nodiscard]] bool isPersistent() const override { return true; }

private:
    static Error error()
    {
        return { .kind = Error::Kind::Keychain, .detail = u"no such service"_s };
    }
};

} // namespace

/// Tokens that outlive the program, and the keychain they are in.
class SignInDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void remembersATokenOnlyIfAsked()
    {
        Desk desk;
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, false) });
        QVERIFY(desk.registry.add(recordOf(u"amber"_s, server.address())));
        const ClusterId id { u"id-amber"_s };
        const auto saved = [&] {
            QByteArray token = "unread";
            const ClusterId key = SignInDesk::keyOf(*desk.registry.cluster(id));
            desk.credentials.read(key, this, [&token](Result<SecretString> secret) {
                token = secret ? secret->reveal().toByteArray() : "error";
            });
            (void)QTest::qWaitFor([&] { return token != "unread"; }, test::patience);
            return token;
        };
        auto fleet = desk.fleet();
        const auto signIn = [&](Fleet::Remember remember) {
            std::optional<bool> good;
            fleet->signIn(id, SecretString("hvs.kim"), remember, this,
                          [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
            (void)QTest::qWaitFor([&] { return good.has_value(); }, test::patience);
            return good.value_or(false);
        };
        QVERIFY(signIn(Fleet::Remember::No));
        QCOMPARE(saved(), QByteArray());
        QVERIFY(signIn(Fleet::Remember::Yes));
        QTRY_VERIFY(desk.registry.cluster(id)->rememberToken);
        QCOMPARE(saved(), QByteArray("hvs.kim"));
        QVERIFY(fleet->session(id)->hasToken());

        // The next start of the program.
        fleet = desk.fleet();
        fleet->start();
        QTRY_COMPARE(fleet->snapshot(id)->signIn, SignInState::SignedIn);

        fleet->signOut(id, ClusterSession::Revoke::No);
        QTRY_COMPARE(saved(), QByteArray());
        QVERIFY(!desk.registry.cluster(id)->rememberToken);
        QVERIFY(!desk.texts(Kind::Note).join(u'\n').contains("hvs.kim"_L1));
    }

    void aSavedTokenGoesToTheServersItWasGivenToOnly()
    {
        ScriptedVault known;
        ScriptedVault more;
        ScriptedVault stranger;
        for (ScriptedVault *server : { &known, &more, &stranger })
            server->say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, false) });
        MemoryCredentialStore keychain;
        ClusterRecord record = recordOf(u"amber"_s, known.address());
        const ClusterId id = record.identity.id;
        Desk desk;
        QVERIFY(desk.registry.add(record));
        auto fleet = desk.fleet(keychain);
        std::optional<bool> good;
        fleet->signIn(id, SecretString("hvs.kim"), Fleet::Remember::Yes, this,
                      [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
        QTRY_VERIFY(good.has_value());
        QTRY_VERIFY(desk.registry.cluster(id)->rememberToken);

        // A file that somebody else wrote, with the same id.
        ClusterRecord forged = *desk.registry.cluster(id);
        for (const bool isBesides : { false, true }) {
            forged.identity.address = isBesides ? known.address() : stranger.address();
            forged.moreAddresses = isBesides ? QStringList { stranger.address() } : QStringList();
            Desk other;
            QVERIFY(other.registry.add(forged));
            auto opened = other.fleet(keychain);
            opened->start();
            QTRY_VERIFY(opened->snapshot(id)->takenAt.isValid());
            QVERIFY(!opened->session(id)->hasToken());
        }
        QCOMPARE(stranger.count(lookupPath), 0);

        // A node more is no other cluster.
        record = *desk.registry.cluster(id);
        record.moreAddresses = { more.address() };
        QVERIFY(desk.registry.update(record));
        QByteArray saved;
        QTRY_VERIFY((keychain.read(SignInDesk::keyOf(record), this,
                                   [&saved](Result<SecretString> token) {
                                       if (token)
                                           saved = token->reveal().toByteArray();
                                   }),
                     saved == "hvs.kim"));

        record.identity.address = stranger.address();
        record.moreAddresses.clear();
        QVERIFY(desk.registry.update(record));
        fleet = desk.fleet(keychain);
        fleet->start();
        QTRY_VERIFY(fleet->snapshot(id)->takenAt.isValid());
        QVERIFY(!fleet->session(id)->hasToken());
        QCOMPARE(stranger.count(lookupPath), 0);
    }

    void aTokenThatIsRefusedIsForgottenOnDiskToo()
    {
        Desk desk;
        ScriptedVault server;
        server.say(lookupPath,
                   Answer { .status = 403, .body = ScriptedVault::errors("permission denied") });
        ClusterRecord record = recordOf(u"amber"_s, server.address());
        record.rememberToken = true;
        QVERIFY(desk.registry.add(record));
        desk.credentials.write(SignInDesk::keyOf(record), SecretString("hvs.dead"), this,
                               [](const Result<void> &) {});
        desk.usesTurned = true;
        auto fleet = desk.fleet();
        fleet->start();
        QTRY_VERIFY(fleet->snapshot(record.identity.id)->signInDoubtful);
        QVERIFY(desk.registry.cluster(record.identity.id)->rememberToken);
        desk.turned.advance(1min);
        fleet->refreshAll();
        QTRY_COMPARE(fleet->snapshot(record.identity.id)->signIn, SignInState::Refused);
        QTRY_VERIFY(!desk.registry.cluster(record.identity.id)->rememberToken);
        QVERIFY(desk.texts(Kind::Note).join(u'\n').contains("permission denied"_L1));
    }

    void aMissingKeychainIsANoteAndNoFailure()
    {
        Desk desk;
        BrokenCredentials broken;
        ScriptedVault server;
        server.say(lookupPath, Answer { .body = ScriptedVault::token("kim", 3600, false) });
        for (const QString &name : { u"amber"_s, u"basalt"_s, u"cobalt"_s }) {
            ClusterRecord record =
                recordOf(name,
                         QString(server.address())
                             .replace("127.0.0.1"_L1, u"127.0.0.%1"_s.arg(name.size())));
            record.rememberToken = true;
            record.identity.address =
                name == "amber"_L1 ? server.address() : record.identity.address;
            QVERIFY(desk.registry.add(record));
        }
        auto fleet = desk.fleet(broken);
        fleet->start();
        QTRY_COMPARE(desk.texts(Kind::Note).filter(u"could not be read"_s).size(),
                     1); // one keychain, one note
        std::optional<bool> good;
        fleet->signIn({ u"id-amber"_s }, SecretString("hvs.kim"), Fleet::Remember::Yes, this,
                      [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
        QTRY_VERIFY(good.has_value());
        QVERIFY(*good);
        QTRY_COMPARE(desk.texts(Kind::Note).filter(u"could not be saved"_s).size(), 1);
        QVERIFY(fleet->session({ u"id-amber"_s })->hasToken());
        QVERIFY(!desk.registry.cluster({ u"id-amber"_s })->rememberToken);
    }

    void signingInToAnUnknownClusterFails()
    {
        Desk desk;
        auto fleet = desk.fleet();
        std::optional<Error> error;
        fleet->signIn(
            { u"nobody"_s }, SecretString("x"), Fleet::Remember::No, this,
            [&error](const Result<TokenInfo> &info) { error = info ? Error {} : info.error(); });
        QVERIFY(!error);
        QTRY_VERIFY(error.has_value());
        QCOMPARE(error->kind, Error::Kind::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(SignInDeskTest)
#include "tst_signindesk.moc"
