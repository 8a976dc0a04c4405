// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/loginflow.h"

#include "models/fleet/clustersession.h"
#include "models/vault/oidclistener.h"
#include "models/vault/vaultclient.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QUrlQuery>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// Duo's passcodes have a prefix; other methods take it since Vault 1.13 only.
SecretString passcodeFor(const MfaMethod &method, SecretString passcode)
{
    static constexpr QByteArrayView prefix("passcode=");
    if (method.type != "duo"_L1 || passcode.isEmpty() || passcode.reveal().startsWith(prefix))
        return passcode;
    QByteArray text;
    text.reserve(prefix.size() + passcode.size());
    text.append(prefix).append(passcode.reveal());
    SecretString prefixed { QByteArrayView(text) };
    text.fill('\0');
    return prefixed;
}

QString randomWord()
{
    static constexpr char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    QString word;
    for (int i = 0; i < 32; ++i)
        word += QLatin1Char(letters[QRandomGenerator::system()->bounded(62)]);
    return word;
}

struct LoginFlowText
{
    Q_DECLARE_TR_FUNCTIONS(LoginFlow)
};

/// What was typed that may stand on the disk: a password is easily typed into the wrong field.
enum class Typed { Whatever, AsRemembered };

/// "Signing in by ldap (auth/corp, user kim)". Role IDs and the like count as half a secret.
QString howToSignIn(const LoginRequest &request, const ClusterRecord &record, Typed typed)
{
    const SignInHabit &habit = record.lastSignIn;
    const auto names = [typed](const QString &value, const QStringList &remembered) {
        return !value.isEmpty() && (typed == Typed::Whatever || remembered.contains(value));
    };
    const LoginMethodRow &row = loginMethod(request.method);
    QStringList particulars;
    if (const QString mount = loginMount(request); !mount.isEmpty())
        particulars.append("auth/"_L1 + mount);
    if (const QString user = request.text("username"_L1); names(user, { habit.name }))
        particulars.append(LoginFlowText::tr("user %1").arg(user));
    if (const QString role = request.text("role"_L1); names(role, { habit.name }))
        particulars.append(LoginFlowText::tr("role %1").arg(role));
    if (names(request.nameSpace, { habit.nameSpace, record.loginNamespace }))
        particulars.append(LoginFlowText::tr("namespace %1").arg(request.nameSpace));
    const QString head = LoginFlowText::tr("Signing in by %1").arg(row.key);
    return particulars.isEmpty() ? head : u"%1 (%2)"_s.arg(head, particulars.join(u", "_s));
}

// Vault repeats some of what was typed: invalid role name "kim".
Error withoutTyped(Error error, const LoginRequest &request, const ClusterRecord &record)
{
    for (const QLatin1StringView field : { "username"_L1, "role"_L1 }) {
        const QString value = request.text(field);
        if (value.isEmpty() || value == record.lastSignIn.name)
            continue;
        const QRegularExpression word(
            u"(?<!\\w)%1(?!\\w)"_s.arg(QRegularExpression::escape(value)));
        for (QString &message : error.serverMessages)
            message.replace(word, u"…"_s);
    }
    return error;
}

Error lockedMeanwhile()
{
    return { .kind = Error::Kind::NotAllowed,
             .detail = LoginFlowText::tr("The desk was locked meanwhile, which broke it off. If "
                                         "the cluster made a token all the same, that lives until "
                                         "its lease ends.") };
}

Error addressGone()
{
    return { .kind = Error::Kind::NotAllowed,
             .detail = LoginFlowText::tr("The address that was asked was removed from the cluster "
                                         "meanwhile, which broke it off. If the cluster made a "
                                         "token all the same, that may live until its lease ends. "
                                         "Start again.") };
}

} // namespace

LoginFlow::LoginFlow(Fleet &fleet, ClusterId cluster, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_fleetLives(&fleet)
    , m_cluster(std::move(cluster))
    , m_calls(std::make_unique<QObject>())
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        const QString why = m_step == Step::WaitingForBrowser
            ? tr("No answer came from the browser in time. Start again when you are ready.")
            : tr("The second factor did not come in time, and Vault has forgotten the sign-in. "
                 "Start again.");
        end(Failure(Error { .kind = Error::Kind::NotAllowed, .detail = why }));
    });
    m_askAgain.setInterval(std::chrono::seconds(1));
    connect(&m_askAgain, &QTimer::timeout, this, &LoginFlow::askForOktaNumber);
    connect(&fleet, &Fleet::clusterRemoved, this, [this](const ClusterId &id) {
        if (id == m_cluster)
            cancel();
    });
    // Locking drops tokens and revokes none.
    connect(&fleet, &Fleet::lockedChanged, this, [this](bool locked) {
        if (!locked || m_step != Step::CheckingToken)
            return;
        if (!m_madeToken.isEmpty())
            m_fleet.noteSignInFailure(m_cluster, m_how, lockedMeanwhile());
        m_madeToken.clear();
        cancel();
    });
}

