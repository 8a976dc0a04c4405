// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/widgets/theme.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

#include <optional>

using namespace switchover;
using namespace Qt::StringLiterals;
using test::amber;

namespace {

using Id = OperationId;
const QString filters = u"sys/replication/performance/primary/paths-filter/"_s;

std::optional<QJsonDocument> post(test::LabDesk &desk, const QString &path, const QJsonObject &body)
{
    SideCall call { .verb = "POST",
                    .path = path,
                    .body = SecretString(QJsonDocument(body).toJson(QJsonDocument::Compact)),
                    .kind = SideCall::Kind::Writes,
                    .token = SideCall::Token::Required };
    std::optional<QJsonDocument> result;
    bool done = false;
    desk.fleet->session(desk.id(amber))
        ->client()
        .call(std::move(call), &desk, [&](const Result<SideAnswer> &answer) {
            done = true;
            if (answer)
                result = QJsonDocument::fromJson(answer->body.reveal().toByteArray());
        });
    return QTest::qWaitFor([&done] { return done; }, test::patience) ? result : std::nullopt;
}

/// Signs in to amber with a token that may do just this, until it is known, or not, that it may not
/// reindex.
bool signInWith(test::LabDesk &desk, const QString &policy,
                Capabilities::Verdict known = Capabilities::Verdict::No)
{
    if (!post(desk, u"sys/policies/acl/some"_s, { { u"policy"_s, policy } }))
        return false;
    const auto made =
        post(desk, u"auth/token/create"_s, { { u"policies"_s, QJsonArray { u"some"_s } } });
    if (!made)
        return false;
    const QString token = (*made)["auth"_L1]["client_token"_L1].toString();
    std::optional<bool> good;
    desk.fleet->signIn(desk.id(amber), SecretString(token.toUtf8()), Fleet::Remember::No, &desk,
                       [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
    return QTest::qWaitFor(
        [&] {
            return good.value_or(false)
                && desk.snapshot(amber).capabilities.judge(
                       *capabilityNeed(operation(Id::Reindex), ApiDialect::Typed))
                == known;
        },
        test::patience);
}

QString linesOf(QWidget *dialog, const QString &name)
{
    const auto *lines = dialog->findChild<QPlainTextEdit *>(name);
    return lines && lines->isVisible() ? lines->toPlainText() : QString();
}

QString whyNot(QWidget *dialog)
{
    const auto *label = dialog->findChild<QLabel *>(u"whyNot"_s);
    return label->isVisible() ? label->text() : QString();
}

QString block(const QString &path, const QString &words)
{
    return u"path \"%1\" {\n  capabilities = [%2]\n}"_s.arg(path, words);
}

} // namespace

/// What the token's policies allow of an operation's values, before and after sending.
class TestRights : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::applyTheme(*qApp, ui::Scheme::Light); }

    void aTypedIdIsJudgedBeforeItIsSent()
    {
        test::LabDesk desk(u"performance-pair"_s);
        QVERIFY(desk.start());
        QVERIFY(signInWith(desk, block(filters + u"eu-*"_s, u"\"read\""_s)));
        ui::OperationDialog *dialog = desk.openByButton(amber, Id::PathsFilterRead);
        QVERIFY(dialog);
        QCOMPARE(linesOf(dialog, u"formPolicyLines"_s), QString());
        desk.lab.clearRequestLog();
        QVERIFY(test::type(dialog, u"parameter.id"_s, u"us-1"_s));
        auto *send = test::find<QPushButton>(dialog, u"sendButton"_s);
        QTRY_VERIFY2(whyNot(dialog).contains("lacks read on "_L1 + filters + "us-1"_L1),
                     qPrintable(whyNot(dialog)));
        QVERIFY(!send->isEnabled());
        QCOMPARE(linesOf(dialog, u"formPolicyLines"_s).trimmed(),
                 block(filters + u"us-1"_s, u"\"read\""_s));
        QTRY_VERIFY2(ui::look::clippedTexts(*dialog).isEmpty(),
                     qPrintable(ui::look::clippedTexts(*dialog).join(u'\n')));
        QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-1"_s));
        QTRY_VERIFY(send->isEnabled());
        QCOMPARE(linesOf(dialog, u"formPolicyLines"_s), QString());
        const auto log = desk.lab.requestLog();
        QVERIFY(std::ranges::none_of(
            log, [](const auto &entry) { return entry.path.contains("paths-filter"_L1); }));
    }

