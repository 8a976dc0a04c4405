// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fleet/labfleet.h"

#include "tests/patience.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::test {

namespace {

constexpr int longest = 2 * patience; // milliseconds

bool timedOut(const std::optional<Error> &error)
{
    return error && error->kind == Error::Kind::Timeout;
}

/// Runs an event loop until it is told to quit. QTest's own waiting sleeps 10 ms after each round,
/// which a request over loopback would need three of.
class Wait
{
public:
    void quit()
    {
        m_over = true;
        m_loop.quit();
    }
    [[nodiscard]] bool untilTold()
    {
        QTimer::singleShot(longest, &m_loop, &QEventLoop::quit);
        if (!m_over)
            m_loop.exec();
        return m_over;
    }

private:
    QEventLoop m_loop;
    bool m_over = false;
};

} // namespace

LabFleet::LabFleet(lab::Options options, SessionMeans means)
    : lab(std::move(options))
    , m_means(std::move(means))
{
}

LabFleet::~LabFleet() = default;

lab::Options LabFleet::options(const QString &scenario)
{
    lab::Options options;
    options.scenario = scenario;
    options.tempo = 20;
    return options;
}

bool LabFleet::start()
{
    if (const Result<void> started = lab.start(); !started) {
        qWarning() << errorSentence(started.error());
        return false;
    }
    const QList<lab::ClusterInfo> clusters = lab.clusters();
    for (const lab::ClusterInfo &info : clusters) {
        ClusterRecord record;
        record.identity.id = { u"id-"_s + info.name };
        record.identity.name = info.name;
        record.identity.environment = Environment::Lab;
        record.identity.address = info.nodes.constFirst().address;
        for (const lab::NodeInfo &node : info.nodes.sliced(1))
            record.moreAddresses.append(node.address);
        record.caPem = lab.caPem();
        if (const Result<ClusterId> added = registry.add(record); !added) {
            qWarning() << errorSentence(added.error());
            return false;
        }
    }
    fleet = std::make_unique<Fleet>(registry, credentials, activity, clock, m_means);
    bool good = true;
    for (const lab::ClusterInfo &info : clusters) {
        good = read(info.name) && good;
        if (good && !info.rootToken.isEmpty() && !snapshot(info.name).isDrSecondary())
            good = signInAsRoot(info);
    }
    return good;
}

// A test about servers that hang has a short time limit, which a loaded machine reaches before
// them.
bool LabFleet::read(const QString &cluster)
{
    const QDeadlineTimer limit(patience);
    do {
        if (!poll(cluster))
            return false;
    } while ((timedOut(snapshot(cluster).healthError) || timedOut(snapshot(cluster).statusError))
             && !limit.hasExpired());
    return true;
}

bool LabFleet::signInAsRoot(const lab::ClusterInfo &info)
{
    const QDeadlineTimer limit(patience);
    while (!signIn(info.name, info.rootToken)) {
        if (limit.hasExpired() || !timedOut(m_refusal))
            return false;
    }
    return true;
}

void LabFleet::remakeFleet(SessionMeans means)
{
    m_means = std::move(means);
    fleet = std::make_unique<Fleet>(registry, credentials, activity, clock, m_means);
}

bool LabFleet::signIn(const QString &cluster, const QString &token)
{
    bool good = false;
    Wait wait;
    fleet->signIn(id(cluster), SecretString(token.toUtf8()), Fleet::Remember::No, this,
                  [&](const Result<TokenInfo> &info) {
                      good = info.has_value();
                      m_refusal = good ? std::nullopt : std::optional(info.error());
                      wait.quit();
                  });
    return wait.untilTold() && good;
}

bool LabFleet::poll(const QString &cluster)
{
    Wait wait;
    fleet->session(id(cluster))->pollAfresh(this, [&wait] { wait.quit(); });
    return wait.untilTold();
}

ClusterId LabFleet::id(const QString &cluster) const
{
    return { u"id-"_s + cluster };
}

const ClusterSnapshot &LabFleet::snapshot(const QString &cluster) const
{
    return *fleet->snapshot(id(cluster));
}

const ReplicationBlock *LabFleet::block(const QString &cluster, ReplicationType type) const
{
    return snapshot(cluster).block(type);
}

LabFleet::Ended LabFleet::run(OperationId operation, const QString &cluster, Arguments arguments,
                              const Prepare &prepare)
{
    OperationRun run(*fleet, activity, operation, std::move(arguments), snapshot(cluster));
    run.setSettlingInterval(20ms);
    run.setPatience(std::chrono::milliseconds(patience));
    run.setNoEffectAfter(300ms);
    run.setLateEffectWithin(300ms);
    using HazardKind = Hazard::Kind;
    QList<ClusterId> about { ClusterId() };
    for (const ClusterSnapshot &each : fleet->snapshots())
        about.append(each.identity.id);
    constexpr quint64 anyNumber = std::numeric_limits<quint64>::max() / 4;
    QList<Hazard> all;
    for (const ClusterId &id : std::as_const(about)) {
        for (const HazardKind kind :
             { HazardKind::SecondPrimary, HazardKind::PrimaryAlive, HazardKind::UnknownPrimary,
               HazardKind::LosesWrites, HazardKind::NotLevel, HazardKind::UnknownSecondary }) {
            all.append({ .kind = kind, .cluster = id });
            all.append({ .kind = kind, .cluster = id, .wals = anyNumber });
        }
    }
    run.setAccepted(all);
    if (prepare)
        prepare(run);
    Ended ended;
    Wait wait;
    connect(&run, &OperationRun::progressed, this,
            [&ended](const QString &text) { ended.progress.append(text); });
    connect(&run, &OperationRun::finished, this, [&wait] { wait.quit(); });
    run.start();
    if (!wait.untilTold())
        qWarning() << "the run did not end:" << run.progressText();
    ended.answer = run.takeAnswer();
    ended.outcome.end = run.outcome().end;
    ended.outcome.error = run.outcome().error;
    ended.outcome.sentence = run.outcome().sentence;
    ended.outcome.policyLines = run.outcome().policyLines;
    ended.outcome.startedAt = run.outcome().startedAt;
    ended.outcome.endedAt = run.outcome().endedAt;
    ended.run = run.run();
    return ended;
}

QList<lab::RequestEntry> LabFleet::writes() const
{
    QList<lab::RequestEntry> writes;
    const QList<lab::RequestEntry> log = lab.requestLog();
    for (const lab::RequestEntry &entry : log) {
        if (entry.method != "GET" && entry.method != "HEAD"
            && entry.path.startsWith("/v1/sys/replication"_L1))
            writes.append(entry);
    }
    return writes;
}

} // namespace switchover::test
