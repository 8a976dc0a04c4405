// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/json.h"
#include "models/base/secretjson.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

QByteArray textOf(SecretJson &json)
{
    return json.take().reveal().toByteArray();
}

} // namespace

class TestSecretJson final : public QObject
{
    Q_OBJECT

private slots:
    void membersKeepTheirOrderAndType()
    {
        SecretJson json;
        json.member("a"_L1, SecretString("s"))
            .member("b"_L1, u"ü"_s)
            .member("c"_L1, true)
            .member("d"_L1, QStringList { u"x"_s, u"y"_s })
            .listOfOne("e"_L1, SecretString())
            .raw("f"_L1, "[1]");
        QCOMPARE(textOf(json),
                 QByteArray(R"({"a":"s","b":"ü","c":true,"d":["x","y"],"e":[""],"f":[1]})"));
        QCOMPARE(textOf(json), QByteArray("{}")); // starts over
    }

    void whateverIsInASecretComesBackAsItWas()
    {
        QByteArray all;
        for (int byte = 0; byte < 0x80; ++byte)
            all += char(byte);
        all += "ü€";
        // Long enough to grow more than once.
        const QByteArray secret = all.repeated(50);
        SecretJson json;
        json.member("s"_L1, SecretString(secret));
        const Result<JsonDocument> document = JsonDocument::parse(textOf(json));
        QVERIFY(document);
        JsonReader reader(*document);
        const std::optional<SecretString> back = reader.secret("s"_L1);
        QVERIFY(back);
        QVERIFY(*back == SecretString(secret));
    }
};

QTEST_GUILESS_MAIN(TestSecretJson)
#include "tst_secretjson.moc"