LoginFlow::~LoginFlow()
{
    if (m_step == Step::CheckingToken && m_fleetLives) {
        if (ClusterSession *live = m_fleet.session(m_cluster))
            live->cancelSignIn();
        discardMadeToken(tr("%1 was stopped.", "signing in"));
    }
}

void LoginFlow::begin(LoginRequest request, Fleet::Remember remember)
{
    Q_ASSERT(m_step == Step::Idle);
    m_request = std::move(request);
    m_remember = remember;
    if (const ClusterSession *live = m_fleet.session(m_cluster)) {
        m_how = howToSignIn(m_request, live->record(), Typed::AsRemembered);
        m_howAccepted = howToSignIn(m_request, live->record(), Typed::Whatever);
    }
    if (const std::optional<Error> reason = obstacle()) {
        if (enter(Step::LoggingIn))
            endSoon(*reason);
        return;
    }
    switch (m_request.method) {
    case LoginMethod::Token:
        checkToken(std::exchange(m_request.secrets[u"token"_s], {}));
        return;
    case LoginMethod::Oidc:
        beginBrowser();
        return;
    case LoginMethod::Okta:
        m_request.oktaNonce = randomWord();
        m_askAgain.start();
        [[fallthrough]];
    case LoginMethod::Userpass:
    case LoginMethod::Ldap:
    case LoginMethod::Radius:
    case LoginMethod::Approle:
    case LoginMethod::Jwt:
    case LoginMethod::Kubernetes:
    case LoginMethod::Github:
    case LoginMethod::Certificate:
        if (enter(Step::LoggingIn))
            sendLogin(loginCall(m_request));
        return;
    }
}

/// Why nothing is sent at all.
std::optional<Error> LoginFlow::obstacle() const
{
    const auto notAllowed = [](const QString &why) {
        return Error { .kind = Error::Kind::NotAllowed, .detail = why };
    };
    const ClusterSnapshot *snapshot = m_fleet.snapshot(m_cluster);
    if (!snapshot)
        return notAllowed(tr("This cluster is no longer registered."));
    if (m_fleet.isLocked())
        return notAllowed(tr("The desk is locked."));
    // A token can be kept there for calls that take one; every login is closed.
    if (snapshot->isDrSecondary() && m_request.method != LoginMethod::Token)
        return notAllowed(tr("Nobody can sign in to a DR secondary until it is promoted. Its "
                             "operations take a DR operation token or key shares."));
    return loginFlaw(m_request);
}

void LoginFlow::sendLogin(Result<SideCall> call)
{
    ClusterSession *live = m_fleet.session(m_cluster);
    if (!live || !call) {
        endSoon(call ? Error { .kind = Error::Kind::Cancelled } : call.error());
        return;
    }
    sendForToken(*live, std::move(*call), &LoginFlow::onLogin);
}

// Whoever broke it off would leave a token behind that nobody knows. It ends with its answer, with
// the session, or when the desk is locked: until then it holds what signs in.
void LoginFlow::sendForToken(ClusterSession &live, SideCall call, Answered answered)
{
    m_sent = true;
    auto *underWay = new QObject(&live);
    connect(&m_fleet, &Fleet::lockedChanged, underWay,
            [flow = QPointer(this), fleet = m_fleetLives, underWay, cluster = m_cluster,
             how = m_how](bool locked) {
                if (!locked)
                    return;
                underWay->deleteLater();
                if (flow)
                    flow->cancel();
                fleet->noteSignInFailure(cluster, how, lockedMeanwhile());
            });
    VaultClient &client = live.client();
    // A client that goes with its address answers nobody. Not while it goes: the session may too.
    connect(
        &client, &QObject::destroyed, underWay,
        [flow = QPointer(this), fleet = m_fleetLives, underWay, cluster = m_cluster, how = m_how] {
            underWay->deleteLater();
            if (!fleet)
                return;
            QTimer::singleShot(0, fleet.data(), [flow, fleet, cluster, how] {
                if (flow && flow->m_step != Step::Ended)
                    flow->end(Failure(addressGone()));
                else
                    fleet->noteSignInFailure(cluster, how, addressGone());
            });
        });
    client.call(std::move(call), underWay,
                [flow = QPointer(this), fleet = m_fleetLives, underWay, answered,
                 cluster = m_cluster, how = m_howAccepted,
                 nameSpace = m_request.nameSpace](Result<SideAnswer> answer) {
                    delete underWay;
                    if (flow && flow->m_step != Step::Ended) {
                        (flow->*answered)(std::move(answer));
                        return;
                    }
                    if (!answer || !fleet)
                        return;
                    Result<LoginAnswer> late = decodeLogin(answer->body.reveal());
                    if (late && !late->token.isEmpty())
                        fleet->discardToken(cluster, std::move(late->token), nameSpace,
                                            tr("%1 was stopped.", "signing in").arg(how));
                });
}

