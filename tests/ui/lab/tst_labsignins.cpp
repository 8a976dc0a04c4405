// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/lab/labpanel.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPushButton>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTableView>
#include <QTabWidget>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

constexpr int signInsTab = 3;

} // namespace

/// What the panel says about signing in, checked by doing it.
class TestLabSignIns : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void whatIsShownSignsIn_data();
    void whatIsShownSignsIn();
    void specialUsersAreExplained();
    void theMountAndTheNamespaceAreNamed();
    void passcodesAreThoseOfTheMoment();
    void valuesAreCopied();
    void roleTokensWork();
    void certificatesAreFilesOfALabWithTls();
    void theIdentityProviderIsNamed();
    void aRingingTelephoneIsAnswered_data();
    void aRingingTelephoneIsAnswered();
    void nobodySignsInToADrSecondary();
    void theClusterChosenInTheTableIsTheOneShown();
    void everyTabIsNamedAndFits();

private:
    void open(const lab::Options &options);
    void open(const QString &scenario = u"performance-pair"_s)
    {
        open(lab::Options { .scenario = scenario, .tempo = 20 });
    }
    void choose(const QString &method, const QString &who);
    [[nodiscard]] QString value(const QString &name) const;
    [[nodiscard]] bool isShown(const QString &name) const;
    [[nodiscard]] std::unique_ptr<QNetworkReply> post(const QString &path, const QJsonObject &body);
    [[nodiscard]] QJsonObject answerTo(QNetworkReply *reply);
    template <typename T>
    [[nodiscard]] T *find(const QString &name) const
    {
        return m_panel->findChild<T *>(name);
    }

    std::unique_ptr<lab::Lab> m_lab;
    std::unique_ptr<ui::LabPanel> m_panel;
    QNetworkAccessManager m_network;
};

void TestLabSignIns::open(const lab::Options &options)
{
    m_lab = std::make_unique<lab::Lab>(options);
    QVERIFY(m_lab->start());
    m_panel = std::make_unique<ui::LabPanel>(*m_lab);
    m_panel->resize(520, 1100);
    m_panel->show();
    find<QTabWidget>(u"labTabs"_s)->setCurrentIndex(signInsTab);
    QTRY_VERIFY(find<QComboBox>(u"signInMethod"_s)->isVisible());
}

void TestLabSignIns::cleanup()
{
    m_panel.reset();
    m_lab.reset();
}

void TestLabSignIns::choose(const QString &method, const QString &who)
{
    auto *methods = find<QComboBox>(u"signInMethod"_s);
    QVERIFY2(methods->findText(method) >= 0, qUtf8Printable(method));
    methods->setCurrentText(method);
    auto *table = find<QTableView>(u"labPeople"_s);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const QModelIndex index = table->model()->index(row, 0);
        if (index.data().toString() != who)
            continue;
        table->scrollTo(index);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
        return;
    }
    QFAIL(qUtf8Printable(who + u" is not in the table"_s));
}

QString TestLabSignIns::value(const QString &name) const
{
    return find<ui::CopyLabel>(name)->value();
}

bool TestLabSignIns::isShown(const QString &name) const
{
    return find<QWidget>(name)->isVisible();
}

std::unique_ptr<QNetworkReply> TestLabSignIns::post(const QString &path, const QJsonObject &body)
{
    QNetworkRequest request(QUrl(m_lab->cluster(u"amber"_s)->address + u"/v1/"_s + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    return std::unique_ptr<QNetworkReply>(m_network.post(request, QJsonDocument(body).toJson()));
}

QJsonObject TestLabSignIns::answerTo(QNetworkReply *reply)
{
    if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, test::patience))
        return {};
    return QJsonDocument::fromJson(reply->readAll()).object();
}

void TestLabSignIns::whatIsShownSignsIn_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("who");
    QTest::addColumn<QString>("path");                  ///< %1: who
    QTest::addColumn<QMap<QString, QString>>("fields"); ///< of the request → name of the value
    using Fields = QMap<QString, QString>;
    const Fields password { { u"password"_s, u"labSignInPassword"_s } };
    QTest::newRow("userpass") << u"userpass"_s << u"observer"_s << u"auth/userpass/login/%1"_s
                              << password;
    QTest::newRow("ldap") << u"ldap"_s << u"failover"_s << u"auth/ldap/login/%1"_s << password;
    QTest::newRow("ldap at a path of its own") << u"ldap at corp/directory"_s << u"operator"_s
                                               << u"auth/corp/directory/login/%1"_s << password;
    QTest::newRow("approle") << u"approle"_s << u"automation"_s << u"auth/approle/login"_s
                             << Fields { { u"role_id"_s, u"labSignInRoleId"_s },
                                         { u"secret_id"_s, u"labSignInSecretId"_s } };
    QTest::newRow("jwt") << u"jwt"_s << u"architect"_s << u"auth/jwt/login"_s
                         << Fields { { u"role"_s, u"labSignInRole"_s },
                                     { u"jwt"_s, u"labSignInJwt"_s } };
    QTest::newRow("github") << u"github"_s << u"operator"_s << u"auth/github/login"_s
                            << Fields { { u"token"_s, u"labSignInPersonalToken"_s } };
}

