// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/clustertext.h"

#include "models/items/format.h"

#include "tests/items/itemsamples.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestClusterText final : public QObject
{
    Q_OBJECT

private slots:
    void rolesAreBadgesInVaultsWords()
    {
        const ReplicationBlock none = disabledBlock();
        QCOMPARE(roleBadges(sampleSnapshot(u"a"_s, u"A"_s)), QStringList());
        QCOMPARE(roleBadges(readSnapshot(u"a"_s, u"A"_s, none, none)), QStringList());
        QCOMPARE(roleBadges(readSnapshot(u"a"_s, u"A"_s, primaryBlock(), primaryBlock())),
                 (QStringList { u"Performance primary"_s, u"DR primary"_s }));
        QCOMPARE(roleBadges(readSnapshot(u"a"_s, u"A"_s, none, secondaryBlock())),
                 QStringList { u"DR secondary"_s });
        QCOMPARE(roleBadges(readSnapshot(u"a"_s, u"A"_s,
                                         sampleBlock(Mode::Unrecognized, u"tertiary"_s), none)),
                 QStringList { u"Performance tertiary"_s });
        QCOMPARE(roleBadges(readSnapshot(
                     u"a"_s, u"A"_s, sampleBlock(Mode::Bootstrapping, u"bootstrapping"_s), none)),
                 QStringList { u"Performance bootstrapping"_s });
    }

    void whyNothingIsReplicatedIsSaidInWords()
    {
        const ReplicationBlock none = disabledBlock();
        QCOMPARE(noReplicationText(readSnapshot(u"a"_s, u"A"_s, none, none)),
                 u"Replication disabled"_s);
        const ReplicationBlock unsupported = sampleBlock(Mode::Unsupported, u"unsupported"_s);
        QCOMPARE(noReplicationText(readSnapshot(u"a"_s, u"A"_s, unsupported, unsupported)),
                 u"Replication unsupported"_s);
        ClusterSnapshot community = readSnapshot(u"a"_s, u"A"_s, none, none);
        community.status->dialect = StatusDialect::Community;
        community.health = Health {};
        community.health->version = u"1.21.0"_s;
        QCOMPARE(noReplicationText(community), u"Community, no replication"_s);
        community.health->version = u"0.7.3+ent"_s; // answers alike
        QCOMPARE(noReplicationText(community), u"Replication disabled"_s);
        QCOMPARE(noReplicationText(readSnapshot(u"a"_s, u"A"_s, primaryBlock(), none)), QString());
        QCOMPARE(noReplicationText(sampleSnapshot(u"a"_s, u"A"_s)), QString());
    }

    void ofAnUnknownWordNothingIsConcluded()
    {
        const QString notKnown = u"This word of Vault is not known here."_s;
        ReplicationBlock primary = primaryBlock();
        QCOMPARE(stateMeaning(primary), explanation(primary.mode));
        primary.state = { State::Unrecognized, u"wobbling"_s };
        QCOMPARE(stateMeaning(primary), notKnown);
        primary.state = { State::Idle, u"idle"_s };
        QVERIFY(stateMeaning(primary).contains(u"in trouble"_s));
        primary.state.reset(); // as before Vault 1.1
        QCOMPARE(stateMeaning(primary), explanation(primary.mode));
        ReplicationBlock secondary = secondaryBlock();
        QCOMPARE(stateMeaning(secondary), explanation(*secondary.state));
        secondary.state = { State::Unrecognized, u"wobbling"_s };
        QCOMPARE(stateMeaning(secondary), notKnown);
        secondary.connectionState = { ConnectionState::Unrecognized, u"pondering"_s };
        QCOMPARE(stateMeaning(secondary), notKnown);
        secondary.connectionState = { ConnectionState::Shutdown, u"shutdown"_s };
        QCOMPARE(stateMeaning(secondary), explanation(*secondary.connectionState));
    }

    void aRoleThatWasNotToldIsNotGuessed()
    {
        QCOMPARE(roleText(nullptr), noValue());
        const ReplicationBlock missing = sampleBlock(Mode::Missing, {});
        QCOMPARE(roleText(&missing), noValue());
        const ReplicationBlock disabled = disabledBlock();
        QCOMPARE(roleText(&disabled), u"disabled"_s);
        const ReplicationBlock older = sampleBlock(Mode::Primary, u"perf-primary"_s);
        QCOMPARE(roleText(&older), u"primary"_s);
    }

    void theWorseStateIsShown()
    {
        ReplicationBlock broken = secondaryBlock();
        broken.state = { State::TransientFailure, u"transient-failure"_s };
        QCOMPARE(stateText(readSnapshot(u"a"_s, u"A"_s, broken, primaryBlock())),
                 u"transient-failure"_s);
        QCOMPARE(stateText(readSnapshot(u"a"_s, u"A"_s, primaryBlock(), broken)),
                 u"transient-failure"_s);
        QCOMPARE(stateHealth(readSnapshot(u"a"_s, u"A"_s, primaryBlock(), broken)),
                 ItemHealth::Danger);
        ReplicationBlock away = secondaryBlock(); // still says stream-wals for a while
        away.connectionState = { ConnectionState::TransientFailure, u"transient_failure"_s };
        QCOMPARE(stateText(readSnapshot(u"a"_s, u"A"_s, away, disabledBlock())),
                 u"transient_failure"_s);
        QCOMPARE(stateText(readSnapshot(u"a"_s, u"A"_s, primaryBlock(), secondaryBlock())),
                 u"stream-wals"_s);
        QCOMPARE(stateText(readSnapshot(u"a"_s, u"A"_s, disabledBlock(), disabledBlock())),
                 noValue());
        QCOMPARE(stateText(readSnapshot(u"a"_s, u"A"_s,
                                        sampleBlock(Mode::Bootstrapping, u"bootstrapping"_s),
                                        disabledBlock())),
                 u"bootstrapping"_s);
    }

    // Before Vault 1.4 the words of a secondary outlive its link.
    void streamingIsGreenOnlyWithProof()
    {
        ReplicationBlock old = secondaryBlock();
        old.connectionState.reset();
        old.primaries.reset();
        const ClusterSnapshot orphan = readSnapshot(u"a"_s, u"A"_s, old, disabledBlock());
        QCOMPARE(stateHealth(orphan), ItemHealth::Unknown);
        QCOMPARE(stateHealth(old), ItemHealth::Unknown);
        QCOMPARE(clusterHealth(orphan, std::nullopt, sampleTime), ItemHealth::Unknown);
        const ProvenLinks proven { { orphan.identity.id, ReplicationType::Performance } };
        QCOMPARE(stateHealth(orphan, proven), ItemHealth::Good);
        QCOMPARE(stateHealth(old, LinkProof::Elsewhere), ItemHealth::Good);
        QCOMPARE(clusterHealth(orphan, std::nullopt, sampleTime, proven), ItemHealth::Good);
        old.connectionState = { ConnectionState::Ready, u"ready"_s };
        QCOMPARE(stateHealth(old), ItemHealth::Good);
    }

    void healthFollowsProblemsFirst()
    {
        const ClusterSnapshot good = readSnapshot(u"a"_s, u"A"_s, primaryBlock(), disabledBlock());
        QCOMPARE(clusterHealth(good, std::nullopt, sampleTime), ItemHealth::Good);
        QCOMPARE(clusterHealth(good, ProblemSeverity::Info, sampleTime), ItemHealth::Good);
        QCOMPARE(clusterHealth(good, ProblemSeverity::Attention, sampleTime),
                 ItemHealth::Attention);
        QCOMPARE(clusterHealth(good, ProblemSeverity::Danger, sampleTime), ItemHealth::Danger);
        ClusterSnapshot settling = good;
        settling.settling = true;
        QCOMPARE(clusterHealth(settling, ProblemSeverity::Attention, sampleTime), ItemHealth::Busy);
        QCOMPARE(clusterHealth(settling, ProblemSeverity::Danger, sampleTime), ItemHealth::Danger);
    }

    void healthIsNeverGoodWithoutAFreshAnswer()
    {
        const ClusterSnapshot good = readSnapshot(u"a"_s, u"A"_s, primaryBlock(), disabledBlock());
        QCOMPARE(clusterHealth(sampleSnapshot(u"a"_s, u"A"_s), std::nullopt, sampleTime),
                 ItemHealth::Unknown);
        QCOMPARE(clusterHealth(good, std::nullopt, sampleTime.addSecs(31)), ItemHealth::Attention);
        ClusterSnapshot silent = good;
        silent.statusError = Error { .kind = Error::Kind::Timeout };
        silent.healthError = Error { .kind = Error::Kind::Timeout };
        QCOMPARE(clusterHealth(silent, std::nullopt, sampleTime), ItemHealth::Danger);
        ClusterSnapshot sealed = good;
        sealed.health->sealed = true;
        QCOMPARE(clusterHealth(sealed, std::nullopt, sampleTime), ItemHealth::Danger);
        ClusterSnapshot unsealed = sealed; // the seal status is newer and says more
        unsealed.seal = SealStatus { .initialized = true, .sealed = false };
        QCOMPARE(clusterHealth(unsealed, std::nullopt, sampleTime), ItemHealth::Good);
        ClusterSnapshot withoutStatus = sampleSnapshot(u"a"_s, u"A"_s);
        withoutStatus.takenAt = sampleTime;
        withoutStatus.health =
            Health { .httpStatus = 200, .initialized = true, .sealed = false, .standby = false };
        QCOMPARE(clusterHealth(withoutStatus, std::nullopt, sampleTime), ItemHealth::Unknown);
    }

    void freshnessTellsTheAge()
    {
        ClusterSnapshot snapshot = readSnapshot(u"a"_s, u"A"_s, primaryBlock(), disabledBlock());
        QCOMPARE(freshnessText(sampleSnapshot(u"a"_s, u"A"_s), sampleTime), u"Not read yet"_s);
        QCOMPARE(freshnessText(snapshot, sampleTime.addSecs(3)), u"Live, read 3 s ago"_s);
        QVERIFY(freshnessText(snapshot, sampleTime.addSecs(300)).contains(u"5 min ago"));
        snapshot.statusError = Error { .kind = Error::Kind::Timeout };
        QCOMPARE(freshnessText(snapshot, sampleTime.addSecs(3)),
                 u"Read 3 s ago; the newest attempt failed"_s);
        const QString toolTip = clusterToolTip(snapshot, sampleTime.addSecs(3));
        QVERIFY(toolTip.contains(u"https://a:8200"));
        QVERIFY(toolTip.contains(u"Performance primary"));
        QVERIFY(toolTip.contains(errorSentence(*snapshot.statusError)));
    }

    void sealAndSignInAreWords()
    {
        ClusterSnapshot snapshot = sampleSnapshot(u"a"_s, u"A"_s);
        QCOMPARE(sealText(snapshot), noValue());
        QCOMPARE(versionText(snapshot), noValue());
        QCOMPARE(signInText(snapshot), u"Signed out"_s);
        snapshot.seal =
            SealStatus { .initialized = true, .sealed = true, .threshold = 3, .progress = 1 };
        QCOMPARE(sealText(snapshot), u"Sealed, 1 of 3 key shares given"_s);
        snapshot.seal->sealed = false;
        QCOMPARE(sealText(snapshot), u"Unsealed"_s);
        snapshot.seal->initialized = false;
        QCOMPARE(sealText(snapshot), u"Not initialized"_s);
        snapshot.signIn = SignInState::SignedIn;
        snapshot.signedInAs = u"userpass-ops"_s;
        QCOMPARE(signInText(snapshot), u"userpass-ops"_s);
    }

    void aFilterFindsWhatIsShown()
    {
        const QString text = searchText(
            readSnapshot(u"vault-7"_s, u"Main"_s, primaryBlock(), secondaryBlock(), u"East"_s));
        for (const QString &word : { u"main"_s, u"east"_s, u"vault-7"_s, u"dr secondary"_s,
                                     u"stream-wals"_s, u"1.17.3+ent"_s, u"set-1"_s })
            QVERIFY2(text.contains(word), qPrintable(word));
        QCOMPARE(text, text.toCaseFolded());
    }
};

QTEST_GUILESS_MAIN(TestClusterText)
#include "tst_clustertext.moc"
