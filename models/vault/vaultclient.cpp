// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vaultclient.h"

#include "models/base/logging.h"
#include "models/base/secretjson.h"
#include "models/replication/catalogue.h"
#include "models/vault/errormapping.h"
#include "models/vault/httprequest.h"
#include "models/vault/httptransport.h"
#include "models/vault/redirect.h"
#include "models/vault/signindecoding.h"
#include "models/vault/tls.h"
#include "models/vault/vaulturl.h"

#include <QDateTime>
#include <QPointer>

#include <algorithm>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Effect = HttpCall::Effect;
using Elsewhere = HttpCall::Elsewhere;

// Vault gives up on a request after 90 s, unless its configuration says otherwise.
constexpr std::chrono::milliseconds vaultsPatience = std::chrono::seconds(100);

/// What a call wants, before it becomes an HttpCall with the connection's particulars.
struct Wish
{
    enum class Token { None, IfHeld, Required };

    QByteArray verb = "GET";
    QString path;
    QList<QPair<QString, QString>> query {};
    Effect effect = Effect::Reads;
    Token token = Token::None;
    SecretString body {};
    Elsewhere elsewhere = Elsewhere::Fails;
    QString activeNode {}; ///< "host:port" that sys/leader named
    enum class LookOnly { Allowed, Refused } lookOnly = LookOnly::Allowed;
    enum class Patience { Read, Write, Person } patience = Patience::Read;
    std::optional<Error> flaw {}; ///< why it cannot be sent
    QByteArray nameSpace {};
};

// An identifier with a slash would make the path another one; it cannot be escaped either, since
// Vault routes on the decoded path.
std::optional<Error> pathFlaw(const Operation &row, const QString &path)
{
    const qsizetype slashes = path.count(u'/');
    const auto fits = [slashes](QLatin1StringView pattern) {
        return !pattern.isEmpty()
            && slashes == std::count(pattern.begin(), pattern.end(), QLatin1Char('/'));
    };
    if (fits(row.path) || fits(row.legacyPath))
        return {};
    return Error { .kind = Error::Kind::InvalidInput,
                   .where = u"id"_s,
                   .detail = VaultClient::tr(
                       "An identifier in a path cannot be empty or hold a slash.") };
}

bool isSuccess(int status)
{
    return status >= 200 && status < 300;
}

// Each of these is an answer of sys/health about the node's state, not an error.
bool isHealthStatus(int status)
{
    return status == 200 || status == 429 || status == 472 || status == 473 || status == 474
        || status == 501 || status == 503 || status == 530;
}

Result<Health> healthOf(const HttpAnswer &answer)
{
    if (!isHealthStatus(answer.status))
        return Failure(isSuccess(answer.status) ? foreignAnswer(answer) : errorFromAnswer(answer));
    Result<Health> health = decodeHealth(answer.status, answer.body);
    // A balancer's page, or Vault's error body under a status that health uses otherwise.
    if (!health && !isSuccess(answer.status)
        && (isForeign(answer) || answer.body.contains("\"errors\"")))
        return Failure(errorFromAnswer(answer));
    if (!health && isForeign(answer))
        return Failure(foreignAnswer(answer));
    return health;
}

template <typename T, typename Decode>
Result<T> successOf(const HttpAnswer &answer, const Decode &decode)
{
    if (!isSuccess(answer.status))
        return Failure(errorFromAnswer(answer));
    if (isForeign(answer))
        return Failure(foreignAnswer(answer));
    return decode(answer);
}

bool fitsInHeader(const SecretString &token)
{
    return std::ranges::all_of(token.reveal(),
                               [](char byte) { return byte > 0x20 && byte < 0x7f; });
}

} // namespace

class VaultClient::Private
{
public:
    Private(VaultClient *client, Connection itsConnection, HttpTransport *sharedTransport)
        : q(client)
        , ownTransport(sharedTransport ? nullptr : std::make_unique<HttpTransport>())
        , transport(sharedTransport ? *sharedTransport : *ownTransport)
        , connection(std::move(itsConnection))
    {
    }