void TestLabSignIns::whatIsShownSignsIn()
{
    QFETCH(const QString, method);
    QFETCH(const QString, who);
    QFETCH(const QString, path);
    using Fields = QMap<QString, QString>;
    QFETCH(const Fields, fields);
    open();
    choose(method, who);
    QJsonObject body;
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        QVERIFY2(isShown(field.value()), qUtf8Printable(field.value()));
        body.insert(field.key(), value(field.value()));
    }
    const auto reply = post(path.contains(u"%1"_s) ? path.arg(who) : path, body);
    const QJsonObject answer = answerTo(reply.get());
    QVERIFY2(!answer["auth"_L1]["client_token"_L1].toString().isEmpty(),
             QJsonDocument(answer).toJson().constData());
    // And nothing is shown that this method does not ask for.
    for (const QString &other : { u"labSignInPassword"_s, u"labSignInRoleId"_s, u"labSignInJwt"_s,
                                  u"labSignInCertificate"_s, u"labSignInPasscode"_s,
                                  u"labSignInProvider"_s, u"labSignInNamespace"_s })
        QCOMPARE(isShown(other), fields.values().contains(other));
}

void TestLabSignIns::specialUsersAreExplained()
{
    open();
    const auto *table = find<QTableView>(u"labPeople"_s);
    QMap<QString, QString> special;
    for (int row = 0; row < table->model()->rowCount(); ++row)
        special.insert(table->model()->index(row, 0).data().toString(),
                       table->model()->index(row, 1).data().toString());
    QCOMPARE(special.value(u"operator"_s), QString());
    QCOMPARE(special.value(u"totp"_s), u"asks for a second factor"_s);
    QCOMPARE(special.value(u"batch"_s), u"gets a batch token"_s);
    QCOMPARE(special.value(u"thrice"_s), u"gets a token for few requests"_s);
    QCOMPARE(special.value(u"brief"_s), u"gets a token for minutes"_s);
}

void TestLabSignIns::theMountAndTheNamespaceAreNamed()
{
    open(u"full"_s);
    choose(u"userpass in retail/"_s, u"operator"_s);
    QCOMPARE(value(u"labSignInNamespace"_s), u"retail/"_s);
    QVERIFY(isShown(u"labSignInNamespace"_s));
}

void TestLabSignIns::passcodesAreThoseOfTheMoment()
{
    const FakeClock clock(QDateTime::currentDateTimeUtc());
    const auto gone = qScopeGuard([this] { cleanup(); });
    open(lab::Options { .scenario = u"performance-pair"_s, .tempo = 20, .clock = &clock });
    choose(u"userpass"_s, u"push-silent"_s);
    QVERIFY(!isShown(u"labSignInPasscode"_s)); // a telephone is no use for passcodes
    choose(u"userpass"_s, u"totp"_s);
    QVERIFY(isShown(u"labSignInPasscode"_s));
    const QString seed = value(u"labSignInSeed"_s);
    QCOMPARE(value(u"labSignInPasscode"_s), m_lab->totpCode(seed));
    const QRegularExpression countdown(u"^for another (\\d+) s$"_s);
    const auto left = countdown.match(find<QLabel>(u"labSignInCountdown"_s)->text());
    QVERIFY(left.hasMatch());
    QVERIFY(left.captured(1).toInt() >= 1 && left.captured(1).toInt() <= 30);
    const QString before = value(u"labSignInPasscode"_s);
    m_lab->advanceClock(std::chrono::minutes(2));
    QTRY_VERIFY(value(u"labSignInPasscode"_s) != before);
    QTRY_COMPARE(value(u"labSignInPasscode"_s), m_lab->totpCode(seed));
}

void TestLabSignIns::valuesAreCopied()
{
    open();
    choose(u"approle"_s, u"operator"_s);
    QVERIFY(test::click(m_panel.get(), u"labSignInSecretId"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), value(u"labSignInSecretId"_s));
    auto *role = find<ui::CopyLabel>(u"labSignInRoleId"_s); // and by keyboard
    role->setFocus();
    QTest::keyClick(role, Qt::Key_Space);
    QCOMPARE(QGuiApplication::clipboard()->text(), role->value());
}

void TestLabSignIns::roleTokensWork()
{
    open();
    const lab::ClusterInfo amber = *m_lab->cluster(u"amber"_s);
    QCOMPARE(amber.roleTokens.size(), 4);
    for (auto role = amber.roleTokens.begin(); role != amber.roleTokens.end(); ++role) {
        QCOMPARE(value(u"labRoleToken."_s + role.key()), role.value());
        QVERIFY(isShown(u"labRoleToken."_s + role.key()));
    }
}