void LoginFlow::discardMadeToken(const QString &what)
{
    SecretString token = std::exchange(m_madeToken, {});
    if (!token.isEmpty() && m_fleetLives)
        m_fleet.discardToken(m_cluster, std::move(token), m_request.nameSpace, what.arg(m_how));
}

// A client that goes with its address answers nobody.
void LoginFlow::endWith(const VaultClient &client)
{
    disconnect(m_clientGone);
    m_clientGone = connect(&client, &QObject::destroyed, m_calls.get(), [this] {
        if (m_step == Step::Ended)
            return;
        QTimer::singleShot(0, m_calls.get(), [this] {
            ClusterSession *live = m_fleet.session(m_cluster);
            if (live && m_step == Step::CheckingToken)
                live->cancelSignIn();
            end(Failure(addressGone()));
        });
    });
}

void LoginFlow::onLogin(Result<SideAnswer> answer)
{
    m_askAgain.stop();
    if (m_step == Step::Ended)
        return;
    if (!answer) {
        end(Failure(answer.error()));
        return;
    }
    Result<LoginAnswer> login = decodeLogin(answer->body.reveal());
    if (!login) {
        end(Failure(login.error()));
        return;
    }
    take(std::move(*login));
}

void LoginFlow::take(LoginAnswer answer)
{
    m_request.secrets.clear();
    m_how = m_howAccepted;
    if (answer.mfa) {
        m_factors = std::move(answer.mfa);
        m_deadline.start(factorLife);
        enter(Step::NeedsFactor);
        return;
    }
    m_madeToken = answer.token.clone();
    checkToken(std::move(answer.token));
}

void LoginFlow::askForOktaNumber()
{
    ClusterSession *live = m_fleet.session(m_cluster);
    if (m_step != Step::LoggingIn || m_oktaNumber || !live) {
        m_askAgain.stop();
        return;
    }
    live->client().call(
        oktaNumberCall(m_request), m_calls.get(), [this](const Result<SideAnswer> &answer) {
            // Servers that do not know the question, and logins without a number, say 404.
            if (m_step != Step::LoggingIn || m_oktaNumber || !answer)
                return;
            if (const Result<qint64> number = decodeOktaNumber(answer->body.reveal())) {
                m_oktaNumber = *number;
                emit oktaNumberCame();
            }
        });
}

void LoginFlow::answerFactors(std::vector<MfaChoice> choices)
{
    ClusterSession *live = m_fleet.session(m_cluster);
    if (m_step != Step::NeedsFactor || !m_factors || !live)
        return;
    for (MfaChoice &choice : choices) {
        for (const MfaConstraint &constraint : std::as_const(m_factors->constraints)) {
            for (const MfaMethod &method : constraint.any) {
                if (method.id == choice.methodId)
                    choice.passcode = passcodeFor(method, std::move(choice.passcode));
            }
        }
    }
    if (!enter(Step::Validating))
        return;
    sendForToken(*live, mfaValidateCall(m_factors->requestId, choices, m_request.nameSpace),
                 &LoginFlow::onFactors);
}

void LoginFlow::onFactors(Result<SideAnswer> answer)
{
    if (m_step == Step::Ended)
        return;
    if (answer) {
        Result<LoginAnswer> login = decodeLogin(answer->body.reveal());
        if (!login || login->mfa) {
            end(Failure(login ? Error { .kind = Error::Kind::BadAnswer } : login.error()));
            return;
        }
        m_deadline.stop();
        m_madeToken = login->token.clone();
        checkToken(std::move(login->token));
        return;
    }
    // A refusal leaves the half-finished login standing until its time is over.
    if (answer.error().kind == Error::Kind::Denied
        || answer.error().kind == Error::Kind::Throttled) {
        m_fleet.noteSignInFailure(m_cluster, tr("%1: the second factor", "signing in").arg(m_how),
                                  answer.error());
        if (enter(Step::NeedsFactor))
            emit factorRefused(answer.error());
        return;
    }
    end(Failure(answer.error()));
}

