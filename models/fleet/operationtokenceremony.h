// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/base/secretstring.h"
#include "models/fleet/ceremonytexts.h"
#include "models/replication/answer.h"
#include "models/replication/arguments.h"
#include "models/replication/operationtoken.h"
#include "models/replication/pgppublickey.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace switchover {

class ActivityLog;
class ClusterSession;
class Fleet;
class GpgDecryption;
class OperationRun;
struct OperationOutcome;

/// Generating a DR operation token on one DR secondary with key shares of its primary: the attempt,
/// the shares one at a time, and decoding here what comes back. The made token goes to the fleet's
/// OperationTokenStock and nowhere else.
///
/// Only one attempt can run on a cluster, and anybody may have started it. So the attempt is read
/// before anything is done and watched while this object is active: one whose nonce is not known
/// here is somebody else's, and is cancelled only by its nonce. A write whose answer was lost is
/// never sent again; the attempt is read, and what it shows decides.
class OperationTokenCeremony final : public QObject
{
    Q_OBJECT

public:
    enum class Stage {
        Unread,     ///< not read yet, or it could not be read
        Idle,       ///< no attempt is running
        Unclaimed,  ///< one is running that was not started from here
        Collecting, ///< shares are given to it: started from here, or joined
        Encoded,    ///< complete, and what came has to be decoded with something that is not here
        Made,       ///< the token is in the stock
        Dropped,    ///< it was made, and the stock holds it no longer
    };
    enum class Work { None, Reading, Starting, Giving, Cancelling, Decrypting };
    enum class Mood { Neutral, Good, Attention, Bad };
    /// What the attempt was started with.
    enum class Disguise { OneTimePassword, PgpKey };

    /// The part of the attempt everybody may see.
    struct Attempt
    {
        QString nonce;
        int progress = 0;
        int required = 0;
        QString pgpFingerprint;
        friend bool operator==(const Attempt &, const Attempt &) = default;
    };
    /// What was last found out, for people.
    struct News
    {
        Mood mood = Mood::Neutral;
        QString text;
        friend bool operator==(const News &, const News &) = default;
    };

    OperationTokenCeremony(Fleet &fleet, ActivityLog &activity, const ClusterId &cluster,
                           QObject *parent = nullptr);
    ~OperationTokenCeremony() override;

    [[nodiscard]] ClusterId cluster() const { return m_cluster; }
    [[nodiscard]] Stage stage() const { return m_stage; }
    [[nodiscard]] Work work() const { return m_work; }
    [[nodiscard]] const News &news() const { return m_news; }
    [[nodiscard]] const Attempt &attempt() const { return m_attempt; }
    [[nodiscard]] bool isOurs() const { return m_ours; } ///< started from here
    [[nodiscard]] Disguise disguise() const;
    /// Vault refused for want of a token, or of a better one.
    [[nodiscard]] bool needsVaultToken() const { return m_needsVaultToken; }
    [[nodiscard]] bool holdsVaultToken() const;
    [[nodiscard]] const QStringList &holders() const { return m_holders; } ///< who gave shares here
    [[nodiscard]] const PgpPublicKey &pgpKey() const { return m_pgpKey; }
    /// The one-time password is held, so an encoded token that came to another window can be
    /// decoded here.
    [[nodiscard]] bool canDecode() const { return !m_otp.isEmpty(); }
    [[nodiscard]] const SecretString &oneTimePassword() const { return m_otp; }
    [[nodiscard]] const SecretString &encodedToken() const { return m_encoded; }
    /// Of the made token in the stock; 0 before and after.
    [[nodiscard]] quint64 stockNumber() const { return m_stockNumber; }

    void setSettlingInterval(std::chrono::milliseconds interval);
    void
    setWatchInterval(std::chrono::milliseconds interval); ///< 5 s unless told; 0 stops watching
    /// How long a lost call is observed before its outcome is taken from what is seen.
    void setPatience(std::chrono::milliseconds patience);
    /// How long a cluster that answers again must show no effect of it; a third of that unless
    /// told.
    void setNoEffectAfter(std::chrono::milliseconds settleTime);

