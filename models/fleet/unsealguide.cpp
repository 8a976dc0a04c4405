// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/unsealguide.h"

#include "models/fleet/activitynotes.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/replication/pairing.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/vault/vaultclient.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

/// The same for a share in hexadecimal and in base64, both of which Vault takes.
QByteArray digestOf(const SecretString &share)
{
    const QByteArrayView text = share.reveal();
    const auto isHex = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    const QByteArray raw = QByteArray::fromRawData(text.data(), text.size()); // no copy to erase
    QByteArray bytes = text.size() % 2 == 0 && std::ranges::all_of(text, isHex)
        ? QByteArray::fromHex(raw)
        : QByteArray::fromBase64(raw);
    const QByteArray digest = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
    bytes.fill('\0');
    return digest;
}

} // namespace

UnsealGuide::~UnsealGuide() = default;

UnsealGuide::UnsealGuide(Fleet &fleet, ClusterRegistry &registry, ActivityLog &activity,
                         const ClusterId &cluster, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_registry(registry)
    , m_activity(activity)
    , m_cluster(cluster)
{
    connect(&m_timer, &QTimer::timeout, this, &UnsealGuide::read);
    follow();
}

ClusterSession *UnsealGuide::session() const
{
    return m_fleet.session(m_cluster);
}

void UnsealGuide::start(std::chrono::milliseconds interval)
{
    m_timer.start(interval);
    read();
}

void UnsealGuide::stop()
{
    m_timer.stop();
}

// The registered addresses, and after them those that the cluster itself names.
void UnsealGuide::follow()
{
    const ClusterSession *live = session();
    if (!live)
        return;
    QStringList addresses { live->record().identity.address };
    for (const QString &more : live->record().moreAddresses) {
        const bool known = std::ranges::any_of(addresses, [&more](const QString &each) {
            return addressKey(each) == addressKey(more);
        });
        if (!known)
            addresses.append(more);
    }
    QList<Node> nodes;
    for (const QString &address : std::as_const(addresses)) {
        const Node *old = node(address);
        nodes.append(old ? *old : Node { .address = address, .news = {} });
        nodes.last().isRegistered = true;
    }
    for (const Node &old : std::as_const(m_nodes)) {
        const bool kept = std::ranges::any_of(nodes, [&old](const Node &each) {
            return addressKey(each.address) == addressKey(old.address);
        });
        if (!kept && !old.isRegistered)
            nodes.append(old);
    }
    m_nodes = nodes;
}

const UnsealGuide::Node *UnsealGuide::node(const QString &address) const
{
    const auto found = std::ranges::find_if(m_nodes, [&address](const Node &each) {
        return addressKey(each.address) == addressKey(address);
    });
    return found == m_nodes.end() ? nullptr : &*found;
}

UnsealGuide::Node *UnsealGuide::find(const QString &address)
{
    return const_cast<Node *>(std::as_const(*this).node(address));
}

void UnsealGuide::read()
{
    follow();
    nameOthers();
    const QList<Node> nodes = m_nodes;
    for (const Node &each : nodes) {
        if (!each.isBusy)
            readNode(each.address);
    }
}

void UnsealGuide::readNode(const QString &address)
{
    VaultClient *client = clientFor(address);
    if (!client)
        return;
    const quint64 question = ++m_memory[address].question;
    client->readSealStatus(this, [this, address, question](const Result<SealStatus> &seal) {
        if (question == m_memory[address].question) // no share was sent meanwhile
            take(address, seal);
    });
}

void UnsealGuide::take(const QString &address, const Result<SealStatus> &seal)
{
    Node *node = find(address);
    if (!node)
        return;
    if (seal) {
        takeSeal(*node, *seal);
    } else if (node->state != NodeState::Unreachable || node->news.isEmpty()) {
        node->state = NodeState::Unreachable;
        tell(*node, Mood::Attention, errorSentence(seal.error()));
    }
    emit changed();
}

void UnsealGuide::takeSeal(Node &node, const SealStatus &seal)
{
    Memory &memory = m_memory[node.address];
    if (node.state == NodeState::Unreachable)
        tell(node, Mood::Neutral, {});
    // Another attempt, or none: what was given before is not part of it.
    if (seal.sealed
        && (seal.progress == 0
            || (!memory.nonce.isEmpty() && !seal.nonce.isEmpty() && seal.nonce != memory.nonce)))
        memory.given.clear();
    memory.nonce = seal.nonce;
    if (node.isRegistered)
        m_seal = seal;
    node.progress = seal.sealed ? seal.progress : 0;
    node.threshold = seal.threshold;
    node.shares = seal.shares;
    if (seal.removedFromCluster.value_or(false))
        node.state = NodeState::Removed;
    else if (!seal.initialized)
        node.state = NodeState::Uninitialized;
    else if (!seal.sealed)
        node.state = NodeState::Unsealed;
    else
        node.state = sealKindOf(seal) == SealKind::Auto ? NodeState::SealedAuto : NodeState::Sealed;
}

// Nodes that are not registered: those the cluster named while somebody was signed in, and the
// leader's address. A new list is asked for once, if somebody is signed in now.
void UnsealGuide::nameOthers()
{
    ClusterSession *live = session();
    if (!live)
        return;
    if (!m_othersAsked && live->snapshot().signIn == SignInState::SignedIn) {
        m_othersAsked = true;
        live->askNodes(this, [this] {
            read();
            emit changed();
        });
    }
    for (const QString &address : live->namedNodes())
        found(address);
    if (const ClusterSnapshot &snapshot = live->snapshot(); snapshot.leader)
        found(snapshot.leader->leaderAddress);
}

VaultClient *UnsealGuide::clientFor(const QString &address)
{
    const ClusterSession *live = session();
    const Node *which = node(address);
    if (!live || !which)
        return nullptr;
    if (which->isRegistered)
        return live->client(which->address);
    std::unique_ptr<VaultClient> &client = m_strangers[which->address];
    live->prepareStranger(client, which->address);
    return client.get();
}

void UnsealGuide::found(const QString &address)
{
    if (!address.isEmpty() && !node(address))
        m_nodes.append({ .address = address, .isRegistered = false, .news = {} });
}

Result<void> UnsealGuide::registerNode(const QString &address)
{
    const Node *known = node(address);
    if (!known || known->isRegistered || !session())
        return {};
    return addAddress(known->address);
}

Result<void> UnsealGuide::addAddress(const QString &address)
{
    if (!session())
        return {};
    const Result<QString> good = ClusterRegistry::normalizedAddress(address);
    if (!good)
        return Failure(good.error());
    if (const Node *known = node(*good); known && known->isRegistered) {
        return Failure(Error { .kind = Error::Kind::InvalidInput,
                               .detail = tr("This address is registered already.") });
    }
    ClusterRecord record = session()->record();
    record.moreAddresses.append(*good);
    const Result<void> updated = m_registry.update(record);
    if (updated) {
        m_nodes.removeIf(
            [&good](const Node &each) { return addressKey(each.address) == addressKey(*good); });
        read();
        emit changed();
    }
    return updated;
}

int UnsealGuide::sealedCount() const
{
    return int(std::ranges::count_if(m_nodes, [](const Node &each) {
        return each.isRegistered && each.state == NodeState::Sealed;
    }));
}

bool UnsealGuide::isAllUnsealed() const
{
    return !m_nodes.isEmpty() && std::ranges::all_of(m_nodes, [](const Node &each) {
        return each.state == NodeState::Unsealed
            || (!each.isRegistered && each.state == NodeState::Unreachable);
    });
}

bool UnsealGuide::knowsOthers() const
{
    return session() && session()->knowsAllNodes();
}

QStringList UnsealGuide::unconfirmed() const
{
    QStringList result;
    for (const Node &each : m_nodes) {
        if (!each.isRegistered
            && (each.state == NodeState::Sealed || each.state == NodeState::Unread))
            result.append(each.address);
    }
    return result;
}

QStringList UnsealGuide::silentOthers() const
{
    QStringList result;
    for (const Node &each : m_nodes) {
        if (!each.isRegistered && each.state == NodeState::Unreachable)
            result.append(each.address);
    }
    return result;
}

QStringList UnsealGuide::unencrypted() const
{
    QStringList result;
    for (const Node &each : m_nodes) {
        if (each.state == NodeState::Sealed && ClusterRegistry::isPlainHttp(each.address))
            result.append(each.address);
    }
    return result;
}

bool UnsealGuide::hasTls() const
{
    return std::ranges::any_of(m_nodes, [](const Node &each) {
        return each.isRegistered && each.address.startsWith("https:"_L1);
    });
}

bool UnsealGuide::isBusy() const
{
    return std::ranges::any_of(m_nodes, [](const Node &each) { return each.isBusy; });
}

QString UnsealGuide::whyNot(const Node &node) const
{
    if (!node.isRegistered)
        return tr("This node is not registered. Add its address to the cluster first.");
    if (m_fleet.snapshot(m_cluster) && m_fleet.snapshot(m_cluster)->lookOnly)
        return tr("Look-only is on.");
    switch (node.state) {
    case NodeState::Unread:
        return tr("The node has not answered yet.");
    case NodeState::Unreachable:
        return tr("The node does not answer.");
    case NodeState::Uninitialized:
        return tr("The node has no data: it is not initialised.");
    case NodeState::Removed:
        return tr("The node was removed from the cluster; unsealing does not bring it back.");
    case NodeState::Unsealed:
        return tr("The node is unsealed.");
    case NodeState::SealedAuto:
        return tr("The node unseals itself and takes no shares. Restart it, or see whether it "
                  "reaches its key service.");
    case NodeState::Sealed:
        break;
    }
    return node.isBusy ? tr("A share is on its way.") : QString();
}

QString UnsealGuide::primaryName() const
{
    for (const ReplicationLink &link : m_fleet.topology().links) {
        if (link.secondary != m_cluster || !link.primary.isValid())
            continue;
        if (const ClusterSnapshot *primary = m_fleet.snapshot(link.primary))
            return primary->identity.name;
    }
    return {};
}

SealKind UnsealGuide::primarySeal() const
{
    for (const ReplicationLink &link : m_fleet.topology().links) {
        if (link.secondary != m_cluster || !link.primary.isValid())
            continue;
        if (const ClusterSnapshot *primary = m_fleet.snapshot(link.primary))
            return sealKindOf(primary->seal);
    }
    return SealKind::Unknown;
}

SealKind UnsealGuide::ownSeal() const
{
    if (m_seal)
        return sealKindOf(m_seal);
    const ClusterSnapshot *snapshot = m_fleet.snapshot(m_cluster);
    return snapshot ? sealKindOf(snapshot->seal) : SealKind::Unknown;
}

int UnsealGuide::giveToAll(SecretString share)
{
    m_refusal.clear();
    const QByteArray digest = digestOf(share);
    int sent = 0;
    bool had = false;
    for (Node &each : m_nodes) {
        if (!whyNot(each).isEmpty())
            continue;
        if (m_memory[each.address].given.contains(digest)) {
            had = true;
            continue;
        }
        send(each, share);
        ++sent;
    }
    if (sent == 0)
        m_refusal = had ? tr("Every sealed node has had this share. Each share counts once.")
            : !unconfirmed().isEmpty()
            ? tr("The nodes that wait for a share are not registered. Register them first.")
            : tr("No registered node waits for a share.");
    emit changed();
    return sent;
}

bool UnsealGuide::give(const QString &address, SecretString share)
{
    m_refusal.clear();
    Node *node = find(address);
    if (!node)
        return false;
    m_refusal = whyNot(*node);
    if (m_refusal.isEmpty() && m_memory[node->address].given.contains(digestOf(share)))
        m_refusal = tr("This node has had this share. Each share counts once.");
    if (!m_refusal.isEmpty())
        return false;
    send(*node, share);
    emit changed();
    return true;
}

void UnsealGuide::send(Node &node, const SecretString &share)
{
    VaultClient *client = session() ? session()->client(node.address) : nullptr;
    if (!client) {
        tell(node, Mood::Bad, tr("The node is not registered any more."));
        return;
    }
    Memory &memory = m_memory[node.address];
    const QByteArray digest = digestOf(share);
    memory.given.insert(digest);
    ++memory.question; // readings under way are older than what comes now
    node.isBusy = true;
    tell(node, Mood::Neutral, tr("A share is on its way."));
    auto kept = std::make_shared<SecretString>(share.clone());
    client->readSealStatus(
        this, [this, address = node.address, digest, kept](const Result<SealStatus> &seal) {
            sendIfSealed(address, digest, std::move(*kept), seal);
        });
}

// A key share is a secret: it leaves only for a node that says that it waits for one.
void UnsealGuide::sendIfSealed(const QString &address, const QByteArray &digest, SecretString share,
                               const Result<SealStatus> &seal)
{
    Node *node = find(address);
    VaultClient *client = session() && node ? session()->client(address) : nullptr;
    if (!node)
        return;
    node->isBusy = false;
    QString why;
    if (!seal) {
        why = errorSentence(seal.error());
    } else {
        takeSeal(*node, *seal); // which may forget what was given to an attempt of before
        why = client ? whyNot(*node) : tr("The node is not registered any more.");
    }
    if (!why.isEmpty()) {
        m_memory[address].given.remove(digest);
        tell(*node, Mood::Attention, tr("The share was not sent. %1", "reason").arg(why));
        emit changed();
        return;
    }
    node->isBusy = true;
    m_memory[address].given.insert(digest);
    client->unseal(
        this, std::move(share),
        [this, address, before = node->progress, digest](const Result<SealStatus> &answer) {
            shareAnswered(address, before, digest, answer);
        });
}

void UnsealGuide::shareAnswered(const QString &address, int before, const QByteArray &digest,
                                const Result<SealStatus> &answer)
{
    Node *node = find(address);
    if (!node)
        return;
    node->isBusy = false;
    if (!answer && outcomeIsUnknown(answer.error())) {
        tell(*node, Mood::Attention, tr("The answer was lost. Looking at the node…"));
        settleLost(address, before);
        emit changed();
        return;
    }
    if (!answer) {
        shareRefused(*node, digest, answer.error());
        emit changed();
        return;
    }
    takeSeal(*node, *answer);
    if (!answer->sealed) {
        tell(*node, Mood::Good, tr("Unsealed."));
        note(tr("%1 is unsealed.").arg(node->address), true);
        if (session())
            session()->pollNow();
    } else if (answer->progress > before) {
        tell(*node, Mood::Good,
             tr("The share counted: %1 of %2.").arg(answer->progress).arg(answer->threshold));
    } else {
        tell(*node, Mood::Attention,
             tr("The node has had this share before; it counts once. Give another one."));
    }
    emit changed();
}

void UnsealGuide::shareRefused(Node &node, const QByteArray &digest, const Error &error)
{
    Memory &memory = m_memory[node.address];
    const bool reached = error.httpStatus != 0;
    const QString said = error.serverMessages.join(u' ');
    if (!reached) {
        memory.given.remove(digest); // nothing left this computer
        tell(node, Mood::Bad, tr("The share was not sent. %1", "reason").arg(errorSentence(error)));
    } else if (said.contains("'key' must be"_L1)) {
        memory.given.remove(digest);
        tell(node, Mood::Bad,
             tr("This is no key share: a share is text in base64 or hexadecimal."));
    } else if (error.serverMessages.isEmpty() || said.contains("key is shorter than"_L1)
               || said.contains("key is longer than"_L1)) {
        // A proxy's words, or Vault's on this share alone: those given before still count.
        memory.given.remove(digest);
        tell(node, Mood::Bad,
             tr("The node did not take the share. %1", "reason").arg(errorSentence(error)));
    } else {
        // Vault notices only with the last share that one of them is wrong, and begins anew.
        memory.given.clear();
        tell(node, Mood::Bad,
             tr("The shares given do not open this node: at least one is wrong, or of another "
                "cluster's keys. The node has forgotten them all; begin anew. Vault said: “%1”")
                 .arg(said));
        note(tr("%1 refused the key shares it was given.").arg(node.address), false);
    }
    readNode(node.address);
}

// Nothing is sent again: what the node shows decides.
void UnsealGuide::settleLost(const QString &address, int before)
{
    VaultClient *client = session() ? session()->client(address) : nullptr;
    if (!client)
        return;
    ++m_memory[address].question;
    client->readSealStatus(this, [this, address, before](const Result<SealStatus> &seal) {
        Node *node = find(address);
        if (!node)
            return;
        take(address, seal);
        if (!seal)
            return;
        if (!seal->sealed)
            tell(*node, Mood::Good, tr("Unsealed. The answer to the share was lost."));
        else if (seal->progress > before)
            tell(*node, Mood::Good,
                 tr("The answer was lost, but the share counted: %1 of %2.")
                     .arg(seal->progress)
                     .arg(seal->threshold));
        else if (seal->progress == 0)
            tell(*node, Mood::Attention,
                 tr("The answer was lost, and the share did not count. It is not sent again by "
                    "itself; give it once more."));
        else
            tell(*node, Mood::Attention,
                 tr("The answer was lost, and the share did not count. Give other shares, or "
                    "start this node anew."));
        emit changed();
    });
}

void UnsealGuide::reset(const QString &address)
{
    Node *which = find(address);
    VaultClient *client = session() && which ? session()->client(which->address) : nullptr;
    if (!client || !whyNot(*which).isEmpty())
        return;
    which->isBusy = true;
    ++m_memory[which->address].question;
    client->call({ .verb = "POST",
                   .path = u"sys/unseal"_s,
                   .body = SecretString(R"({"reset":true})"),
                   .kind = SideCall::Kind::Writes,
                   .token = SideCall::Token::None },
                 this, [this, at = which->address](const Result<SideAnswer> &answer) {
                     Node *node = find(at);
                     if (!node)
                         return;
                     node->isBusy = false;
                     if (answer) {
                         m_memory[at].given.clear();
                         tell(*node, Mood::Neutral, tr("The node forgot its shares."));
                     } else {
                         tell(*node, Mood::Bad, errorSentence(answer.error()));
                     }
                     readNode(at);
                     emit changed();
                 });
    emit changed();
}

void UnsealGuide::tell(Node &node, Mood mood, const QString &text)
{
    node.mood = mood;
    node.news = text;
}

void UnsealGuide::note(const QString &text, bool good)
{
    addNote(m_activity, m_fleet, m_cluster,
            good ? ActivityEntry::Outcome::Good : ActivityEntry::Outcome::Bad, text);
}

} // namespace switchover

#include "moc_unsealguide.cpp"