void LoginFlow::beginBrowser()
{
    m_listener = std::make_unique<OidcListener>();
    if (!enter(Step::LoggingIn))
        return;
    if (const Result<void> listening = m_listener->listen(m_callbackPort); !listening) {
        endSoon(listening.error());
        return;
    }
    connect(m_listener.get(), &OidcListener::returned, this, [this](Result<OidcReturn> &result) {
        if (m_step != Step::WaitingForBrowser)
            return;
        m_deadline.stop();
        if (!result) {
            end(Failure(result.error()));
            return;
        }
        if (!enter(Step::LoggingIn))
            return;
        sendLogin(oidcCallbackCall(m_request, result->state, result->code, m_clientNonce));
    });
    m_clientNonce = randomWord();
    Result<SideCall> call = oidcAuthUrlCall(m_request, m_listener->redirectUri(), m_clientNonce);
    ClusterSession *live = m_fleet.session(m_cluster);
    if (!live || !call) {
        sendLogin(std::move(call));
        return;
    }
    m_sent = true;
    endWith(live->client());
    live->client().call(std::move(*call), m_calls.get(),
                        [this](const Result<SideAnswer> &answer) { onAuthUrl(answer); });
}

void LoginFlow::onAuthUrl(const Result<SideAnswer> &answer)
{
    disconnect(m_clientGone);
    if (m_step == Step::Ended)
        return;
    if (!answer) {
        end(Failure(answer.error()));
        return;
    }
    const Result<QUrl> url = decodeOidcAuthUrl(answer->body.reveal());
    if (!url) {
        end(Failure(url.error()));
        return;
    }
    const QString state = QUrlQuery(*url).queryItemValue(u"state"_s, QUrl::FullyDecoded);
    if (state.isEmpty()) {
        end(Failure(Error { .kind = Error::Kind::BadAnswer,
                            .where = u"data.auth_url"_s,
                            .detail = tr("it has no state to know the answer by") }));
        return;
    }
    m_listener->expect(state);
    m_deadline.start(m_browserPatience);
    if (enter(Step::WaitingForBrowser))
        emit browserWanted(*url);
}

void LoginFlow::checkToken(SecretString token)
{
    if (!enter(Step::CheckingToken))
        return;
    if (const ClusterSession *live = m_fleet.session(m_cluster))
        endWith(live->client());
    m_fleet.signIn(m_cluster, std::move(token), m_remember, this,
                   [this](const Result<TokenInfo> &info) { end(info); });
}

void LoginFlow::cancel()
{
    if (m_step == Step::Idle || m_step == Step::Ended)
        return;
    if (m_step == Step::CheckingToken) {
        if (ClusterSession *live = m_fleet.session(m_cluster))
            live->cancelSignIn();
        discardMadeToken(tr("%1 was stopped.", "signing in"));
    }
    end(Failure(Error { .kind = Error::Kind::Cancelled }));
}

// Never before begin() has returned.
void LoginFlow::endSoon(const Error &error)
{
    QTimer::singleShot(0, m_calls.get(), [this, error] { end(Failure(error)); });
}

void LoginFlow::end(const Result<TokenInfo> &result)
{
    if (m_step == Step::Ended)
        return;
    // Of a token that was checked the session's desk says what came of it.
    if (!result && m_sent && m_step != Step::CheckingToken && m_fleetLives
        && result.error().kind != Error::Kind::Cancelled)
        noteRefusal(result.error());
    if (!result && m_step == Step::CheckingToken && m_fleetLives)
        revokeWhatCannotBeUsed();
    m_deadline.stop();
    m_askAgain.stop();
    disconnect(m_clientGone);
    m_madeToken.clear();
    m_request.secrets.clear();
    m_request.oktaNonce.clear();
    m_clientNonce.clear();
    // Both may be inside their own signal or callback. What is on its way is broken off with its
    // context.
    if (m_calls)
        m_calls.release()->deleteLater();
    if (m_listener) {
        m_listener->disconnect(this);
        m_listener->close();
        m_listener.release()->deleteLater();
    }
    enter(Step::Ended);
    emit ended(result);
}

void LoginFlow::noteRefusal(const Error &error)
{
    const ClusterSession *live = m_fleet.session(m_cluster);
    if (live && m_how != m_howAccepted)
        m_fleet.noteSignInFailure(m_cluster, m_how, withoutTyped(error, m_request, live->record()));
    else
        m_fleet.noteSignInFailure(m_cluster, m_how, error);
}

// The look-up failed (no default policy, a server error, no answer in time), so nobody gets the
// token. On a DR secondary it is kept unchecked.
void LoginFlow::revokeWhatCannotBeUsed()
{
    ClusterSession *live = m_fleet.session(m_cluster);
    if (!live || m_fleet.isLocked()
        || (live->hasToken() && live->snapshot().signIn == SignInState::Impossible))
        return;
    discardMadeToken(tr("%1 succeeded, but the new token could not be looked up.", "signing in"));
}

// False if whoever heard of the step cancelled it.
bool LoginFlow::enter(Step step)
{
    if (m_step != step) {
        m_step = step;
        emit stepChanged();
    }
    return m_step == step;
}

} // namespace switchover

#include "moc_loginflow.cpp"
