// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/batchtokenstrategy.h"

#include "models/base/clock.h"
#include "models/base/json.h"
#include "models/base/jsonwriter.h"
#include "models/fleet/activitynotes.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/whengone.h"
#include "models/replication/answer.h"
#include "models/replication/capabilities.h"
#include "models/replication/catalogue.h"
#include "models/store/activitylog.h"
#include "models/vault/vaultclient.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct RoleSettings
{
    QStringList policies;
    bool orphan = false;
    bool renewable = true;
    QString type;
};

QString yesNo(bool value)
{
    return value ? u"true"_s : u"false"_s;
}

bool isName(const QString &text)
{
    static const QRegularExpression name(u"^[A-Za-z0-9_][A-Za-z0-9_.-]*$"_s);
    return name.match(text).hasMatch();
}

/// Of a time to live that problemOf() found in order: "3600", "8h", "1h30m".
qint64 secondsWished(const QString &ttl)
{
    qint64 seconds = 0;
    qint64 number = 0;
    for (const QChar sign : ttl) {
        if (sign.isDigit()) {
            number = std::min<qint64>(number * 10 + sign.digitValue(), INT_MAX);
            continue;
        }
        seconds += number * (sign == u'h' ? 3600 : sign == u'm' ? 60 : 1);
        number = 0;
    }
    return seconds + number;
}

QString firstMeaning(const Error &error)
{
    for (const QString &message : error.serverMessages) {
        if (const QString meaning = friendlyText(message); !meaning.isEmpty())
            return u' ' + meaning;
    }
    return {};
}

} // namespace

