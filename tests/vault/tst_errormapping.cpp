// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/errormapping.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

using Kind = Error::Kind;
using Effect = HttpCall::Effect;

class TestErrorMapping : public QObject
{
    Q_OBJECT

private slots:
    void vaultsAnswersBecomeKinds_data();
    void vaultsAnswersBecomeKinds();
    void vaultsWordsAreKeptExactly();
    void anEmptyErrorListIsStillVaults();
    void aForeign503LeavesAWriteUnknown();
    void aProxysAnswerToAWriteIsARefusalOnlyIfItCameFirst_data();
    void aProxysAnswerToAWriteIsARefusalOnlyIfItCameFirst();
    void networkErrorsBecomeKinds_data();
    void networkErrorsBecomeKinds();
    void statusesAreAnswersWhateverQtThinksOfThem_data();
    void statusesAreAnswersWhateverQtThinksOfThem();
};

namespace {

HttpAnswer answerOf(int status, const QByteArray &body, Effect effect = Effect::Reads)
{
    HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    answer.contentType = "application/json";
    answer.effect = effect;
    return answer;
}

QByteArray errorBody(const QByteArray &text)
{
    return "{\"errors\":[\"" + text + "\"]}";
}

} // namespace

void TestErrorMapping::vaultsAnswersBecomeKinds_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Kind>("kind");
    const auto row = [](int status, const char *text, Kind kind) {
        QTest::addRow("%d %.60s", status, text) << status << QByteArray(text) << kind;
    };
    row(400, "path disabled in replication DR secondary mode", Kind::Rejected);
    row(400, "DR operation token was not provided", Kind::Rejected);
    row(401, "Feature Not Enabled", Kind::Unsupported);
    row(401, "who are you", Kind::Denied);
    row(403, "1 error occurred:\\n\\t* permission denied\\n\\n", Kind::Denied);
    row(404, "enterprise-only feature", Kind::Unsupported);
    row(404, "1 error occurred:\\n\\t* unsupported path\\n\\n", Kind::Unsupported);
    row(404, "nothing here", Kind::NotFound);
    row(405, "1 error occurred:\\n\\t* unsupported operation\\n\\n", Kind::Unsupported);
    row(412, "required index state not present", Kind::NotReady);
    row(413, "http: request body too large", Kind::Rejected);
    row(418, "teapot", Kind::Rejected);
    row(429, "rate limit quota exceeded", Kind::Throttled);
    row(431, "header too large", Kind::Rejected);
    row(472, "dr secondary", Kind::NotReady);
    row(473, "performance standby", Kind::NotReady);
    row(474, "unhealthy standby", Kind::NotReady);
    row(500, "local node not active but active cluster node not found", Kind::NotReady);
    row(500, "error response unwrapping secondary token; status code is 400", Kind::ServerFailed);
    row(500, "Vault is sealed", Kind::Sealed);
    row(501, "not implemented", Kind::ServerFailed);
    row(502, "upstream rate limited", Kind::NotReady);
    row(503, "Vault is sealed", Kind::Sealed);
    row(503, "node is not active", Kind::NotReady);
    row(503, "no active Vault instance found", Kind::NotReady);
    row(503,
        "replication is still catching up, try again later or provide the \\\"force\\\" argument",
        Kind::NotReady);
    row(504, "gateway timeout", Kind::NotReady);
    row(507, "out of space", Kind::ServerFailed);
    row(530, "removed", Kind::NotReady);
    row(304, "not modified", Kind::BadAnswer);
}

void TestErrorMapping::vaultsAnswersBecomeKinds()
{
    QFETCH(int, status);
    QFETCH(QByteArray, text);
    QFETCH(Kind, kind);
    for (const Effect effect : { Effect::Reads, Effect::Writes }) {
        const Error error = errorFromAnswer(answerOf(status, errorBody(text), effect));
        QCOMPARE(error.kind, kind);
        QCOMPARE(error.httpStatus, status);
        QCOMPARE(error.serverMessages.size(), 1);
        QVERIFY2(error.detail.isEmpty(), qPrintable(error.detail));
    }
}

void TestErrorMapping::vaultsWordsAreKeptExactly()
{
    const Error error = errorFromAnswer(answerOf(
        403, "{\"errors\":[\"1 error occurred:\\n\\t* permission denied\\n\\n\",\"  two \"]}"));
    QCOMPARE(error.serverMessages,
             QStringList({ u"1 error occurred:\n\t* permission denied\n\n"_s, u"  two "_s }));
}

void TestErrorMapping::anEmptyErrorListIsStillVaults()
{
    const Error error = errorFromAnswer(answerOf(404, "{\"errors\":[]}"));
    QCOMPARE(error.kind, Kind::NotFound);
    QVERIFY(error.detail.isEmpty());
    QVERIFY(!errorFromAnswer(answerOf(404, "{\"message\":\"no route\"}")).detail.isEmpty());
}

