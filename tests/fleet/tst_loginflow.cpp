// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fleet/loginbench.h"
#include "tests/patience.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTimer>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using namespace switchover::test;
using Step = LoginFlow::Step;

/// Every way of signing in, over HTTPS with the lab's own authority.
class LoginFlowTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<LabFleet> m_desk;
    QString m_primary;
    QString m_secondary;
    quint64 m_notesBefore = 0;

    [[nodiscard]] const ClusterSnapshot &primary() const { return m_desk->snapshot(m_primary); }
    /// Requests to below auth/ and sys/mfa, as "VERB path" without /v1/.
    [[nodiscard]] QStringList asked() const
    {
        QStringList list;
        for (const lab::RequestEntry &entry : m_desk->lab.requestLog()) {
            const QString path = entry.path.mid(4);
            if (path.startsWith("auth/"_L1) || path.startsWith("sys/mfa"_L1))
                list.append(QString::fromLatin1(entry.method) + u' ' + path);
        }
        return list;
    }
    [[nodiscard]] QStringList logins() const
    {
        return asked().filter(QRegularExpression(u"/(login|callback|mfa/validate)"_s));
    }
    /// What the activity log says since the test began, of what holds this.
    [[nodiscard]] QStringList notes(const QString &part) const
    {
        QStringList list;
        for (const ActivityEntry &entry : m_desk->activity.entries()) {
            if (entry.number > m_notesBefore && entry.kind == ActivityEntry::Kind::Note
                && entry.cluster == m_desk->id(m_primary) && entry.text.contains(part))
                list.append(entry.text);
        }
        return list;
    }
    void fault(const QString &kind, const QString &path)
    {
        QVERIFY(m_desk->lab.setFault(
            m_primary, {}, { .kind = kind, .pathPrefix = path, .method = {}, .text = {} }));
    }
    lab::SignInInfo user(const QString &name) const
    {
        for (const lab::SignInInfo &info : m_desk->lab.signIns(m_primary)) {
            if (info.method == "userpass"_L1 && info.name == name)
                return info;
        }
        return {};
    }

private slots:
    void initTestCase()
    {
        lab::Options options = LabFleet::options(u"dr-pair"_s);
        options.tls = true;
        options.tempo = 4; // a telephone that nobody answers rings long enough to be looked at
        m_desk = std::make_unique<LabFleet>(options);
        QVERIFY(m_desk->start());
        for (const lab::ClusterInfo &info : m_desk->lab.clusters())
            (info.drMode == "secondary"_L1 ? m_secondary : m_primary) = info.name;
    }
    void init()
    {
        m_desk->fleet->signOut(m_desk->id(m_primary), ClusterSession::Revoke::No);
        m_desk->lab.clearFaults();
        m_desk->lab.clearRequestLog();
        m_notesBefore = m_desk->activity.entries().constLast().number;
    }
    void cleanupTestCase() { m_desk.reset(); }

    void everyMethodSignsIn_data();
    void everyMethodSignsIn();
    void wrongCredentialsAreSaidInVaultsWords_data();
    void wrongCredentialsAreSaidInVaultsWords();
    void fiveWrongPasswordsLockTheUserOut();
    void bodiesThatCannotBeSentAreNot_data();
    void bodiesThatCannotBeSentAreNot();
    void anUnreachableServerIsAskedOnce_data();
    void anUnreachableServerIsAskedOnce();
    void namesAreEscaped_data();
    void namesAreEscaped();
    void aNamespacesLoginCarriesItsHeader();
    void tokensOfEveryKindAreTaken_data();
    void tokensOfEveryKindAreTaken();
    void passcodesAreAskedFor();
    void aWrongPasscodeMayBeTypedAgain();
    void pushesAreWaitedFor();
    void aDeniedPushGoesBackToAsking();
    void everyConstraintIsMet();
    void oneOfSeveralFactorsIsEnough_data();
    void oneOfSeveralFactorsIsEnough();
    void aForgottenRequestEndsTheAttempt();
    void oktasNumberIsShown();
    void theBrowserSignsIn_data();
    void theBrowserSignsIn();
    void theProvidersRefusalEndsTheAttempt();
    void aPersonWithoutRightsIsRefusedByVault();
    void aRoleThatDoesNotExistOpensNoBrowser();
    void anotherStateChangesNothing();
    void theBrowserIsNotWaitedForForever();
    void aTakenPortIsSaidBeforeAnythingIsSent();
    void cancellingEndsItAtEveryStep_data();
    void cancellingEndsItAtEveryStep();
    void cancellingKeepsTheEarlierToken();
    void aTokenThatCannotBeRevokedIsSaidToLive_data();
    void aTokenThatCannotBeRevokedIsSaidToLive();
    void lockingBreaksTheLoginOff();
    void lockingDropsATokenThatIsBeingChecked();
    void aTokenThatCannotBeLookedUpIsRevoked_data();
    void aTokenThatCannotBeLookedUpIsRevoked();
    void anAddressRemovedMeanwhileEndsTheAttempt_data();
    void anAddressRemovedMeanwhileEndsTheAttempt();
    void onlyARememberedUserIsNamedWithARefusal();
    void aRefusalIsInTheActivityLog_data();
    void aRefusalIsInTheActivityLog();
    void whatWasNotSentIsNotInTheActivityLog();
    void onADrSecondaryNothingIsSent_data();
    void onADrSecondaryNothingIsSent();
    void aLockedDeskSendsNothing();
    void lookOnlySignsInToo();
};

