// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Second factors: the login in two phases, in one, and what can go wrong with either.
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestConformanceMfa final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;
    Cluster m_cluster;

    void start(const QString &version = u"1.21.0+ent"_s, double tempo = 40)
    {
        m_bed =
            std::make_unique<Bed>(u"fresh-pair"_s, Options { .tempo = tempo, .version = version });
        QVERIFY(m_bed->start());
        m_cluster = m_bed->at(0);
    }
    Reply signIn(const QString &user, const Headers &headers = {}) const
    {
        return m_cluster.send({ .method = "POST",
                                .path = u"auth/userpass/login/"_s + user,
                                .body = compact({ { u"password"_s, user } }),
                                .headers = headers });
    }
    static QJsonObject requirement(const Reply &reply)
    {
        return reply.json().value("auth"_L1).toObject().value("mfa_requirement"_L1).toObject();
    }
    /// The methods of an enforcement: type → id.
    static QMap<QString, QString> methodsOf(const QJsonObject &requirement,
                                            const QString &enforcement)
    {
        QMap<QString, QString> result;
        const QJsonArray any = requirement.value("mfa_constraints"_L1)
                                   .toObject()
                                   .value(enforcement)
                                   .toObject()
                                   .value("any"_L1)
                                   .toArray();
        for (const QJsonValue &method : any)
            result.insert(method.toObject().value("type"_L1).toString(),
                          method.toObject().value("id"_L1).toString());
        return result;
    }
    Reply validate(const QString &request, const QJsonObject &payload) const
    {
        return m_cluster.openPost(
            u"sys/mfa/validate"_s,
            { { u"mfa_request_id"_s, request }, { u"mfa_payload"_s, payload } });
    }
    static QJsonArray values(const QString &value) { return { value }; }
    static QString requestId(const Reply &reply)
    {
        return requirement(reply).value("mfa_request_id"_L1).toString();
    }
    static bool isSignedIn(const Reply &reply)
    {
        return reply.status == 200
            && !reply.json()
                    .value("auth"_L1)
                    .toObject()
                    .value("client_token"_L1)
                    .toString()
                    .isEmpty();
    }
    QString code(const QString &user) const
    {
        const QList<SignInInfo> all = m_bed->lab().signIns(m_cluster.name());
        for (const SignInInfo &info : all) {
            if (info.mount == "userpass"_L1 && info.name == user)
                return m_bed->lab().totpCode(info.totpSeed);
        }
        return {};
    }
    /// A code that is wrong for certain.
    QString wrongCode(const QString &user) const
    {
        return QString::number((code(user).toInt() + 271828) % 1000000).rightJustified(6, u'0');
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void theFirstPhaseAsksForTheSecond()
    {
        start();
        const Reply reply = signIn(u"totp"_s);
        QCOMPARE(reply.status, 200);
        const QJsonObject auth = reply.json().value("auth"_L1).toObject();
        QCOMPARE(auth.value("client_token"_L1), QJsonValue(QString()));
        const QJsonObject asked = requirement(reply);
        QVERIFY(!asked.value("mfa_request_id"_L1).toString().isEmpty());
        const QJsonObject method = asked.value("mfa_constraints"_L1)
                                       .toObject()
                                       .value("lab-totp"_L1)
                                       .toObject()
                                       .value("any"_L1)
                                       .toArray()
                                       .at(0)
                                       .toObject();
        QCOMPARE(method.value("type"_L1), QJsonValue(u"totp"_s));
        QCOMPARE(method.value("uses_passcode"_L1), QJsonValue(true));
        QVERIFY(!method.value("id"_L1).toString().isEmpty());
        QVERIFY(!reply.warnings().isEmpty());
    }

    void theRightCodeSignsIn_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<bool>("byName");
        QTest::addColumn<bool>("good");
        QTest::newRow("1.21") << u"1.21.0+ent"_s << QString() << false << true;
        QTest::newRow("with prefix") << u"1.21.0+ent"_s << u"passcode="_s << false << true;
        QTest::newRow("by the method's name") << u"1.13.0+ent"_s << QString() << true << true;
        QTest::newRow("names are new in 1.13") << u"1.12.0+ent"_s << QString() << true << false;
        QTest::newRow("1.10") << u"1.10.0+ent"_s << QString() << false << true;
    }
    void theRightCodeSignsIn()
    {
        QFETCH(QString, version);
        QFETCH(QString, prefix);
        QFETCH(bool, byName);
        QFETCH(bool, good);
        start(version);
        const Reply first = signIn(u"totp"_s);
        const QString id = methodsOf(requirement(first), u"lab-totp"_s).value(u"totp"_s);
        const Reply second =
            validate(requestId(first),
                     { { byName ? u"lab-totp"_s : id, values(prefix + code(u"totp"_s)) } });
        QVERIFY2(isSignedIn(second) == good, second.text().constData());
        if (!good)
            QCOMPARE(second.status, 403);
    }

    void aWrongCodeIsRefusedAndMayBeCorrected()
    {
        start();
        const Reply first = signIn(u"totp"_s);
        const QString id = methodsOf(requirement(first), u"lab-totp"_s).value(u"totp"_s);
        const Reply wrong = validate(requestId(first), { { id, values(wrongCode(u"totp"_s)) } });
        QCOMPARE(wrong.status, 403);
        QVERIFY(wrong.errors().value(0).contains("failed to satisfy enforcement lab-totp"_L1));
        QVERIFY(wrong.errors().value(0).contains("failed to validate TOTP passcode"_L1));
        QVERIFY(isSignedIn(validate(requestId(first), { { id, values(code(u"totp"_s)) } })));
        // Done is done.
        const Reply again = validate(requestId(first), { { id, values(code(u"totp"_s)) } });
        QCOMPARE(again.status, 403);
        QVERIFY(again.errors().value(0).contains("invalid request ID"_L1));
    }

    void aCodeIsGoodOnce()
    {
        start();
        const QString used = code(u"totp"_s);
        Reply first = signIn(u"totp"_s);
        const QString id = methodsOf(requirement(first), u"lab-totp"_s).value(u"totp"_s);
        QVERIFY(isSignedIn(validate(requestId(first), { { id, values(used) } })));
        first = signIn(u"totp"_s);
        const Reply second = validate(requestId(first), { { id, values(used) } });
        QCOMPARE(second.status, 403);
        QVERIFY(
            second.errors().value(0).contains("code already used; new code is available in"_L1));
    }

    void tooManyCodesHaveToWait()
    {
        start();
        const Reply first = signIn(u"totp"_s);
        const QString id = methodsOf(requirement(first), u"lab-totp"_s).value(u"totp"_s);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(validate(requestId(first), { { id, values(wrongCode(u"totp"_s)) } }).status,
                     403);
        const Reply sixth = validate(requestId(first), { { id, values(code(u"totp"_s)) } });
        QCOMPARE(sixth.status, 403);
        QVERIFY(sixth.errors().value(0).contains(
            "maximum TOTP validation attempts 6 exceeded the allowed attempts 5"_L1));
        m_bed->lab().advanceClock(31s);
        QVERIFY(isSignedIn(validate(requestId(first), { { id, values(code(u"totp"_s)) } })));
    }

    void theRequestIsKeptFiveMinutes()
    {
        start();
        const Reply first = signIn(u"totp"_s);
        const QString id = methodsOf(requirement(first), u"lab-totp"_s).value(u"totp"_s);
        m_bed->lab().advanceClock(301s);
        QCOMPARE(validate(requestId(first), { { id, values(code(u"totp"_s)) } }).status, 403);
        QCOMPARE(validate(u"nothing"_s, {}).status, 403);
    }

    void aPushBlocksUntilItIsAnswered_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<bool>("good");
        QTest::newRow("approves") << u"push"_s << true;
        QTest::newRow("denies") << u"push-denied"_s << false;
        QTest::newRow("does not answer") << u"push-silent"_s << false;
    }
    void aPushBlocksUntilItIsAnswered()
    {
        QFETCH(QString, user);
        QFETCH(bool, good);
        start();
        const Reply first = signIn(user);
        const QString id = methodsOf(requirement(first), u"lab-push"_s).value(u"duo"_s);
        QVERIFY(!id.isEmpty());
        const Reply second = validate(requestId(first), { { id, values(QString()) } });
        QVERIFY2(isSignedIn(second) == good, second.text().constData());
        QCOMPARE(second.status, good ? 200 : 403);
    }

    void aPersonMayAnswerThePush()
    {
        start(u"1.21.0+ent"_s, 4); // the telephone rings long enough
        const Reply first = signIn(u"push-silent"_s);
        const QString id = methodsOf(requirement(first), u"lab-push"_s).value(u"duo"_s);
        QTimer::singleShot(0, this, [this] {
            QVERIFY(eventually([this] { return !m_bed->lab().pushes().isEmpty(); }));
            QVERIFY(m_bed->lab()
                        .answerPush(m_bed->lab().pushes().first().id, Lab::PushAnswer::Approve)
                        .has_value());
        });
        QVERIFY(isSignedIn(validate(requestId(first), { { id, values(QString()) } })));
        QVERIFY(m_bed->lab().pushes().isEmpty());
    }

    void allConstraintsHaveToBeMetAndOneMethodOfEach()
    {
        start();
        Reply first = signIn(u"both"_s);
        const QString totp = methodsOf(requirement(first), u"lab-totp"_s).value(u"totp"_s);
        const QString duo = methodsOf(requirement(first), u"lab-push"_s).value(u"duo"_s);
        QVERIFY(!totp.isEmpty() && !duo.isEmpty());
        const Reply half = validate(requestId(first), { { totp, values(code(u"both"_s)) } });
        QCOMPARE(half.status, 403);
        QVERIFY(half.errors().value(0).contains("lab-push"_L1));
        m_bed->lab().advanceClock(120s); // a new code
        QVERIFY(isSignedIn(validate(
            requestId(first), { { totp, values(code(u"both"_s)) }, { duo, values(QString()) } })));

        first = signIn(u"either"_s);
        QCOMPARE(methodsOf(requirement(first), u"lab-either"_s).size(), 2);
        QVERIFY(isSignedIn(validate(requestId(first), { { totp, values(code(u"either"_s)) } })));
        first = signIn(u"either"_s);
        QVERIFY(isSignedIn(validate(requestId(first), { { duo, values(QString()) } })));
    }

    void theCodeMayComeWithTheLogin_data()
    {
        QTest::addColumn<QString>("version");
        QTest::newRow("1.9") << u"1.9.0+ent"_s;
        QTest::newRow("1.21") << u"1.21.0+ent"_s;
    }
    void theCodeMayComeWithTheLogin()
    {
        QFETCH(QString, version);
        start(version);
        QString method;
        if (version.startsWith("1.9"_L1)) {
            QCOMPARE(signIn(u"totp"_s).status, 403); // the second phase is new in 1.10
            QCOMPARE(m_cluster.openPost(u"sys/mfa/validate"_s).status, 403);
            method = u"lab-totp"_s;
        } else {
            method = methodsOf(requirement(signIn(u"totp"_s)), u"lab-totp"_s).value(u"totp"_s);
        }
        const auto header = [&](const QString &passcode) {
            return Headers { { "X-Vault-MFA", (method + u':' + passcode).toUtf8() } };
        };
        const Reply wrong = signIn(u"totp"_s, header(wrongCode(u"totp"_s)));
        QCOMPARE(wrong.status, 403);
        const Reply right = signIn(u"totp"_s, header(code(u"totp"_s)));
        QVERIFY2(isSignedIn(right), right.text().constData());
    }

    void aWrongPasswordIsRefusedBeforeAnyFactor()
    {
        start();
        const Reply reply =
            m_cluster.openPost(u"auth/userpass/login/totp"_s, { { u"password"_s, u"wrong"_s } });
        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.errors(), QStringList { u"invalid username or password"_s });
    }

    void aLeaderChangeForgetsTheRequest()
    {
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s, Options { .nodes = 3 });
        QVERIFY(m_bed->start());
        m_cluster = m_bed->at(0);
        const Reply first = signIn(u"totp"_s);
        const QString id = methodsOf(requirement(first), u"lab-totp"_s).value(u"totp"_s);
        QVERIFY(m_bed->lab().stepDown(m_cluster.name()).has_value());
        QCOMPARE(validate(requestId(first), { { id, values(code(u"totp"_s)) } }).status, 403);
    }
};

QTEST_GUILESS_MAIN(TestConformanceMfa)
#include "tst_conformance_mfa.moc"