void TestErrorMapping::aForeign503LeavesAWriteUnknown()
{
    // Balancers also answer 503 when the connection behind them broke after the request went
    // through.
    const Error read =
        errorFromAnswer(answerOf(503, "upstream connect error or disconnect/reset before headers"));
    QCOMPARE(read.kind, Kind::NotReady);
    const Error write = errorFromAnswer(answerOf(503, "upstream connect error", Effect::Writes));
    QVERIFY(outcomeIsUnknown(write));
    QVERIFY(!outcomeIsUnknown(
        errorFromAnswer(answerOf(503, errorBody("node is not active"), Effect::Writes))));
}

void TestErrorMapping::aProxysAnswerToAWriteIsARefusalOnlyIfItCameFirst_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isUnknown");
    for (const int status : { 408, 409, 412, 422, 425, 444, 460, 472, 473, 474,
                              495, 499, 500, 502, 503, 504, 520, 524, 530, 599 })
        QTest::addRow("%d", status) << status << true;
    for (const int status : { 400, 401, 403, 404, 405, 413, 414, 421, 429, 431 })
        QTest::addRow("%d", status) << status << false;
}

// Only in Vault's own shape does such an answer speak for Vault.
void TestErrorMapping::aProxysAnswerToAWriteIsARefusalOnlyIfItCameFirst()
{
    QFETCH(int, status);
    QFETCH(bool, isUnknown);
    for (const QByteArray &body : { QByteArray("<html>no</html>"), QByteArray(),
                                    QByteArray(R"({"message":"no"})"), QByteArray("errors") })
        QCOMPARE(outcomeIsUnknown(errorFromAnswer(answerOf(status, body, Effect::Writes))),
                 isUnknown);
    if (status < 500)
        QVERIFY(
            !outcomeIsUnknown(errorFromAnswer(answerOf(status, errorBody("no"), Effect::Writes))));
}

void TestErrorMapping::networkErrorsBecomeKinds_data()
{
    QTest::addColumn<QNetworkReply::NetworkError>("code");
    QTest::addColumn<Kind>("kind");
    QTest::addRow("refused") << QNetworkReply::ConnectionRefusedError << Kind::Refused;
    QTest::addRow("name") << QNetworkReply::HostNotFoundError << Kind::NameNotFound;
    QTest::addRow("tls") << QNetworkReply::SslHandshakeFailedError << Kind::TlsFailed;
    QTest::addRow("timeout") << QNetworkReply::TimeoutError << Kind::Timeout;
    QTest::addRow("transfer timeout") << QNetworkReply::OperationCanceledError << Kind::Timeout;
    QTest::addRow("closed") << QNetworkReply::RemoteHostClosedError << Kind::ConnectionLost;
    QTest::addRow("not sent again") << QNetworkReply::ContentReSendError << Kind::ConnectionLost;
    QTest::addRow("unknown") << QNetworkReply::UnknownNetworkError << Kind::ConnectionLost;
    QTest::addRow("proxy refused")
        << QNetworkReply::ProxyConnectionRefusedError << Kind::ProxyFailed;
    QTest::addRow("proxy unknown") << QNetworkReply::ProxyNotFoundError << Kind::ProxyFailed;
    QTest::addRow("no HTTP") << QNetworkReply::ProtocolFailure << Kind::BadAnswer;
}

void TestErrorMapping::networkErrorsBecomeKinds()
{
    QFETCH(QNetworkReply::NetworkError, code);
    QFETCH(Kind, kind);
    QCOMPARE(errorFromNetwork(code, u"text"_s, QUrl(u"https://a"_s)).kind, kind);
    QVERIFY(!isAnswered(code));
}

void TestErrorMapping::statusesAreAnswersWhateverQtThinksOfThem_data()
{
    QTest::addColumn<QNetworkReply::NetworkError>("code");
    QTest::addRow("200") << QNetworkReply::NoError;
    QTest::addRow("400") << QNetworkReply::ProtocolInvalidOperationError;
    QTest::addRow("401") << QNetworkReply::AuthenticationRequiredError;
    QTest::addRow("403") << QNetworkReply::ContentAccessDenied;
    QTest::addRow("404") << QNetworkReply::ContentNotFoundError;
    QTest::addRow("405") << QNetworkReply::ContentOperationNotPermittedError;
    QTest::addRow("472") << QNetworkReply::UnknownContentError;
    QTest::addRow("500") << QNetworkReply::InternalServerError;
    QTest::addRow("501") << QNetworkReply::OperationNotImplementedError;
    QTest::addRow("503") << QNetworkReply::ServiceUnavailableError;
    QTest::addRow("530") << QNetworkReply::UnknownServerError;
}

void TestErrorMapping::statusesAreAnswersWhateverQtThinksOfThem()
{
    QFETCH(QNetworkReply::NetworkError, code);
    QVERIFY(isAnswered(code));
}

QTEST_GUILESS_MAIN(TestErrorMapping)
#include "tst_errormapping.moc"
