// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/error.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestError final : public QObject
{
    Q_OBJECT

private slots:
    void quotesVaultWithoutItsListDecoration()
    {
        const Error error { .kind = Error::Kind::Denied,
                            .httpStatus = 403,
                            .serverMessages = {
                                u"1 error occurred:\n\t* permission denied\n\n"_s } };
        QCOMPARE(errorSentence(error),
                 u"Vault denied permission. Vault says: permission denied."_s);
    }

    void whatStandsAloneIsASentence()
    {
        QCOMPARE(errorSentence({ .kind = Error::Kind::BadAnswer,
                                 .httpStatus = 200,
                                 .detail = u"the body is empty"_s }),
                 u"The answer is not what Vault sends here. HTTP status 200. The body is empty."_s);
        QCOMPARE(errorSentence({ .kind = Error::Kind::BadAnswer,
                                 .where = u"data.dr"_s,
                                 .detail = u"expected an object, found null"_s }),
                 u"The answer is not what Vault sends here. data.dr: expected an object, found "
                 "null."_s);
    }

    void aRefusalBeforeAnyChangeIsNoUnknownOutcome_data()
    {
        QTest::addColumn<Error>("error");
        QTest::addColumn<bool>("unknown");
        using Kind = Error::Kind;
        QTest::newRow("timeout") << Error { .kind = Kind::Timeout } << true;
        QTest::newRow("lost") << Error { .kind = Kind::ConnectionLost } << true;
        QTest::newRow("unreadable answer")
            << Error { .kind = Kind::BadAnswer, .httpStatus = 200 } << true;
        QTest::newRow("redirected")
            << Error { .kind = Kind::Redirected, .httpStatus = 307 } << true;
        QTest::newRow("500") << Error { .kind = Kind::ServerFailed, .httpStatus = 500 } << true;
        QTest::newRow("gateway") << Error { .kind = Kind::NotReady, .httpStatus = 504 } << true;
        QTest::newRow("catching up")
            << Error { .kind = Kind::NotReady, .httpStatus = 503 } << false;
        QTest::newRow("412") << Error { .kind = Kind::NotReady, .httpStatus = 412 } << false;
        QTest::newRow("refused") << Error { .kind = Kind::Refused } << false;
        QTest::newRow("400") << Error { .kind = Kind::Rejected, .httpStatus = 400 } << false;
        QTest::newRow("403") << Error { .kind = Kind::Denied, .httpStatus = 403 } << false;
        QTest::newRow("look only") << Error { .kind = Kind::ReadOnly } << false;
    }
    void aRefusalBeforeAnyChangeIsNoUnknownOutcome()
    {
        QFETCH(Error, error);
        QFETCH(bool, unknown);
        QCOMPARE(outcomeIsUnknown(error), unknown);
    }
};

QTEST_GUILESS_MAIN(TestError)
#include "tst_error.moc"