    void theFilterBeforeATokenIsJudgedToo()
    {
        test::LabDesk desk(u"performance-pair"_s);
        QVERIFY(desk.start());
        QVERIFY(signInWith(desk,
                           block(filters + u"eu-*"_s, u"\"create\", \"update\""_s) + u'\n'
                               + block(u"sys/replication/performance/primary/secondary-token"_s,
                                       u"\"update\", \"sudo\""_s)));
        // The rules come after the capabilities.
        QTRY_VERIFY(allowed(operation(Id::PathsFilterWrite), desk.snapshot(amber)));
        ui::OperationDialog *dialog = desk.openByButton(amber, Id::PerformanceMintToken);
        QVERIFY(dialog);
        QVERIFY(test::type(dialog, u"parameter.id"_s, u"us-1"_s));
        auto *send = test::find<QPushButton>(dialog, u"sendButton"_s);
        QTRY_VERIFY(send->isEnabled());
        QVERIFY(test::click(dialog, u"limitPaths"_s));
        QTRY_VERIFY2(whyNot(dialog).contains("lacks update on "_L1 + filters + "us-1"_L1),
                     qPrintable(whyNot(dialog)));
        QVERIFY(!send->isEnabled());
        QVERIFY(linesOf(dialog, u"formPolicyLines"_s).contains(filters + u"us-1"_s));
        QVERIFY(desk.writes().isEmpty());
    }

    // What the token may do is not known before, or the button would say it.
    void aRefusalCarriesTheLinesThatWouldAllowIt()
    {
        test::LabDesk desk(u"performance-pair"_s);
        QVERIFY(desk.start());
        const lab::FaultSpec silent { .kind = u"error"_s,
                                      .pathPrefix = u"sys/capabilities-self"_s,
                                      .method = {},
                                      .status = 403,
                                      .text = u"permission denied"_s };
        QVERIFY(desk.lab.setFault(amber, {}, silent));
        QVERIFY(signInWith(desk, block(u"sys/replication/status"_s, u"\"read\""_s),
                           Capabilities::Verdict::NotKnown));
        ui::OperationDialog *dialog = desk.openByButton(amber, Id::Recover);
        QVERIFY(dialog);
        QCOMPARE(desk.submit(dialog), QString());
        QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
        QCOMPARE(linesOf(dialog, u"outcomePolicyLines"_s),
                 block(u"sys/replication/recover"_s, u"\"create\", \"update\""_s));
        ui::look::save(*dialog, u"refused-with-policy-lines"_s);
        // Another kind of refusal has none.
        QVERIFY(desk.lab.setFault(amber, {},
                                  { .kind = u"error"_s,
                                    .pathPrefix = u"sys/replication/recover"_s,
                                    .method = {},
                                    .status = 400,
                                    .text = u"no"_s }));
        dialog->close();
        dialog = desk.openByButton(amber, Id::Recover);
        QVERIFY(dialog);
        QCOMPARE(desk.submit(dialog), QString());
        QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
        QCOMPARE(linesOf(dialog, u"outcomePolicyLines"_s), QString());
    }

    // A Sentinel policy, a proxy, or a token that ended: no line of a policy helps.
    void aRefusalOfWhatThePoliciesAllowHasNoLines()
    {
        test::LabDesk desk(u"performance-pair"_s);
        QVERIFY(desk.start());
        const auto need = capabilityNeed(operation(Id::Recover), ApiDialect::Typed);
        QTRY_COMPARE(desk.snapshot(amber).capabilities.judge(*need), Capabilities::Verdict::Yes);
        QVERIFY(desk.lab.setFault(amber, {},
                                  { .kind = u"error"_s,
                                    .pathPrefix = u"sys/replication/recover"_s,
                                    .method = {},
                                    .status = 403,
                                    .text = u"permission denied"_s }));
        ui::OperationDialog *dialog = desk.openByButton(amber, Id::Recover);
        QVERIFY(dialog);
        QCOMPARE(desk.submit(dialog), QString());
        QTRY_VERIFY(test::outcomeOf(dialog).contains("permission denied"_L1));
        QCOMPARE(linesOf(dialog, u"outcomePolicyLines"_s), QString());
    }
};

QTEST_MAIN(TestRights)
#include "tst_rights.moc"