void LoginFlowTest::everyMethodSignsIn_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("mount");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("remark");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("shownAs");
    const auto row = [](const char *tag, const QString &method, const QString &name,
                        const QString &path, const QString &shownAs, const QString &remark = {},
                        const QString &mount = {}) {
        QTest::newRow(tag) << method << mount << name << remark << path << shownAs;
    };
    row("userpass", u"userpass"_s, u"operator"_s, u"auth/userpass/login/operator"_s,
        u"userpass-operator"_s);
    row("ldap", u"ldap"_s, u"failover"_s, u"auth/ldap/login/failover"_s, u"ldap-failover"_s, {},
        u"ldap"_s);
    row("ldap at its own path", u"ldap"_s, u"operator"_s, u"auth/corp/directory/login/operator"_s,
        u"corp-directory-operator"_s, {}, u"corp/directory"_s);
    row("okta", u"okta"_s, u"architect"_s, u"auth/okta/login/architect"_s, u"okta-architect"_s);
    row("okta with a push", u"okta"_s, u"push"_s, u"auth/okta/login/push"_s, u"okta-push"_s,
        u"push"_s);
    row("radius", u"radius"_s, u"observer"_s, u"auth/radius/login/observer"_s,
        u"radius-observer"_s);
    row("approle", u"approle"_s, u"operator"_s, u"auth/approle/login"_s, u"approle"_s);
    row("jwt", u"jwt"_s, u"operator"_s, u"auth/jwt/login"_s, u"jwt-"_s);
    row("kubernetes", u"kubernetes"_s, u"operator"_s, u"auth/kubernetes/login"_s, u"kubernetes-"_s);
    row("github", u"github"_s, u"operator"_s, u"auth/github/login"_s, u"github-"_s);
}

void LoginFlowTest::everyMethodSignsIn()
{
    QFETCH(QString, method);
    QFETCH(QString, mount);
    QFETCH(QString, name);
    QFETCH(QString, remark);
    QFETCH(QString, path);
    QFETCH(QString, shownAs);
    const lab::SignInInfo info = labSignIn(*m_desk, m_primary, method, name, remark, mount);
    QCOMPARE(info.method, method);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(filledFrom(info), Fleet::Remember::No);
    QCOMPARE(attempt.flow.step(), Step::LoggingIn);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
    QVERIFY2(attempt.token->displayName.startsWith(shownAs),
             qPrintable(attempt.token->displayName));
    QCOMPARE(attempt.steps, (QList { Step::LoggingIn, Step::CheckingToken, Step::Ended }));
    QCOMPARE(primary().signIn, SignInState::SignedIn);
    QCOMPARE(logins(), QStringList { "POST "_L1 + path });
    const QList<lab::RequestEntry> log = m_desk->lab.requestLog();
    const auto login = std::ranges::find(log, "/v1/"_L1 + path, &lab::RequestEntry::path);
    QVERIFY(login->token.isEmpty());
    QVERIFY(login->query.isEmpty());
    QVERIFY(login->namespaceHeader.isEmpty());
    QVERIFY(login->vaultRequestHeader);
}

void LoginFlowTest::wrongCredentialsAreSaidInVaultsWords_data()
{
    QTest::addColumn<LoginMethod>("method");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("words");
    QTest::newRow("token") << LoginMethod::Token << u"x"_s << u"permission denied"_s;
    QTest::newRow("userpass") << LoginMethod::Userpass << u"observer"_s
                              << u"invalid username or password"_s;
    QTest::newRow("nobody") << LoginMethod::Userpass << u"nobody"_s
                            << u"invalid username or password"_s;
    QTest::newRow("ldap") << LoginMethod::Ldap << u"observer"_s << u"failed to bind"_s;
    QTest::newRow("ldap locked") << LoginMethod::Ldap << u"locked"_s << u"failed to bind"_s;
    QTest::newRow("ldap expired") << LoginMethod::Ldap << u"expired"_s << u"failed to bind"_s;
    QTest::newRow("okta") << LoginMethod::Okta << u"observer"_s << u"Authentication failed"_s;
    QTest::newRow("okta locked") << LoginMethod::Okta << u"locked"_s << u"okta auth"_s;
    QTest::newRow("okta expired") << LoginMethod::Okta << u"expired"_s << u"okta auth"_s;
    QTest::newRow("okta push denied") << LoginMethod::Okta << u"push-denied"_s << u"denied"_s;
    QTest::newRow("radius") << LoginMethod::Radius << u"observer"_s << u"access denied"_s;
    QTest::newRow("approle") << LoginMethod::Approle << u"observer"_s << u"invalid"_s;
    QTest::newRow("jwt") << LoginMethod::Jwt << u"operator"_s << u""_s;
    QTest::newRow("jwt expired") << LoginMethod::Jwt << u"expired"_s << u"expired"_s;
    QTest::newRow("jwt for others") << LoginMethod::Jwt << u"wrong audience"_s << u"audience"_s;
    QTest::newRow("kubernetes") << LoginMethod::Kubernetes << u"operator"_s
                                << u"permission denied"_s;
    QTest::newRow("kubernetes of another")
        << LoginMethod::Kubernetes << u"wrong namespace"_s << u"namespace not authorized"_s;
    QTest::newRow("github") << LoginMethod::Github << u"operator"_s << u""_s;
    QTest::newRow("cert without one")
        << LoginMethod::Certificate << u"operator"_s << u"client certificate must be supplied"_s;
}

