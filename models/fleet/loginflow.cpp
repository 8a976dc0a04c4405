// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/loginflow.h"

#include "models/fleet/clustersession.h"
#include "models/vault/oidclistener.h"
#include "models/vault/vaultclient.h"

#include <QRandomGenerator>
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

} // namespace

LoginFlow::LoginFlow(Fleet &fleet, ClusterId cluster, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_cluster(std::move(cluster))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        const QString why = m_step == Step::WaitingForBrowser
            ? tr("No answer came from the browser in time. Start again when you are ready.")
            : tr("The second factor did not come in time, and Vault has forgotten the sign-in. "
                 "Start again.");
        end(Failure(Error { .kind = Error::Kind::NotAllowed, .detail = why }));
    });
}

LoginFlow::~LoginFlow() = default;

void LoginFlow::begin(LoginRequest request, Fleet::Remember remember)
{
    Q_ASSERT(m_step == Step::Idle || m_step == Step::Ended);
    m_request = std::move(request);
    m_remember = remember;
    m_factors.reset();
    if (const std::optional<Error> flaw = loginFlaw(m_request)) {
        setStep(Step::LoggingIn);
        QTimer::singleShot(0, this, [this, flaw] { end(Failure(*flaw)); });
        return;
    }
    switch (m_request.method) {
    case LoginMethod::Token:
        checkToken(std::exchange(m_request.secrets[u"token"_s], {}));
        return;
    case LoginMethod::Oidc:
        beginBrowser();
        return;
    case LoginMethod::Userpass:
    case LoginMethod::Ldap:
    case LoginMethod::Okta:
    case LoginMethod::Radius:
    case LoginMethod::Approle:
    case LoginMethod::Jwt:
    case LoginMethod::Kubernetes:
    case LoginMethod::Github:
    case LoginMethod::Certificate:
        setStep(Step::LoggingIn);
        sendLogin(loginCall(m_request));
        return;
    }
}

void LoginFlow::sendLogin(Result<SideCall> call)
{
    ClusterSession *live = session();
    if (!live || !call) {
        const Error error = call ? Error { .kind = Error::Kind::NotAllowed,
                                           .detail = tr("This cluster is no longer registered.") }
                                 : call.error();
        QTimer::singleShot(0, this, [this, error] { end(Failure(error)); });
        return;
    }
    live->client().call(std::move(*call), this,
                        [this](Result<SideAnswer> answer) { onLogin(std::move(answer)); });
}

void LoginFlow::onLogin(Result<SideAnswer> answer)
{
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
    if (answer.mfa) {
        m_factors = std::move(answer.mfa);
        m_deadline.start(factorLife);
        setStep(Step::NeedsFactor);
        return;
    }
    checkToken(std::move(answer.token));
}

void LoginFlow::answerFactors(std::vector<MfaChoice> choices)
{
    ClusterSession *live = session();
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
    setStep(Step::Validating);
    live->client().call(mfaValidateCall(m_factors->requestId, choices, m_request.nameSpace), this,
                        [this](Result<SideAnswer> answer) { onFactors(std::move(answer)); });
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
        checkToken(std::move(login->token));
        return;
    }
    // A refusal leaves the half-finished login standing until its time is over.
    if (answer.error().kind == Error::Kind::Denied || answer.error().kind == Error::Kind::Throttled) {
        setStep(Step::NeedsFactor);
        emit factorRefused(answer.error());
        return;
    }
    end(Failure(answer.error()));
}

void LoginFlow::beginBrowser()
{
    m_listener = std::make_unique<OidcListener>();
    setStep(Step::LoggingIn);
    if (const Result<void> listening = m_listener->listen(m_callbackPort); !listening) {
        QTimer::singleShot(0, this, [this, error = listening.error()] { end(Failure(error)); });
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
        setStep(Step::LoggingIn);
        sendLogin(oidcCallbackCall(m_request, result->state, result->code, m_clientNonce));
    });
    m_clientNonce = randomWord();
    Result<SideCall> call = oidcAuthUrlCall(m_request, m_listener->redirectUri(), m_clientNonce);
    ClusterSession *live = session();
    if (!live || !call) {
        sendLogin(std::move(call));
        return;
    }
    live->client().call(std::move(*call), this,
                        [this](const Result<SideAnswer> &answer) { onAuthUrl(answer); });
}

void LoginFlow::onAuthUrl(const Result<SideAnswer> &answer)
{
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
    setStep(Step::WaitingForBrowser);
    emit browserWanted(*url);
}

void LoginFlow::checkToken(SecretString token)
{
    setStep(Step::CheckingToken);
    m_fleet.signIn(m_cluster, std::move(token), m_remember, this,
                   [this](const Result<TokenInfo> &info) { end(info); });
}

void LoginFlow::cancel()
{
    if (m_step == Step::Idle || m_step == Step::Ended)
        return;
    end(Failure(Error { .kind = Error::Kind::Cancelled }));
}

void LoginFlow::end(const Result<TokenInfo> &result)
{
    if (m_step == Step::Ended)
        return;
    m_deadline.stop();
    m_request.secrets.clear();
    m_clientNonce.clear();
    if (m_listener) {
        // It may be inside its own signal.
        m_listener->disconnect(this);
        m_listener->close();
        m_listener.release()->deleteLater();
    }
    setStep(Step::Ended);
    emit ended(result);
}

void LoginFlow::setStep(Step step)
{
    if (m_step == step)
        return;
    m_step = step;
    emit stepChanged();
}

ClusterSession *LoginFlow::session() const
{
    return m_fleet.session(m_cluster);
}

} // namespace switchover