    template <typename T, typename Decode>
    void ask(Wish wish, const QObject *context, Decode decode, Done<T> done);
    template <typename T, typename Decode>
    void askForSuccess(Wish wish, const QObject *context, Decode decode, Done<T> done)
    {
        ask<T>(
            std::move(wish), context,
            [decode = std::move(decode)](const HttpAnswer &answer) {
                return successOf<T>(answer, decode);
            },
            std::move(done));
    }

    struct StatusAnswer
    {
        Result<ReplicationStatus> status;
        QString elsewhere; ///< "host:port" to ask instead
    };
    void readStatus(Elsewhere elsewhere, const QString &activeNode, const QObject *context,
                    Done<StatusAnswer> done);
    void askActiveNode(const QString &host, const QObject *context,
                       const Done<ReplicationStatus> &done);

    VaultClient *q;
    std::unique_ptr<HttpTransport> ownTransport;
    HttpTransport &transport;
    Connection connection;
    std::optional<Result<QSslConfiguration>> tls; // parsed when first needed
    SecretString token;
    quint64 tokenNumber = 0; ///< of the tokens held so far
    QStringList trustedHosts;

private:
    Result<HttpCall> httpCall(Wish &wish);
    std::optional<Error> objection(const Wish &wish) const;
};

std::optional<Error> VaultClient::Private::objection(const Wish &wish) const
{
    if (wish.flaw)
        return wish.flaw;
    if (connection.lookOnly && wish.lookOnly == Wish::LookOnly::Refused)
        return Error { .kind = Error::Kind::ReadOnly };
    if (wish.token == Wish::Token::Required && token.isEmpty())
        return Error { .kind = Error::Kind::InvalidInput,
                       .where = u"token"_s,
                       .detail = tr("No token is held.") };
    if (wish.token != Wish::Token::None && !fitsInHeader(token)) {
        return Error {
            .kind = Error::Kind::InvalidInput,
            .where = u"token"_s,
            .detail = tr(
                "The token holds characters that no token has, such as a space or line break.")
        };
    }
    return {};
}

Result<HttpCall> VaultClient::Private::httpCall(Wish &wish)
{
    if (const std::optional<Error> error = objection(wish))
        return Failure(*error);
    const Result<QUrl> url = vaultUrl(connection.address, wish.path, wish.query);
    if (!url)
        return Failure(url.error());
    if (!tls)
        tls = tlsConfiguration(connection);
    if (!*tls)
        return Failure(tls->error());

    HttpCall call;
    call.verb = wish.verb;
    call.url = *url;
    call.effect = wish.effect;
    call.body = std::move(wish.body);
    if (wish.token != Wish::Token::None)
        call.token = token.clone();
    call.elsewhere = wish.elsewhere;
    call.activeNode = wish.activeNode;
    call.trustKey = trustKey(connection);
    call.tls = **tls;
    call.pinnedDigests = connection.pinnedDigests;
    call.proxy = connection.proxy;
    call.tlsServerName = connection.tlsServerName;
    call.trustedHosts = trustedHosts;
    call.nameSpace = wish.nameSpace;
    switch (wish.patience) {
    case Wish::Patience::Read:
        call.timeout = connection.timeout;
        break;
    case Wish::Patience::Write:
        call.timeout = connection.writeTimeout;
        break;
    case Wish::Patience::Person:
        call.timeout = std::max(connection.writeTimeout, vaultsPatience);
        break;
    }
    return call;
}