void LoginFlowTest::wrongCredentialsAreSaidInVaultsWords()
{
    QFETCH(LoginMethod, method);
    QFETCH(QString, name);
    QFETCH(QString, words);
    LoginRequest request;
    request.method = method;
    // The names of what the lab refuses by itself come with the right password.
    const bool isRefusedAnyway =
        name == "locked"_L1 || name == "expired"_L1 || name.contains(u' ') || name.contains(u'-');
    lab::SignInInfo info;
    for (const lab::SignInInfo &one : m_desk->lab.signIns(m_primary)) {
        if (one.method == loginMethod(method).key && (one.name == name || one.remark == name)
            && (info.method.isEmpty() || one.remark == name))
            info = one;
    }
    if (isRefusedAnyway) {
        request = filledFrom(info);
    } else {
        for (const LoginField &field : loginMethod(method).fields) {
            if (field.secret)
                request.secrets.emplace(field.name, SecretString("wrong-secret"));
            else
                request.texts.emplace(field.name, field.name == "role_id"_L1 ? info.roleId : name);
        }
    }
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(std::move(request), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY(attempt.error);
    QVERIFY2(attempt.sentence().contains(words), qPrintable(attempt.sentence()));
    QVERIFY(!attempt.error->serverMessages.isEmpty());
    QVERIFY(!attempt.sentence().contains("wrong-secret"_L1));
    QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
    // One login, and nothing was asked with a token that is not there. Whoever waits for Okta asks
    // for its number every second.
    const bool byToken = method == LoginMethod::Token;
    QCOMPARE(logins().size(), byToken ? 0 : 1);
    QCOMPARE(asked().filter(u"auth/token"_s).size(), byToken ? 1 : 0);
}

void LoginFlowTest::fiveWrongPasswordsLockTheUserOut()
{
    for (int i = 0; i < 5; ++i) {
        Attempt wrong(*m_desk, m_primary);
        wrong.flow.begin(userpass(u"brief"_s, u"wrong"_s), Fleet::Remember::No);
        QTRY_COMPARE(wrong.ends, 1);
    }
    Attempt right(*m_desk, m_primary);
    right.flow.begin(userpass(u"brief"_s, u"brief"_s), Fleet::Remember::No);
    QTRY_COMPARE(right.ends, 1);
    QVERIFY(right.error);
    QCOMPARE(right.error->kind, Error::Kind::Denied);
    QVERIFY2(right.sentence().contains("permission denied"_L1), qPrintable(right.sentence()));
    QCOMPARE(logins().size(), 6);
}

void LoginFlowTest::bodiesThatCannotBeSentAreNot_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("mount");
    QTest::addColumn<QString>("nameSpace");
    QTest::newRow("no user") << u""_s << u"p"_s << u""_s << u""_s;
    QTest::newRow("no password") << u"u"_s << u""_s << u""_s << u""_s;
    QTest::newRow("a mount with a hole") << u"u"_s << u"p"_s << u"a//b"_s << u""_s;
    QTest::newRow("a namespace in two lines")
        << u"u"_s << u"p"_s << u""_s << u"a\r\nX-Vault-Token: x"_s;
}

void LoginFlowTest::bodiesThatCannotBeSentAreNot()
{
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(QString, mount);
    QFETCH(QString, nameSpace);
    LoginRequest request = userpass(user, password);
    request.mount = mount;
    request.nameSpace = nameSpace;
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(std::move(request), Fleet::Remember::No);
    QCOMPARE(attempt.ends, 0); // never before begin() returned
    QTRY_COMPARE(attempt.ends, 1);
    QCOMPARE(attempt.error->kind, Error::Kind::InvalidInput);
    QVERIFY(asked().isEmpty());
}

void LoginFlowTest::anUnreachableServerIsAskedOnce_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("mostLogins");
    const QList<lab::FaultInfo> faults = lab::Lab::availableFaults();
    for (const lab::FaultInfo &each : faults) {
        static const QStringList whole { u"certificate-expired"_s,
                                         u"certificate-wrong-host"_s,
                                         u"certificate-unknown-ca"_s,
                                         u"plain-http"_s,
                                         u"clock-off"_s,
                                         u"status-hidden"_s,
                                         u"slow"_s,
                                         u"catching-up"_s };
        if (whole.contains(each.id))
            continue;
        QTest::newRow(qPrintable("login: "_L1 + each.id))
            << each.id
            << u"auth/userpass/login"_s
            // A standby's redirect is followed once.
            << (each.id == "redirect-loop"_L1 ? 2 : 1);
        QTest::newRow(qPrintable("look-up: "_L1 + each.id))
            << each.id << u"auth/token/lookup-self"_s << 1;
    }
}

void LoginFlowTest::anUnreachableServerIsAskedOnce()
{
    QFETCH(QString, kind);
    QFETCH(QString, path);
    QFETCH(int, mostLogins);
    const bool hangs = kind.startsWith("hang"_L1);
    if (hangs) {
        SessionMeans hasty = withoutJitter();
        hasty.readTimeout = 2s;
        hasty.writeTimeout = 2s;
        m_desk->remakeFleet(hasty);
    }
    fault(kind, path);
    {
        Attempt attempt(*m_desk, m_primary);
        attempt.flow.begin(userpass(u"admin"_s, u"admin"_s), Fleet::Remember::No);
        QTRY_COMPARE(attempt.ends, 1);
        QVERIFY2(attempt.error, qPrintable(kind));
        QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
        QVERIFY(logins().size() <= mostLogins);
    }
    // The next attempt is a new one and works.
    m_desk->lab.clearFaults();
    if (hangs) {
        m_desk->remakeFleet(withoutJitter());
        QVERIFY(m_desk->poll(m_primary) && m_desk->poll(m_secondary));
    }
    Attempt again(*m_desk, m_primary);
    again.flow.begin(userpass(u"admin"_s, u"admin"_s), Fleet::Remember::No);
    QTRY_COMPARE(again.ends, 1);
    QVERIFY2(again.token, qPrintable(again.sentence()));
}

void LoginFlowTest::namesAreEscaped_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : { "a/b", "a b", "a?b=c", "a#b", "a%2Fb", "ä€", "../../sys/seal", "..",
                              "a;b", "a+b", "a@corp.example", "CORP\\ann" })
        QTest::newRow(name) << QString::fromUtf8(name);
}

void LoginFlowTest::namesAreEscaped()
{
    QFETCH(QString, name);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(userpass(name, u"p"_s), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY(attempt.error);
    // The lab reads the whole name, or nothing was sent.
    if (attempt.error->kind == Error::Kind::InvalidInput) {
        QVERIFY(asked().isEmpty());
        return;
    }
    QCOMPARE(asked(), QStringList { "POST auth/userpass/login/"_L1 + name });
    const QList<lab::RequestEntry> log = m_desk->lab.requestLog();
    QVERIFY(std::ranges::all_of(log, [](const auto &entry) { return entry.query.isEmpty(); }));
}

void LoginFlowTest::aNamespacesLoginCarriesItsHeader()
{
    LoginRequest request = userpass(u"observer"_s, u"observer"_s);
    request.nameSpace = u"retail"_s;
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(std::move(request), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    const QList<lab::RequestEntry> log = m_desk->lab.requestLog();
    const auto login = std::ranges::find_if(log, [](const lab::RequestEntry &entry) {
        return entry.path.endsWith("/login/observer"_L1);
    });
    QVERIFY(login != log.end());
    QCOMPARE(login->namespaceHeader, QByteArray("retail"));
}

void LoginFlowTest::tokensOfEveryKindAreTaken_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : { "batch", "periodic", "thrice" })
        QTest::newRow(name) << QString::fromLatin1(name);
}