void TestLabSignIns::certificatesAreFilesOfALabWithTls()
{
    open();
    choose(u"cert"_s, u"failover"_s);
    QVERIFY(!isShown(u"labSignInCertificate"_s));
    QVERIFY(find<QLabel>(u"labSignInNote"_s)->text().contains(u"TLS"_s));
    cleanup();
    open(lab::Options { .scenario = u"performance-pair"_s, .tls = true, .tempo = 20 });
    choose(u"cert"_s, u"failover"_s);
    for (const QString &name : { u"labSignInCertificate"_s, u"labSignInKey"_s }) {
        QVERIFY(isShown(name));
        QVERIFY2(QFile::exists(value(name)), qUtf8Printable(value(name)));
    }
    QVERIFY(!isShown(u"labSignInNote"_s));
}

void TestLabSignIns::theIdentityProviderIsNamed()
{
    open();
    choose(u"oidc"_s, u"observer"_s);
    QCOMPARE(value(u"labSignInProvider"_s), m_lab->identityProvider().toString());
    QVERIFY(isShown(u"labSignInProvider"_s));
}

void TestLabSignIns::aRingingTelephoneIsAnswered_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<bool>("letsIn");
    QTest::newRow("approve") << u"labApprove."_s << true;
    QTest::newRow("deny") << u"labDeny."_s << false;
}

void TestLabSignIns::aRingingTelephoneIsAnswered()
{
    QFETCH(const QString, button);
    QFETCH(const bool, letsIn);
    // The telephone rings long enough to be looked at.
    open(lab::Options { .scenario = u"performance-pair"_s, .tempo = 4 });
    QVERIFY(!isShown(u"labPushes"_s));
    const auto login = post(u"auth/userpass/login/push-silent"_s,
                            QJsonObject { { u"password"_s, u"push-silent"_s } });
    const QJsonObject asked = answerTo(login.get())["auth"_L1]["mfa_requirement"_L1].toObject();
    const QString method =
        asked["mfa_constraints"_L1]["lab-push"_L1]["any"_L1].toArray().at(0)["id"_L1].toString();
    QVERIFY(!method.isEmpty());
    const auto validation =
        post(u"sys/mfa/validate"_s,
             QJsonObject { { u"mfa_request_id"_s, asked["mfa_request_id"_L1] },
                           { u"mfa_payload"_s, QJsonObject { { method, QJsonArray() } } } });
    QTRY_COMPARE(m_lab->pushes().size(), 1);
    QTRY_VERIFY(isShown(u"labPushes"_s));
    const QString id = m_lab->pushes().constFirst().id;
    QCOMPARE(find<QTabWidget>(u"labTabs"_s)->tabText(signInsTab), u"Sign-ins (1)"_s);
    QCOMPARE(find<QLabel>(u"labPush."_s + id)->text(), u"push-silent at amber, by duo"_s);
    QVERIFY(test::click(m_panel.get(), button + id));
    const QJsonObject answer = answerTo(validation.get());
    QCOMPARE(!answer["auth"_L1]["client_token"_L1].toString().isEmpty(), letsIn);
    QTRY_VERIFY(!isShown(u"labPushes"_s));
    QTRY_COMPARE(find<QTabWidget>(u"labTabs"_s)->tabText(signInsTab), u"Sign-ins"_s);
}

void TestLabSignIns::nobodySignsInToADrSecondary()
{
    open(u"dr-pair"_s);
    find<QComboBox>(u"signInCluster"_s)->setCurrentText(u"basalt"_s);
    QVERIFY(isShown(u"signInNobody"_s));
    QVERIFY(find<QLabel>(u"signInNobody"_s)->text().contains(u"DR secondary"_s));
    QVERIFY(!isShown(u"labPeople"_s));
    QVERIFY(!isShown(u"labSignIn"_s));
    find<QComboBox>(u"signInCluster"_s)->setCurrentText(u"amber"_s);
    QVERIFY(!isShown(u"signInNobody"_s));
    QVERIFY(isShown(u"labPeople"_s));
    QVERIFY(m_lab->seal(u"amber-1"_s));
    QTRY_VERIFY(isShown(u"signInNobody"_s));
    QVERIFY(find<QLabel>(u"signInNobody"_s)->text().contains(u"unsealed"_s));
}

void TestLabSignIns::theClusterChosenInTheTableIsTheOneShown()
{
    open();
    find<QTableView>(u"labClusters"_s)->selectRow(1);
    QCOMPARE(find<QComboBox>(u"signInCluster"_s)->currentText(), u"basalt"_s);
}

void TestLabSignIns::everyTabIsNamedAndFits()
{
    open(u"full"_s);
    choose(u"userpass"_s, u"totp"_s);
    const auto *tabs = find<QTabWidget>(u"labTabs"_s);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        find<QTabWidget>(u"labTabs"_s)->setCurrentIndex(tab);
        for (const ui::Scheme scheme : { ui::Scheme::Light, ui::Scheme::Dark }) {
            ui::applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), scheme);
            QCoreApplication::sendPostedEvents();
            QTest::qWait(0);
            QTRY_COMPARE(ui::look::clippedTexts(*tabs->widget(tab)), QStringList());
            ui::look::save(*m_panel, u"lab-tab-%1-%2"_s.arg(tab).arg(int(scheme)));
        }
        QCOMPARE(ui::look::namelessInputs(*m_panel), QStringList());
    }
}

QTEST_MAIN(TestLabSignIns)
#include "tst_labsignins.moc"