    void read();
    void startWithOneTimePassword();
    void startWithPgpKey(PgpPublicKey key);
    /// Gives shares to the attempt somebody else started. Its token comes back encoded.
    void join();
    void giveShare(SecretString share, const QString &holder = {});
    /// Ends the attempt of this nonce, and no other.
    void cancel(const QString &nonce);

    /// Keeps the token for this DR secondary's calls, as the sign-in dialog does, and reads again.
    void useVaultToken(SecretString token);
    /// The same with the token that another registered cluster is signed in with.
    void useVaultTokenOf(const ClusterId &other);

    // With what came back encoded.
    void decodeWith(SecretString oneTimePassword);
    void decryptWithGpg();
    void stopGpg();
    void takeDecrypted(SecretString token);
    /// The encoded token of an attempt started here, when the last share was given elsewhere.
    void takeEncoded(const SecretString &encoded);

signals:
    void changed();
    void made(); ///< the token is in the stock

private:
    using Read = std::function<void(Result<OperationTokenAttempt>)>;
    using Ended = std::function<void(const OperationOutcome &, OperationAnswer)>;

    [[nodiscard]] ClusterSession *session() const;
    [[nodiscard]] TokenHeld tokenHeld() const;
    void readAttempt(Read done);
    void send(OperationId operation, Arguments arguments, Ended done);
    void watch();
    void planWatch(bool answered);

    void show(const OperationTokenAttempt &attempt);
    void tell(Mood mood, const QString &text);
    void failed(const Error &error);
    void setWork(Work work);
    void setStage(Stage stage);
    void attemptGone(const QString &text, Mood mood);
    void noticeOf(const OperationTokenAttempt &attempt);
    void forgetAttempt();
    void endWork();

    void start(std::optional<PgpPublicKey> key);
    void sendStart(const OperationTokenAttempt &before, std::optional<PgpPublicKey> key);
    void startEnded(const OperationOutcome &outcome, OperationAnswer answer, SecretString ownOtp,
                    bool pgp);
    void claim(const OperationTokenAttempt &attempt, SecretString otp);
    void startLost(const OperationTokenAttempt &attempt, SecretString ownOtp, bool pgp);
    void shareEnded(const OperationOutcome &outcome, OperationAnswer answer, int before,
                    const QString &holder);
    void shareLost(const OperationTokenAttempt &attempt, int before, const QString &holder);
    void counted(const QString &holder, const QString &text);
    void complete(OperationTokenAttempt attempt);
    void cancelEnded(const OperationOutcome &outcome, const QString &nonce);
    void keep(SecretString token);
    void stockChanged();
    void note(const QString &text, bool good = false);

    Fleet &m_fleet;
    ActivityLog &m_activity;
    ClusterId m_cluster;
    Stage m_stage = Stage::Unread;
    Work m_work = Work::None;
    News m_news;
    Attempt m_attempt;
    bool m_ours = false;
    bool m_needsVaultToken = false;
    int m_otpLength = 0; ///< of the attempt; the answer to the last share does not say it
    SecretString m_otp;
    SecretString m_encoded;
    PgpPublicKey m_pgpKey;
    QStringList m_holders;
    quint64 m_stockNumber = 0;
    std::unique_ptr<OperationRun> m_run;
    std::unique_ptr<GpgDecryption> m_gpg;
    QTimer m_watch;
    std::chrono::milliseconds m_watchInterval { 5000 };
    std::chrono::milliseconds m_settlingInterval { 500 };
    std::chrono::milliseconds m_patience { 15000 };
    std::optional<std::chrono::milliseconds> m_noEffectAfter;
    quint64 m_reading = 0; ///< the newest; answers to earlier ones are void
};

} // namespace switchover