template <typename T, typename Decode>
void VaultClient::Private::ask(Wish wish, const QObject *context, Decode decode, Done<T> done)
{
    Q_ASSERT(context && context->thread() == q->thread());
    Result<HttpCall> call = httpCall(wish);
    const bool carriesToken = call && !call->token.isEmpty();
    std::optional<Error> objection;
    if (!call) {
        objection = call.error();
        call = HttpCall {};
    }
    auto *request = new HttpRequest(transport, std::move(*call), q);

    // First of the two receivers: `done` may delete the client, the context or both.
    QObject::connect(request, &HttpRequest::finished, q,
                     [this, request, verb = wish.verb, path = wish.path,
                      number = carriesToken ? std::optional(tokenNumber) : std::nullopt] {
                         request->setParent(nullptr);
                         request->deleteLater();
                         qCDebug(lcHttp).noquote() << verb << path << request->httpStatus()
                                                   << request->milliseconds() << "ms";
                         const QPointer<VaultClient> client(q);
                         const bool travelled = number == tokenNumber;
                         emit q->requestFinished(QString::fromLatin1(verb), path,
                                                 request->httpStatus(), request->milliseconds());
                         if (client && travelled)
                             emit q->tokenTravelled(path, request->httpStatus());
                     });
    QObject::connect(request, &HttpRequest::finished, context,
                     [client = QPointer<VaultClient>(q), request, decode = std::move(decode),
                      done = std::move(done)] {
                         if (!client)
                             return;
                         Result<HttpAnswer> answer = request->takeResult();
                         if (!answer) {
                             done(Failure(answer.error()));
                             return;
                         }
                         Result<T> result = decode(*answer);
                         if (!result && result.error().httpStatus == 0)
                             result.error().httpStatus = answer->status;
                         done(std::move(result));
                     });
    QObject::connect(context, &QObject::destroyed, request, &HttpRequest::cancel);

    if (objection)
        request->failLater(*std::move(objection));
    else
        request->start();
}

void VaultClient::Private::readStatus(Elsewhere elsewhere, const QString &activeNode,
                                      const QObject *context, Done<StatusAnswer> done)
{
    ask<StatusAnswer>(
        { .path = u"sys/replication/status"_s, .elsewhere = elsewhere, .activeNode = activeNode },
        context,
        [](const HttpAnswer &answer) -> Result<StatusAnswer> {
            if (!answer.elsewhere.isEmpty())
                return StatusAnswer { Failure(Error {}), answer.elsewhere };
            Result<ReplicationStatus> status = successOf<ReplicationStatus>(
                answer, [](const HttpAnswer &it) { return decodeReplicationStatus(it.body); });
            if (!status && status.error().httpStatus == 0)
                status.error().httpStatus = answer.status;
            return StatusAnswer { std::move(status), {} };
        },
        std::move(done));
}

// What a stranger says is not this cluster's, and nothing is asked of one. sys/leader is answered
// by the node itself and names the address that Vault's own redirects lead to.
void VaultClient::Private::askActiveNode(const QString &host, const QObject *context,
                                         const Done<ReplicationStatus> &done)
{
    q->readLeader(context, [this, host, context, done](const Result<Leader> &leader) {
        const bool isActiveNode = leader && !leader->leaderAddress.isEmpty()
            && hostAndPort(QUrl(leader->leaderAddress)) == host;
        if (!isActiveNode) {
            done(Failure(
                Error { .kind = Error::Kind::Redirected,
                        .where = hostAndPort(connection.address),
                        .detail = tr("It leads to %1. That is neither an address of this cluster "
                                     "nor its active node. If it is one of its nodes, add the "
                                     "address to the cluster.")
                                      .arg(host) }));
            return;
        }
        readStatus(Elsewhere::Fails, host, context, [done](Result<StatusAnswer> answer) {
            if (answer)
                done(std::move(answer->status));
            else
                done(Failure(answer.error()));
        });
    });
}

VaultClient::VaultClient(Connection connection, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(connection), nullptr))
{
}

VaultClient::VaultClient(Connection connection, HttpTransport &transport, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(connection), &transport))
{
}