void LoginFlowTest::tokensOfEveryKindAreTaken()
{
    QFETCH(QString, name);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(userpass(name, name), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
    QCOMPARE(attempt.token->type, name == "batch"_L1 ? u"batch"_s : u"service"_s);
    QCOMPARE(attempt.token->usesLeft.has_value(), name == "thrice"_L1);
    // A question of the former token that is answered only now is counted as a use, to be safe.
    QCOMPARE(primary().signInUsesLeft.has_value(), attempt.token->usesLeft.has_value());
    QVERIFY(primary().signInUsesLeft <= attempt.token->usesLeft);
}

void LoginFlowTest::passcodesAreAskedFor()
{
    const lab::SignInInfo info = user(u"totp"_s);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(filledFrom(info), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    QCOMPARE(attempt.flow.factors()->constraints.size(), 1);
    const MfaMethod factor = attempt.flow.factors()->constraints.at(0).any.at(0);
    QVERIFY(factor.usesPasscode);
    QCOMPARE(factor.type, u"totp"_s);
    QVERIFY(attempt.flow.remaining() > 200s);
    QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
    std::vector<MfaChoice> choices;
    choices.push_back({ factor.id, SecretString(m_desk->lab.totpCode(info.totpSeed).toUtf8()) });
    attempt.flow.answerFactors(std::move(choices));
    QCOMPARE(attempt.flow.step(), Step::Validating);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
    QCOMPARE(attempt.token->displayName, u"userpass-totp"_s);
    QCOMPARE(logins(),
             (QStringList { u"POST auth/userpass/login/totp"_s, u"POST sys/mfa/validate"_s }));
}

void LoginFlowTest::aWrongPasscodeMayBeTypedAgain()
{
    const lab::SignInInfo info = labSignIn(*m_desk, m_primary, u"ldap"_s, u"totp"_s, u"mfa"_s);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(filledFrom(info), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    const QString id = attempt.flow.factors()->constraints.at(0).any.at(0).id;
    for (int i = 1; i <= 2; ++i) {
        std::vector<MfaChoice> wrong;
        wrong.push_back({ id, SecretString("000000") });
        attempt.flow.answerFactors(std::move(wrong));
        QTRY_COMPARE(attempt.refusals.size(), i);
        QCOMPARE(attempt.flow.step(), Step::NeedsFactor);
        QVERIFY(errorSentence(attempt.refusals.constLast()).contains("failed to validate"_L1));
        QCOMPARE(notes(u"user totp): the second factor failed."_s).size(), i);
    }
    QVERIFY(notes(u"000000"_s).isEmpty());
    std::vector<MfaChoice> right;
    right.push_back({ id, SecretString(m_desk->lab.totpCode(info.totpSeed).toUtf8()) });
    attempt.flow.answerFactors(std::move(right));
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
    QCOMPARE(logins().count(u"POST auth/ldap/login/totp"_s), 1);
    QCOMPARE(logins().count(u"POST sys/mfa/validate"_s), 3);
}

void LoginFlowTest::pushesAreWaitedFor()
{
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(userpass(u"push"_s, u"push"_s), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    const MfaMethod factor = attempt.flow.factors()->constraints.at(0).any.at(0);
    QVERIFY(!factor.usesPasscode);
    std::vector<MfaChoice> choices;
    choices.push_back({ factor.id, {} });
    attempt.flow.answerFactors(std::move(choices));
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
    QCOMPARE(logins().size(), 2);
}

void LoginFlowTest::aDeniedPushGoesBackToAsking()
{
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(userpass(u"push-denied"_s, u"push-denied"_s), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    std::vector<MfaChoice> choices;
    choices.push_back({ attempt.flow.factors()->constraints.at(0).any.at(0).id, {} });
    attempt.flow.answerFactors(std::move(choices));
    QTRY_COMPARE(attempt.refusals.size(), 1);
    QCOMPARE(attempt.ends, 0);
    QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
    attempt.flow.cancel();
    QCOMPARE(attempt.ends, 1);
    QCOMPARE(attempt.error->kind, Error::Kind::Cancelled);
}

void LoginFlowTest::everyConstraintIsMet()
{
    const lab::SignInInfo info = user(u"both"_s);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(filledFrom(info), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    QCOMPARE(attempt.flow.factors()->constraints.size(), 2);
    std::vector<MfaChoice> choices;
    for (const MfaConstraint &constraint : attempt.flow.factors()->constraints) {
        const MfaMethod &factor = constraint.any.at(0);
        choices.push_back({ factor.id,
                            factor.usesPasscode
                                ? SecretString(m_desk->lab.totpCode(info.totpSeed).toUtf8())
                                : SecretString() });
    }
    attempt.flow.answerFactors(std::move(choices));
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
}

void LoginFlowTest::oneOfSeveralFactorsIsEnough_data()
{
    QTest::addColumn<bool>("byPasscode");
    QTest::newRow("the passcode") << true;
    QTest::newRow("the push") << false;
}

void LoginFlowTest::oneOfSeveralFactorsIsEnough()
{
    QFETCH(bool, byPasscode);
    const lab::SignInInfo info = user(u"either"_s);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(filledFrom(info), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    QCOMPARE(attempt.flow.factors()->constraints.size(), 1);
    const QList<MfaMethod> any = attempt.flow.factors()->constraints.at(0).any;
    QCOMPARE(any.size(), 2);
    const auto chosen = std::ranges::find(any, byPasscode, &MfaMethod::usesPasscode);
    std::vector<MfaChoice> choices;
    choices.push_back({ chosen->id,
                        byPasscode ? SecretString(m_desk->lab.totpCode(info.totpSeed).toUtf8())
                                   : SecretString() });
    attempt.flow.answerFactors(std::move(choices));
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
}

void LoginFlowTest::aForgottenRequestEndsTheAttempt()
{
    const lab::SignInInfo info = user(u"totp"_s);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(filledFrom(info), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    m_desk->lab.advanceClock(301s);
    std::vector<MfaChoice> choices;
    choices.push_back({ attempt.flow.factors()->constraints.at(0).any.at(0).id,
                        SecretString(m_desk->lab.totpCode(info.totpSeed).toUtf8()) });
    attempt.flow.answerFactors(std::move(choices));
    QTRY_VERIFY(attempt.ends == 1 || attempt.refusals.size() == 1);
    const QString said =
        attempt.ends ? attempt.sentence() : errorSentence(attempt.refusals.constFirst());
    QVERIFY2(said.contains("request"_L1), qPrintable(said));
    QVERIFY(!attempt.token);
    attempt.flow.cancel();
}

void LoginFlowTest::oktasNumberIsShown()
{
    Attempt attempt(*m_desk, m_primary);
    QSignalSpy came(&attempt.flow, &LoginFlow::oktaNumberCame);
    attempt.flow.begin(loginRequest(LoginMethod::Okta, { { u"username"_s, u"number"_s } },
                                    { { u"password"_s, u"number"_s } }),
                       Fleet::Remember::No);
    QVERIFY(came.wait(test::patience));
    QVERIFY(attempt.flow.oktaNumber());
    QVERIFY(*attempt.flow.oktaNumber() > 0);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
    QCOMPARE(logins(), QStringList { u"POST auth/okta/login/number"_s });
}

void LoginFlowTest::theBrowserSignsIn_data()
{
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("person");
    QTest::newRow("the default role") << u""_s << u"alice"_s;
    QTest::newRow("a role") << u"operator"_s << u"bob"_s;
}

void LoginFlowTest::theBrowserSignsIn()
{
    QFETCH(QString, role);
    QFETCH(QString, person);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.setCallbackPort(0);
    attempt.flow.begin(loginRequest(LoginMethod::Oidc, { { u"role"_s, role } }, {}),
                       Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::WaitingForBrowser);
    QVERIFY(attempt.link.isValid());
    QVERIFY(attempt.flow.remaining() > 200s);
    ScriptedBrowser browser;
    browser.visit(attempt.link, person);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
    QCOMPARE(attempt.token->displayName, "oidc-"_L1 + person);
    QTRY_VERIFY(browser.page().contains("close this page"));
    QCOMPARE(attempt.steps,
             (QList { Step::LoggingIn, Step::WaitingForBrowser, Step::LoggingIn,
                      Step::CheckingToken, Step::Ended }));
    const QStringList sent = asked();
    QCOMPARE(sent.count(u"POST auth/oidc/oidc/auth_url"_s), 1);
    QCOMPARE(sent.count(u"GET auth/oidc/oidc/callback"_s), 1);
}

void LoginFlowTest::theProvidersRefusalEndsTheAttempt()
{
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.setCallbackPort(0);
    attempt.flow.begin(loginRequest(LoginMethod::Oidc, {}, {}), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::WaitingForBrowser);
    ScriptedBrowser browser;
    browser.visit(attempt.link, {});
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY(attempt.error);
    QVERIFY2(attempt.sentence().contains("identity provider refused"_L1),
             qPrintable(attempt.sentence()));
    QTRY_VERIFY(browser.page().contains("Not signed in"));
    QVERIFY(!asked().contains(u"GET auth/oidc/oidc/callback"_s));
}

void LoginFlowTest::aPersonWithoutRightsIsRefusedByVault()
{
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.setCallbackPort(0);
    attempt.flow.begin(loginRequest(LoginMethod::Oidc, {}, {}), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::WaitingForBrowser);
    ScriptedBrowser browser;
    browser.visit(attempt.link, u"mallory"_s);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.sentence().contains("error validating claims"_L1),
             qPrintable(attempt.sentence()));
}

void LoginFlowTest::aRoleThatDoesNotExistOpensNoBrowser()
{
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.setCallbackPort(0);
    attempt.flow.begin(loginRequest(LoginMethod::Oidc, { { u"role"_s, u"none such"_s } }, {}),
                       Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY(attempt.link.isEmpty());
    QVERIFY2(attempt.sentence().contains("role does not exist"_L1), qPrintable(attempt.sentence()));
}

void LoginFlowTest::anotherStateChangesNothing()
{
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.setCallbackPort(0);
    attempt.flow.begin(loginRequest(LoginMethod::Oidc, {}, {}), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::WaitingForBrowser);
    ScriptedBrowser forger;
    forger.visitButStay(attempt.link, u"alice"_s);
    QTRY_VERIFY(forger.wouldGoTo().isValid());
    QUrl forged = forger.wouldGoTo();
    QUrlQuery query(forged);
    const QString state = query.queryItemValue(u"state"_s);
    query.removeQueryItem(u"state"_s);
    query.addQueryItem(u"state"_s, u"st_forged"_s);
    forged.setQuery(query);
    ScriptedBrowser stranger;
    stranger.open(forged);
    QTRY_COMPARE(stranger.status(), 400);
    QCOMPARE(attempt.flow.step(), Step::WaitingForBrowser);
    QVERIFY(!asked().contains(u"GET auth/oidc/oidc/callback"_s));
    // The real one still gets through.
    ScriptedBrowser browser;
    browser.open(forger.wouldGoTo());
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
}

void LoginFlowTest::theBrowserIsNotWaitedForForever()
{
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.setCallbackPort(0);
    attempt.flow.setBrowserPatience(100ms);
    attempt.flow.begin(loginRequest(LoginMethod::Oidc, {}, {}), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.sentence().contains("in time"_L1), qPrintable(attempt.sentence()));
    QVERIFY(attempt.link.isValid());
    // Nobody listens any more.
    ScriptedBrowser late;
    late.visit(attempt.link, u"alice"_s);
    QTRY_VERIFY(late.foundNobody());
    QVERIFY(!asked().contains(u"GET auth/oidc/oidc/callback"_s));
}

void LoginFlowTest::aTakenPortIsSaidBeforeAnythingIsSent()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.setCallbackPort(other.serverPort());
    attempt.flow.begin(loginRequest(LoginMethod::Oidc, {}, {}), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.sentence().contains(QString::number(other.serverPort())),
             qPrintable(attempt.sentence()));
    QVERIFY(asked().isEmpty());
}

void LoginFlowTest::cancellingEndsItAtEveryStep_data()
{
    QTest::addColumn<Step>("at");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("atOnce");
    for (const bool atOnce : { true, false }) {
        const auto row = [atOnce](const char *tag) -> QTestData & {
            return QTest::addRow("%s%s", tag, atOnce ? ", at once" : "");
        };
        row("logging in") << Step::LoggingIn << u"admin"_s << atOnce;
        row("asked for a factor") << Step::NeedsFactor << u"totp"_s << atOnce;
        row("waiting for a push") << Step::Validating << u"push-silent"_s << atOnce;
        row("checking the token") << Step::CheckingToken << u"admin"_s << atOnce;
        row("asking for the link") << Step::LoggingIn << u""_s << atOnce;
        row("waiting for the browser") << Step::WaitingForBrowser << u""_s << atOnce;
    }
}

void LoginFlowTest::cancellingEndsItAtEveryStep()
{
    QFETCH(Step, at);
    QFETCH(QString, name);
    QFETCH(bool, atOnce);
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.setCallbackPort(0);
    bool cancelled = false;
    const auto cancel = [&] {
        cancelled = true;
        attempt.flow.cancel();
    };
    QObject::connect(&attempt.flow, &LoginFlow::stepChanged, &attempt.flow, [&] {
        if (attempt.flow.step() == at) {
            if (atOnce)
                cancel();
            else if (at != Step::Validating) // that one waits until the telephone rings
                QTimer::singleShot(0, &attempt.flow, cancel);
        }
        if (attempt.flow.step() != Step::NeedsFactor)
            return;
        const MfaMethod factor = attempt.flow.factors()->constraints.at(0).any.at(0);
        if (factor.usesPasscode)
            return;
        std::vector<MfaChoice> choices;
        choices.push_back({ factor.id, {} });
        attempt.flow.answerFactors(std::move(choices));
    });
    attempt.flow.begin(name.isEmpty() ? loginRequest(LoginMethod::Oidc, {}, {})
                                      : userpass(name, name),
                       Fleet::Remember::Yes);
    if (at == Step::Validating && !atOnce) {
        QTRY_VERIFY(!m_desk->lab.pushes().isEmpty());
        cancel();
    }
    QTRY_VERIFY(cancelled);
    QCOMPARE(attempt.ends, 1);
    QCOMPARE(attempt.error->kind, Error::Kind::Cancelled);
    QCOMPARE(attempt.steps.at(attempt.steps.size() - 2), at);
    QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
    attempt.flow.cancel(); // has nothing to cancel
    // Whatever was under way comes to nothing.
    if (at == Step::Validating)
        static_cast<void>(m_desk->lab.answerPush({}, lab::Lab::PushAnswer::Approve));
    const bool madeToken = at == Step::CheckingToken
        || (!atOnce && !name.isEmpty() && (at == Step::LoggingIn || at == Step::Validating));
    QTRY_COMPARE(notes(u"was revoked"_s).size(), madeToken ? 1 : 0);
    QCOMPARE(asked().count(u"POST auth/token/revoke-self"_s), madeToken ? 1 : 0);
    if (madeToken) {
        // And it is of no use to anybody any more.
        const auto requests = m_desk->lab.requestLog();
        const auto revoked =
            std::ranges::find(requests, u"/v1/auth/token/revoke-self"_s, &lab::RequestEntry::path);
        QVERIFY(revoked != requests.end());
        QVERIFY(!m_desk->signIn(m_primary, QString::fromLatin1(revoked->token)));
        m_desk->fleet->signOut(m_desk->id(m_primary), ClusterSession::Revoke::No);
    }
    QVERIFY(m_desk->poll(m_primary));
    QVERIFY(m_desk->poll(m_primary));
    QCOMPARE(attempt.ends, 1);
    QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
    QCOMPARE(primary().signIn, SignInState::SignedOut);
    QVERIFY(!m_desk->registry.cluster(m_desk->id(m_primary))->rememberToken);
}

void LoginFlowTest::cancellingKeepsTheEarlierToken()
{
    QVERIFY(m_desk->signIn(m_primary, m_desk->lab.cluster(m_primary)->rootToken));
    Attempt attempt(*m_desk, m_primary);
    QObject::connect(&attempt.flow, &LoginFlow::stepChanged, &attempt.flow, [&attempt] {
        if (attempt.flow.step() == Step::CheckingToken)
            QTimer::singleShot(0, &attempt.flow, &LoginFlow::cancel);
    });
    attempt.flow.begin(userpass(u"admin"_s, u"admin"_s), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QCOMPARE(attempt.error->kind, Error::Kind::Cancelled);
    QVERIFY(m_desk->poll(m_primary));
    QCOMPARE(primary().signIn, SignInState::SignedIn);
    QCOMPARE(primary().signedInAs, u"root"_s);
    // What was stopped is revoked, and that is over before the next test counts revocations.
    QTRY_COMPARE(notes(u"was revoked"_s).size(), 1);
    m_desk->lab.clearRequestLog();
    m_desk->fleet->session(m_desk->id(m_primary))->verifyToken();
    // Not the only request: the look-up that was stopped may still be on its way.
    QTRY_VERIFY(std::ranges::any_of(m_desk->lab.requestLog(),
                                    [root = m_desk->lab.cluster(m_primary)->rootToken.toLatin1()](
                                        const lab::RequestEntry &one) {
                                        return one.path == u"/v1/auth/token/lookup-self"_s
                                            && one.token == root;
                                    }));
}

void LoginFlowTest::aTokenThatCannotBeRevokedIsSaidToLive_data()
{
    QTest::addColumn<bool>("looksOnly");
    QTest::addColumn<QString>("says");
    QTest::newRow("look-only") << true << u"while looking only"_s;
    QTest::newRow("refused") << false << u"could not be revoked"_s;
}

void LoginFlowTest::aTokenThatCannotBeRevokedIsSaidToLive()
{
    QFETCH(bool, looksOnly);
    QFETCH(QString, says);
    ClusterSession *live = m_desk->fleet->session(m_desk->id(m_primary));
    live->setLookOnly(looksOnly);
    if (!looksOnly)
        QVERIFY(m_desk->lab.setFault(m_primary, {},
                                     { .kind = u"error"_s,
                                       .pathPrefix = u"auth/token/revoke-self"_s,
                                       .method = {},
                                       .status = 403,
                                       .text = u"permission denied"_s }));
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(userpass(u"admin"_s, u"admin"_s), Fleet::Remember::No);
    QTimer::singleShot(0, &attempt.flow, &LoginFlow::cancel);
    QTRY_COMPARE(notes(u"lives until its lease ends"_s).size()
                     + notes(u"may live until its lease ends"_s).size(),
                 1);
    live->setLookOnly(false);
    const QString note = notes(u"until its lease ends"_s).constFirst();
    QVERIFY2(note.contains(says) && note.contains("auth/userpass, user admin"_L1),
             qPrintable(note));
    QCOMPARE(asked().count(u"POST auth/token/revoke-self"_s), looksOnly ? 0 : 1);
    QVERIFY(!live->hasToken());
}

void LoginFlowTest::lockingBreaksTheLoginOff()
{
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(userpass(u"push-silent"_s, u"push-silent"_s), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    std::vector<MfaChoice> choices;
    choices.push_back({ attempt.flow.factors()->constraints.at(0).any.at(0).id, {} });
    attempt.flow.answerFactors(std::move(choices));
    QTRY_VERIFY(!m_desk->lab.pushes().isEmpty());
    m_desk->fleet->lock();
    QCOMPARE(attempt.ends, 1);
    QCOMPARE(attempt.error->kind, Error::Kind::Cancelled);
    m_desk->fleet->unlock();
    QCOMPARE(notes(u"lives until its lease ends"_s).size(), 1);
    // The answer to the telephone comes to nobody.
    static_cast<void>(m_desk->lab.answerPush({}, lab::Lab::PushAnswer::Approve));
    QVERIFY(m_desk->poll(m_primary));
    QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
    QVERIFY(!asked().contains(u"POST auth/token/revoke-self"_s));
}

void LoginFlowTest::lockingDropsATokenThatIsBeingChecked()
{
    Attempt attempt(*m_desk, m_primary);
    bool locked = false;
    QObject::connect(&attempt.flow, &LoginFlow::stepChanged, &attempt.flow, [&] {
        if (attempt.flow.step() == Step::CheckingToken) {
            QTimer::singleShot(0, &attempt.flow, [&] {
                m_desk->fleet->lock();
                locked = true;
            });
        }
    });
    attempt.flow.begin(userpass(u"admin"_s, u"admin"_s), Fleet::Remember::No);
    QTRY_VERIFY(locked);
    m_desk->fleet->unlock();
    QCOMPARE(attempt.ends, 1);
    QVERIFY(m_desk->poll(m_primary));
    QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
    QVERIFY(!asked().contains(u"POST auth/token/revoke-self"_s));
    QCOMPARE(notes(u"lives until its lease ends"_s).size(), 1);
}

void LoginFlowTest::aTokenThatCannotBeLookedUpIsRevoked_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("kept");
    QTest::newRow("no default policy") << 403 << u"permission denied"_s << false;
    QTest::newRow("a server's failure") << 500 << u"internal error"_s << false;
    QTest::newRow("kept unchecked")
        << 400 << u"path disabled in replication DR secondary mode"_s << true;
}

void LoginFlowTest::aTokenThatCannotBeLookedUpIsRevoked()
{
    QFETCH(int, status);
    QFETCH(QString, text);
    QFETCH(bool, kept);
    QVERIFY(m_desk->lab.setFault(m_primary, {},
                                 { .kind = u"error"_s,
                                   .pathPrefix = u"auth/token/lookup-self"_s,
                                   .method = {},
                                   .status = status,
                                   .text = text }));
    ClusterSession *live = m_desk->fleet->session(m_desk->id(m_primary));
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(userpass(u"admin"_s, u"admin"_s), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY(attempt.error);
    QCOMPARE(live->hasToken(), kept);
    if (kept) {
        live->signOut(ClusterSession::Revoke::No);
    } else {
        QTRY_COMPARE(notes(u"was revoked"_s).size(), 1);
        const QString note = notes(u"was revoked"_s).constFirst();
        QVERIFY2(note.contains("could not be looked up"_L1) && note.contains("user admin"_L1),
                 qPrintable(note));
    }
    QCOMPARE(asked().count(u"POST auth/token/revoke-self"_s), kept ? 0 : 1);
    m_desk->lab.clearFaults();
    QVERIFY(m_desk->poll(m_primary));
}

void LoginFlowTest::anAddressRemovedMeanwhileEndsTheAttempt_data()
{
    QTest::addColumn<Step>("at");
    QTest::newRow("logging in") << Step::LoggingIn;
    QTest::newRow("checking the token") << Step::CheckingToken;
}

void LoginFlowTest::anAddressRemovedMeanwhileEndsTheAttempt()
{
    QFETCH(Step, at);
    const ClusterRecord before = *m_desk->registry.cluster(m_desk->id(m_primary));
    Attempt attempt(*m_desk, m_primary);
    bool removed = false;
    QObject::connect(&attempt.flow, &LoginFlow::stepChanged, &attempt.flow, [&] {
        if (attempt.flow.step() != at)
            return;
        QTimer::singleShot(0, &attempt.flow, [&] {
            ClusterRecord other = before;
            other.identity.address = u"https://127.0.0.1:1"_s;
            other.moreAddresses.clear();
            removed = m_desk->registry.update(other).has_value();
        });
    });
    attempt.flow.begin(userpass(u"admin"_s, u"admin"_s), Fleet::Remember::No);
    QTRY_VERIFY(removed);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY2(attempt.sentence().contains("was removed from the cluster"_L1),
             qPrintable(attempt.sentence()));
    QVERIFY(!m_desk->fleet->session(m_desk->id(m_primary))->hasToken());
    QVERIFY(m_desk->registry.update(before));
    QVERIFY(m_desk->poll(m_primary));
}

void LoginFlowTest::onlyARememberedUserIsNamedWithARefusal()
{
    const ClusterRecord before = *m_desk->registry.cluster(m_desk->id(m_primary));
    ClusterRecord record = before;
    record.lastSignIn = { .method = u"userpass"_s, .name = u"kim"_s };
    QVERIFY(m_desk->registry.update(record));
    for (const QString &typed : { u"kim"_s, u"hunter2"_s }) {
        Attempt attempt(*m_desk, m_primary);
        attempt.flow.begin(userpass(typed, u"wrong"_s), Fleet::Remember::No);
        QTRY_COMPARE(attempt.ends, 1);
    }
    QVERIFY(m_desk->registry.update(before));
    QCOMPARE(notes(u"failed."_s).size(), 2);
    QVERIFY(notes({}).constFirst().contains("(auth/userpass, user kim) failed."_L1));
    QVERIFY(notes(u"hunter2"_s).isEmpty());
}

void LoginFlowTest::aRefusalIsInTheActivityLog_data()
{
    QTest::addColumn<LoginMethod>("method");
    QTest::addColumn<QString>("mount");
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("words");
    QTest::newRow("userpass") << LoginMethod::Userpass << u""_s
                              << u"Signing in by userpass (auth/userpass) failed."_s
                              << u"invalid username or password"_s;
    QTest::newRow("ldap, its own mount")
        << LoginMethod::Ldap << u"/auth/corp/directory/"_s
        << u"Signing in by ldap (auth/corp/directory) failed."_s << u"failed to bind"_s;
    QTest::newRow("approle") << LoginMethod::Approle << u""_s
                             << u"Signing in by approle (auth/approle) failed."_s << u"invalid"_s;
    QTest::newRow("kubernetes") << LoginMethod::Kubernetes << u""_s
                                << u"Signing in by kubernetes (auth/kubernetes) failed."_s << u""_s;
    QTest::newRow("no such mount")
        << LoginMethod::Userpass << u"nowhere"_s << u"(auth/nowhere) failed."_s << u""_s;
}

void LoginFlowTest::aRefusalIsInTheActivityLog()
{
    QFETCH(LoginMethod, method);
    QFETCH(QString, mount);
    QFETCH(QString, how);
    QFETCH(QString, words);
    LoginRequest request;
    request.method = method;
    request.mount = mount;
    for (const LoginField &field : loginMethod(method).fields) {
        if (field.secret)
            request.secrets.emplace(field.name, SecretString("wrong-secret"));
        else
            request.texts.emplace(field.name, field.name == "role_id"_L1 ? u"r0le-1d"_s : u"kim"_s);
    }
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(std::move(request), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    const QStringList all = notes({});
    QCOMPARE(all.size(), 1);
    QVERIFY2(all.at(0).contains(how) && all.at(0).contains(words), qPrintable(all.at(0)));
    QVERIFY(!all.at(0).contains("wrong-secret"_L1) && !all.at(0).contains("r0le-1d"_L1));
    QVERIFY2(!all.at(0).contains("kim"_L1), qPrintable(all.at(0)));
    QCOMPARE(m_desk->activity.entries().constLast().outcome, ActivityEntry::Outcome::Attention);
}

void LoginFlowTest::whatWasNotSentIsNotInTheActivityLog()
{
    Attempt flawed(*m_desk, m_primary);
    flawed.flow.begin(userpass(u""_s, u"x"_s), Fleet::Remember::No);
    QTRY_COMPARE(flawed.ends, 1);
    Attempt cancelled(*m_desk, m_primary);
    cancelled.flow.setCallbackPort(0);
    cancelled.flow.begin(loginRequest(LoginMethod::Oidc, {}, {}), Fleet::Remember::No);
    QTRY_COMPARE(cancelled.flow.step(), Step::WaitingForBrowser);
    cancelled.flow.cancel();
    QCOMPARE(cancelled.ends, 1);
    QCOMPARE(notes({}), QStringList());
}

void LoginFlowTest::onADrSecondaryNothingIsSent_data()
{
    QTest::addColumn<LoginMethod>("method");
    for (const LoginMethodRow &row : loginMethods())
        QTest::newRow(row.key.data()) << row.method;
}

void LoginFlowTest::onADrSecondaryNothingIsSent()
{
    QFETCH(LoginMethod, method);
    LoginRequest request;
    request.method = method;
    for (const LoginField &field : loginMethod(method).fields) {
        if (field.secret)
            request.secrets.emplace(field.name, SecretString("something"));
        else
            request.texts.emplace(field.name, u"somebody"_s);
    }
    QCOMPARE(m_desk->snapshot(m_secondary).signIn, SignInState::Impossible);
    Attempt attempt(*m_desk, m_secondary);
    attempt.flow.setCallbackPort(0);
    attempt.flow.begin(std::move(request), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    QVERIFY(attempt.error);
    QVERIFY2(attempt.sentence().contains("Nobody can sign in to a DR secondary"_L1),
             qPrintable(attempt.sentence()));
    QVERIFY(asked().isEmpty());
    ClusterSession *session = m_desk->fleet->session(m_desk->id(m_secondary));
    QCOMPARE(session->hasToken(), method == LoginMethod::Token);
    session->signOut(ClusterSession::Revoke::No);
    QCOMPARE(m_desk->snapshot(m_secondary).signIn, SignInState::Impossible);
}

void LoginFlowTest::aLockedDeskSendsNothing()
{
    m_desk->fleet->lock();
    Attempt attempt(*m_desk, m_primary);
    attempt.flow.begin(userpass(u"admin"_s, u"admin"_s), Fleet::Remember::No);
    QTRY_COMPARE(attempt.ends, 1);
    m_desk->fleet->unlock();
    QVERIFY(attempt.error);
    QVERIFY(asked().isEmpty());
}

void LoginFlowTest::lookOnlySignsInToo()
{
    m_desk->fleet->session(m_desk->id(m_primary))->setLookOnly(true);
    Attempt attempt(*m_desk, m_primary);
    const lab::SignInInfo info = user(u"either"_s);
    attempt.flow.begin(filledFrom(info), Fleet::Remember::No);
    QTRY_COMPARE(attempt.flow.step(), Step::NeedsFactor);
    const QList<MfaMethod> any = attempt.flow.factors()->constraints.at(0).any;
    std::vector<MfaChoice> choices;
    choices.push_back({ std::ranges::find(any, false, &MfaMethod::usesPasscode)->id, {} });
    attempt.flow.answerFactors(std::move(choices));
    QTRY_COMPARE(attempt.ends, 1);
    m_desk->fleet->session(m_desk->id(m_primary))->setLookOnly(false);
    QVERIFY2(attempt.token, qPrintable(attempt.sentence()));
}

QTEST_GUILESS_MAIN(LoginFlowTest)
#include "tst_loginflow.moc"