BatchTokenStrategy::BatchTokenStrategy(Fleet &fleet, ActivityLog &activity,
                                       const ClusterId &primary, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_activity(activity)
    , m_cluster(primary)
    , m_wish(usualWish())
{
}

BatchTokenStrategy::~BatchTokenStrategy() = default;

BatchTokenStrategy::Wish BatchTokenStrategy::usualWish()
{
    return { .policyName = QString(batchPolicyName),
             .roleName = QString(batchRoleName),
             .operations = { OperationId::DrPromote, OperationId::DrUpdatePrimary },
             .ttl = u"8h"_s };
}

QList<OperationId> BatchTokenStrategy::possibleOperations()
{
    return { OperationId::DrPromote,          OperationId::DrUpdatePrimary,
             OperationId::DrDisableSecondary, OperationId::DrReindex,
             OperationId::DrRecover,          OperationId::DrMerkleCheck,
             OperationId::DrReloadConfig };
}

QString BatchTokenStrategy::policyText(const Wish &wish)
{
    QStringList lines;
    for (const OperationId id : possibleOperations()) {
        if (!wish.operations.contains(id))
            continue;
        QString path = operation(id).path;
        path.replace(u"{subsystem}"_s, u"license"_s);
        lines.append(u"path \"%1\" { capabilities = [\"update\"] }"_s.arg(path));
    }
    if (wish.raft == Wish::Raft::Yes) {
        lines.append(u"path \"sys/storage/raft/autopilot/state\" { capabilities = [\"update\", "
                     "\"read\"] }"_s);
        lines.append(u"path \"sys/storage/raft/remove-peer\" { capabilities = [\"create\", "
                     "\"update\"] }"_s);
    }
    return lines.join(u'\n') + u'\n';
}

QString BatchTokenStrategy::problemOf(const Wish &wish)
{
    if (!isName(wish.roleName))
        return tr("The role needs a name of letters, digits, dots, dashes and underscores.");
    if (wish.scope == Scope::WriteWhatIsMissing) {
        if (!isName(wish.policyName) || wish.policyName == "root"_L1
            || wish.policyName == "default"_L1)
            return tr("The policy needs a name of its own: letters, digits, dots, dashes and "
                      "underscores.");
        if (wish.operations.isEmpty())
            return tr("Choose at least one operation the token is for.");
    }
    static const QRegularExpression duration(u"^[1-9][0-9]*[smh]?$|^([0-9]+[hms])+$"_s);
    if (!duration.match(wish.ttl).hasMatch())
        return tr("The time to live is a number of seconds, or for example 30m, 8h, 720h.");
    return {};
}

Permission BatchTokenStrategy::allowedOn(const ClusterSnapshot &snapshot)
{
    const auto no = [](const QString &reason) { return Permission { false, reason }; };
    const ReplicationBlock *block = snapshot.block(ReplicationType::DisasterRecovery);
    if (!block || !block->isPrimary())
        return no(tr("A batch DR operation token is prepared on a DR primary."));
    if (snapshot.lookOnly)
        return no(tr("%1 is set to look only.").arg(snapshot.identity.name));
    if (snapshot.signIn != SignInState::SignedIn)
        return no(tr("Sign in to %1 first.").arg(snapshot.identity.name));
    return { true, {} };
}

QString BatchTokenStrategy::policyPath() const
{
    return u"sys/policies/acl/"_s + m_wish.policyName;
}

QString BatchTokenStrategy::rolePath() const
{
    return u"auth/token/roles/"_s + m_wish.roleName;
}

ClusterSession *BatchTokenStrategy::session() const
{
    return m_fleet.session(m_cluster);
}

void BatchTokenStrategy::call(SideCall call, Answered done)
{
    ClusterSession *live = session();
    if (!live) {
        fail(tr("The cluster is not registered any more."));
        return;
    }
    QObject *watch = whenGone(live->client(), this, [this, generation = m_generation, done] {
        if (generation == m_generation)
            done(Failure(addressGoneError()));
    });
    live->client().call(std::move(call), this,
                        [this, watch, generation = m_generation,
                         done = std::move(done)](Result<SideAnswer> answer) {
                            delete watch;
                            if (generation == m_generation)
                                done(std::move(answer));
                        });
}

// Looking.

void BatchTokenStrategy::look(Wish wish)
{
    if (m_stage == Stage::Working)
        return;
    m_wish = std::move(wish);
    ++m_generation;
    m_policy = Existing::NotKnown;
    m_role = Existing::NotKnown;
    m_storedPolicy.clear();
    m_roleDifferences.clear();
    m_missingPolicy.clear();
    m_sentence.clear();
    m_bad = false;
    m_stage = Stage::Looking;
    emit changed();
    if (m_wish.scope == Scope::TokenOnly) {
        QTimer::singleShot(0, this, [this, generation = m_generation] {
            if (generation == m_generation)
                looked();
        });
        return;
    }
    readPolicy([this] { readRole([this] { looked(); }); });
}

void BatchTokenStrategy::readPolicy(std::function<void()> then)
{
    call({ .path = policyPath() }, [this, then = std::move(then)](Result<SideAnswer> answer) {
        if (answer) {
            judgePolicy(*answer);
        } else if (answer.error().kind == Error::Kind::NotFound) {
            m_policy = Existing::None;
        } else {
            refused(answer.error(), policyPath(), { u"create"_s, u"read"_s, u"update"_s });
            return;
        }
        then();
    });
}

void BatchTokenStrategy::judgePolicy(const SideAnswer &answer)
{
    const Result<JsonDocument> document = JsonDocument::parse(answer.body.reveal());
    std::optional<QString> text;
    if (document) {
        JsonReader json(*document);
        json.object("data"_L1, [&text](JsonReader &data) { text = data.text("policy"_L1); });
    }
    m_storedPolicy = text.value_or(QString());
    if (!text)
        m_policy = Existing::NotKnown;
    else
        m_policy = sameLines(*text, policyText(m_wish)) ? Existing::Same : Existing::Different;
}

void BatchTokenStrategy::readRole(std::function<void()> then)
{
    call({ .path = rolePath() }, [this, then = std::move(then)](Result<SideAnswer> answer) {
        if (answer) {
            judgeRole(*answer);
        } else if (answer.error().kind == Error::Kind::NotFound) {
            m_role = Existing::None;
        } else {
            refused(answer.error(), rolePath(), { u"create"_s, u"read"_s, u"update"_s });
            return;
        }
        then();
    });
}

void BatchTokenStrategy::judgeRole(const SideAnswer &answer)
{
    m_roleDifferences.clear();
    const Result<JsonDocument> document = JsonDocument::parse(answer.body.reveal());
    std::optional<RoleSettings> role;
    if (document) {
        JsonReader json(*document);
        json.object("data"_L1, [&role](JsonReader &data) {
            role = RoleSettings {
                .policies = data.texts("allowed_policies"_L1).value_or(QStringList()),
                .orphan = data.boolean("orphan"_L1).value_or(false),
                .renewable = data.boolean("renewable"_L1).value_or(true),
                .type = data.text("token_type"_L1).value_or(QString()),
            };
        });
    }
    if (!role) {
        m_role = Existing::NotKnown;
        return;
    }
    const auto compare = [this](const QString &name, const QString &is, const QString &wanted) {
        if (is != wanted)
            m_roleDifferences.append(u"%1: %2 → %3"_s.arg(name, is, wanted));
    };
    compare(u"allowed_policies"_s, role->policies.join(u", "_s), m_wish.policyName);
    compare(u"orphan"_s, yesNo(role->orphan), u"true"_s);
    compare(u"renewable"_s, yesNo(role->renewable), u"false"_s);
    compare(u"token_type"_s, role->type, u"batch"_s);
    m_role = m_roleDifferences.isEmpty() ? Existing::Same : Existing::Different;
}

void BatchTokenStrategy::looked()
{
    if (m_wish.scope == Scope::WriteWhatIsMissing
        && (m_policy == Existing::NotKnown || m_role == Existing::NotKnown)) {
        fail(tr("What the server says about policy and role could not be read, so nothing is "
                "written over it."));
        return;
    }
    m_stage = Stage::Ready;
    emit changed();
}

QList<BatchTokenStrategy::Request> BatchTokenStrategy::requests() const
{
    QList<Request> list;
    if (m_wish.scope == Scope::WriteWhatIsMissing && m_policy != Existing::Same) {
        JsonWriter json;
        json.beginObject().member("policy"_L1, policyText(m_wish)).endObject();
        list.append({ "POST", policyPath(), json.result(),
                      m_policy == Existing::Different ? tr("Changes the policy.")
                                                      : tr("Writes the policy.") });
    }
    if (m_wish.scope == Scope::WriteWhatIsMissing && m_role != Existing::Same) {
        JsonWriter json;
        json.beginObject()
            .member("allowed_policies"_L1, QStringList { m_wish.policyName })
            .member("orphan"_L1, true)
            .member("renewable"_L1, false)
            .member("token_type"_L1, u"batch"_s)
            .endObject();
        list.append({ "POST", rolePath(), json.result(),
                      m_role == Existing::Different ? tr("Changes the token role.")
                                                    : tr("Writes the token role.") });
    }
    JsonWriter json;
    json.beginObject().member("ttl"_L1, m_wish.ttl).endObject();
    list.append({ "POST", u"auth/token/create/"_s + m_wish.roleName, json.result(),
                  tr("Makes the token.") });
    return list;
}

QList<DifferenceLine> BatchTokenStrategy::policyDifference() const
{
    if (m_policy != Existing::Different)
        return {};
    return lineDifference(m_storedPolicy, policyText(m_wish));
}

// Writing.

void BatchTokenStrategy::begin()
{
    ClusterSession *live = session();
    if (m_stage != Stage::Ready || !live)
        return;
    m_stage = Stage::Working;
    m_bad = false;
    m_sentence = tr("The cluster is looked at once more before anything is sent…");
    emit changed();
    live->pollAfresh(this, [this, generation = m_generation] {
        const ClusterSnapshot *now = m_fleet.snapshot(m_cluster);
        if (generation != m_generation || !now)
            return;
        if (!now->isReachable() && now->healthError) {
            fail(tr("Nothing was sent. %1").arg(errorSentence(*now->healthError)));
            return;
        }
        if (const Permission permission = allowedOn(*now); !permission) {
            fail(tr("Nothing was sent. %1").arg(permission.reason));
            return;
        }
        writePolicy();
    });
}

void BatchTokenStrategy::writePolicy()
{
    const QList<Request> list = requests();
    if (list.constFirst().path != policyPath()) {
        writeRole();
        return;
    }
    m_sentence = tr("Writing the policy…");
    emit changed();
    call({ .verb = "POST",
           .path = list.constFirst().path,
           .body = SecretString(list.constFirst().body),
           .kind = SideCall::Kind::Writes },
         [this, request = list.constFirst()](const Result<SideAnswer> &answer) {
             written(
                 request, answer,
                 [this](std::function<void()> then) { readPolicy(std::move(then)); }, m_policy,
                 [this] {
                     m_policy = Existing::Same;
                     writeRole();
                 });
         });
}

void BatchTokenStrategy::writeRole()
{
    const QList<Request> list = requests();
    if (list.constFirst().path != rolePath()) {
        mint();
        return;
    }
    m_sentence = tr("Writing the token role…");
    emit changed();
    call({ .verb = "POST",
           .path = list.constFirst().path,
           .body = SecretString(list.constFirst().body),
           .kind = SideCall::Kind::Writes },
         [this, request = list.constFirst()](const Result<SideAnswer> &answer) {
             written(
                 request, answer, [this](std::function<void()> then) { readRole(std::move(then)); },
                 m_role,
                 [this] {
                     m_role = Existing::Same;
                     mint();
                 });
         });
}

// A lost answer is settled by reading what is stored now; nothing is sent again.
void BatchTokenStrategy::written(const Request &request, const Result<SideAnswer> &answer,
                                 const std::function<void(std::function<void()>)> &readAgain,
                                 const Existing &seen, const std::function<void()> &next)
{
    if (answer) {
        note(tr("%1 (POST %2)").arg(request.purpose, request.path), true);
        next();
        return;
    }
    if (!outcomeIsUnknown(answer.error())) {
        refused(answer.error(), request.path, { u"create"_s, u"read"_s, u"update"_s });
        return;
    }
    readAgain([this, &seen, next, request] {
        if (seen == Existing::Same) {
            note(tr("%1 (POST %2; the answer was lost, and what is stored shows that it was done)")
                     .arg(request.purpose, request.path),
                 true);
            next();
        } else {
            fail(tr("The answer to POST %1 was lost, and what is stored shows no effect. Nothing "
                    "is sent again by itself: look again and start once more.")
                     .arg(request.path));
        }
    });
}

void BatchTokenStrategy::mint()
{
    const Request request = requests().constLast();
    m_sentence = tr("Making the token…");
    emit changed();
    call({ .verb = "POST",
           .path = request.path,
           .body = SecretString(request.body),
           .kind = SideCall::Kind::Writes },
         [this](Result<SideAnswer> answer) { minted(std::move(answer)); });
}

void BatchTokenStrategy::minted(Result<SideAnswer> answer)
{
    const QString path = requests().constLast().path;
    if (answer) {
        keep(*answer);
        return;
    }
    if (outcomeIsUnknown(answer.error())) {
        fail(tr("The answer with the token was lost: %1 If one was made, nobody has it, and it "
                "ends by its time to live. Start once more to make another one.")
                 .arg(errorSentence(answer.error())));
        return;
    }
    refused(answer.error(), path, { u"create"_s, u"update"_s });
}

void BatchTokenStrategy::keep(const SideAnswer &answer)
{
    const Result<JsonDocument> document = JsonDocument::parse(answer.body.reveal());
    SecretString token;
    QString type;
    bool orphan = true;
    qint64 seconds = 0;
    if (document) {
        JsonReader json(*document);
        json.object("auth"_L1, [&](JsonReader &auth) {
            if (auto given = auth.secret("client_token"_L1))
                token = std::move(*given);
            type = auth.text("token_type"_L1).value_or(QString());
            orphan = auth.boolean("orphan"_L1).value_or(true);
            seconds = auth.integer("lease_duration"_L1).value_or(0);
        });
    }
    const ClusterSnapshot *primary = m_fleet.snapshot(m_cluster);
    if (token.isEmpty() || seconds <= 0 || !primary) {
        fail(tr("The answer holds no token with a time to live. Nothing is kept."));
        return;
    }
    if (type != "batch"_L1 || !orphan) {
        fail(tr("The role %1 does not make orphan batch tokens, which alone are good on a DR "
                "secondary without the primary. The token is not kept. Let the role be written, "
                "or choose another one.")
                 .arg(m_wish.roleName));
        return;
    }
    const QDateTime expires = m_fleet.clock().now().addSecs(seconds);
    OperationTokenStock &stock = m_fleet.operationTokens();
    const SecretString copy = token.clone();
    stock.putBatch(
        *primary,
        { .token = std::move(token),
          .expires = expires,
          .operations = m_wish.scope == Scope::TokenOnly ? QList<OperationId>() : m_wish.operations,
          .keep = m_wish.keep });
    if (const auto entry = stock.find(m_cluster, copy))
        m_stockNumber = entry->number;
    m_stage = Stage::Made;
    m_bad = false;
    m_sentence = tr("The batch token is made and good until %1. It is held in memory and offered "
                    "to the DR secondaries of this set; it cannot be renewed or revoked.")
                     .arg(QLocale().toString(expires.toLocalTime(), QLocale::ShortFormat));
    if (secondsWished(m_wish.ttl) > seconds)
        m_sentence += u' '
            + tr("The server made it shorter than the %1 that were asked for.").arg(m_wish.ttl);
    note(tr("A batch DR operation token was made, good until %1.")
             .arg(expires.toString(Qt::ISODate)),
         true);
    emit changed();
    emit made();
}

void BatchTokenStrategy::fail(const QString &sentence)
{
    m_bad = true;
    m_sentence = sentence;
    m_stage = Stage::Unread;
    note(sentence, false);
    emit changed();
}

void BatchTokenStrategy::refused(const Error &error, const QString &path, const QStringList &words)
{
    if (error.kind == Error::Kind::Denied) {
        m_missingPolicy = policyLines({ .path = path, .words = words });
        fail(tr("The token you are signed in with may not do this on %1. A policy with the lines "
                "below would allow it; or have somebody else keep policy and role, and make the "
                "token only.")
                 .arg(path));
        return;
    }
    fail(errorSentence(error) + firstMeaning(error));
}

void BatchTokenStrategy::note(const QString &text, bool good)
{
    addNote(m_activity, m_fleet, m_cluster,
            good ? ActivityEntry::Outcome::Good : ActivityEntry::Outcome::Attention, text);
}

} // namespace switchover

#include "moc_batchtokenstrategy.cpp"