VaultClient::~VaultClient()
{
    // Before the transport goes.
    qDeleteAll(findChildren<HttpRequest *>(Qt::FindDirectChildrenOnly));
}

const Connection &VaultClient::connection() const
{
    return d->connection;
}

void VaultClient::setConnection(Connection connection)
{
    d->tls.reset();
    d->connection = std::move(connection);
}

void VaultClient::setTokenForwardingHosts(const QStringList &hostsWithPort)
{
    d->trustedHosts = hostsWithPort;
}

void VaultClient::setToken(SecretString token)
{
    if (!(token == d->token))
        ++d->tokenNumber;
    d->token = std::move(token);
}

void VaultClient::clearToken()
{
    if (!d->token.isEmpty())
        ++d->tokenNumber;
    d->token.clear();
}

bool VaultClient::hasToken() const
{
    return !d->token.isEmpty();
}

void VaultClient::readHealth(const QObject *context, Done<Health> done)
{
    d->ask<Health>({ .path = u"sys/health"_s }, context, healthOf, std::move(done));
}

void VaultClient::readStatus(const QObject *context, Done<ReplicationStatus> done)
{
    d->readStatus(Elsewhere::Reported, {}, context,
                  [this, context, done = std::move(done)](Result<Private::StatusAnswer> answer) {
                      if (!answer)
                          done(Failure(answer.error()));
                      else if (answer->elsewhere.isEmpty())
                          done(std::move(answer->status));
                      else
                          d->askActiveNode(answer->elsewhere, context, done);
                  });
}

void VaultClient::readSealStatus(const QObject *context, Done<SealStatus> done)
{
    d->askForSuccess<SealStatus>(
        { .path = u"sys/seal-status"_s }, context,
        [](const HttpAnswer &answer) { return decodeSealStatus(answer.body); }, std::move(done));
}

void VaultClient::readLeader(const QObject *context, Done<Leader> done)
{
    d->askForSuccess<Leader>(
        { .path = u"sys/leader"_s }, context,
        [](const HttpAnswer &answer) { return decodeLeader(answer.body); }, std::move(done));
}

void VaultClient::lookupSelf(const QObject *context, Done<TokenInfo> done)
{
    d->askForSuccess<TokenInfo>(
        { .path = u"auth/token/lookup-self"_s, .token = Wish::Token::Required }, context,
        [](const HttpAnswer &answer) {
            return decodeTokenLookup(answer.body, QDateTime::currentDateTimeUtc());
        },
        std::move(done));
}

void VaultClient::renewSelf(const QObject *context, Done<TokenInfo> done)
{
    d->askForSuccess<TokenInfo>(
        { .verb = "POST",
          .path = u"auth/token/renew-self"_s,
          .effect = Effect::Writes,
          .token = Wish::Token::Required,
          .body = SecretString("{}"),
          .lookOnly = Wish::LookOnly::Refused,
          .patience = Wish::Patience::Write },
        context,
        [](const HttpAnswer &answer) {
            return decodeTokenRenewal(answer.body, QDateTime::currentDateTimeUtc());
        },
        std::move(done));
}

void VaultClient::revokeSelf(const QObject *context, Done<void> done)
{
    d->askForSuccess<void>(
        { .verb = "POST",
          .path = u"auth/token/revoke-self"_s,
          .effect = Effect::Writes,
          .token = Wish::Token::Required,
          .body = SecretString("{}"),
          .lookOnly = Wish::LookOnly::Refused,
          .patience = Wish::Patience::Write },
        context, [](const HttpAnswer &) { return Result<void>(); }, std::move(done));
}

void VaultClient::lookupWrapping(const QObject *context, const SecretString &token,
                                 Done<WrappingInfo> done)
{
    d->askForSuccess<WrappingInfo>(
        { .verb = "POST",
          .path = u"sys/wrapping/lookup"_s,
          .effect = Effect::Writes,
          .body = SecretJson().member("token"_L1, token).take(),
          .lookOnly = Wish::LookOnly::Refused },
        context, [](const HttpAnswer &answer) { return decodeWrappingLookup(answer.body); },
        std::move(done));
}

void VaultClient::send(ApiCall call, const QObject *context, Done<OperationAnswer> done)
{
    const Operation &row = operation(call.operation);
    // A GET may change something: Vault 0.7 minted tokens by GET.
    const bool isWrite = row.isWrite() || call.method != HttpMethod::Get;
    const bool takesToken = call.authorization == Authorization::Token
        || call.authorization == Authorization::SudoToken
        || call.authorization == Authorization::OptionalToken;
    std::optional<Error> flaw = pathFlaw(row, call.path);
    d->askForSuccess<OperationAnswer>(
        { .verb = wireName(call.method),
          .path = std::move(call.path),
          .query = std::move(call.query),
          .effect = isWrite ? Effect::Writes : Effect::Reads,
          .token = takesToken ? Wish::Token::IfHeld : Wish::Token::None,
          .body = std::move(call.body),
          .lookOnly = isWrite ? Wish::LookOnly::Refused : Wish::LookOnly::Allowed,
          .patience = isWrite ? Wish::Patience::Write : Wish::Patience::Read,
          .flaw = std::move(flaw) },
        context,
        [&row](const HttpAnswer &answer) { return decodeAnswer(row, answer.status, answer.body); },
        std::move(done));
}

void VaultClient::call(SideCall call, const QObject *context, Done<SideAnswer> done)
{
    const bool isRead = call.verb == "GET" || call.verb == "LIST";
    const bool goesLookOnly =
        isRead ? call.kind != SideCall::Kind::Writes : call.kind == SideCall::Kind::SignsIn;
    std::optional<Error> flaw;
    if (!std::ranges::all_of(call.nameSpace, [](QChar c) { return c > u' ' && c < QChar(0x7f); })) {
        flaw = Error { .kind = Error::Kind::InvalidInput,
                       .where = u"namespace"_s,
                       .detail = tr("The namespace holds characters that no namespace has.") };
    }
    Wish::Token token = Wish::Token::None;
    switch (call.token) {
    case SideCall::Token::None:
        break;
    case SideCall::Token::IfHeld:
        token = Wish::Token::IfHeld;
        break;
    case SideCall::Token::Required:
        token = Wish::Token::Required;
        break;
    }
    d->askForSuccess<SideAnswer>(
        { .verb = std::move(call.verb),
          .path = std::move(call.path),
          .query = std::move(call.query),
          .effect = isRead && call.kind == SideCall::Kind::Looks ? Effect::Reads : Effect::Writes,
          .token = token,
          .body = std::move(call.body),
          .lookOnly = goesLookOnly ? Wish::LookOnly::Allowed : Wish::LookOnly::Refused,
          .patience = call.waitsForPerson ? Wish::Patience::Person
              : isRead                    ? Wish::Patience::Read
                                          : Wish::Patience::Write,
          .flaw = std::move(flaw),
          .nameSpace = call.nameSpace.toLatin1() },
        context,
        [](const HttpAnswer &answer) -> Result<SideAnswer> {
            return SideAnswer { .status = answer.status, .body = SecretString(answer.body) };
        },
        std::move(done));
}

void VaultClient::unseal(const QObject *context, SecretString key, Done<SealStatus> done)
{
    d->askForSuccess<SealStatus>(
        { .verb = "POST",
          .path = u"sys/unseal"_s,
          .effect = Effect::Writes,
          .body = SecretJson().member("key"_L1, key).take(),
          .lookOnly = Wish::LookOnly::Refused,
          .patience = Wish::Patience::Write },
        context, [](const HttpAnswer &answer) { return decodeSealStatus(answer.body); },
        std::move(done));
}

} // namespace switchover

#include "moc_vaultclient.cpp"
