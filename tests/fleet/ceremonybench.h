// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationtokenceremony.h"
#include "models/fleet/operationtokenstock.h"
#include "models/replication/catalogue.h"
#include "tests/fleet/labfleet.h"
#include "tests/patience.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

namespace switchover::test {

/// A DR pair of the lab with a ceremony on its secondary.
class CeremonyBench
{
public:
    explicit CeremonyBench(lab::Options options = LabFleet::options(QStringLiteral("dr-pair")))
        : f(std::move(options))
    {
    }

    /// False if the pair could not be read.
    [[nodiscard]] bool start()
    {
        if (!f.start())
            return false;
        primary = f.name(0);
        secondary = f.name(1);
        ceremony = make();
        f.lab.clearRequestLog();
        return true;
    }
    [[nodiscard]] std::unique_ptr<OperationTokenCeremony> make()
    {
        auto one = std::make_unique<OperationTokenCeremony>(*f.fleet, f.activity, f.id(secondary));
        one->setSettlingInterval(std::chrono::milliseconds(20));
        one->setPatience(std::chrono::milliseconds(patience));
        one->setNoEffectAfter(std::chrono::milliseconds(200));
        one->setWatchInterval(std::chrono::milliseconds(0));
        return one;
    }
    [[nodiscard]] SecretString share(int index) const
    {
        return SecretString(f.lab.cluster(secondary)->unsealKeys.at(index).toUtf8());
    }
    /// Waits until nothing is under way.
    [[nodiscard]] bool settle() { return settle(*ceremony); }
    [[nodiscard]] static bool settle(OperationTokenCeremony &which)
    {
        // QTest's own waiting sleeps 10 ms after each round of the event loop, of which a request
        // needs several.
        QEventLoop loop;
        QObject::connect(&which, &OperationTokenCeremony::changed, &loop, [&loop, &which] {
            if (which.work() == OperationTokenCeremony::Work::None)
                loop.quit();
        });
        QTimer::singleShot(2 * patience, &loop, &QEventLoop::quit);
        if (which.work() != OperationTokenCeremony::Work::None)
            loop.exec();
        return which.work() == OperationTokenCeremony::Work::None;
    }
    [[nodiscard]] bool started()
    {
        ceremony->startWithOneTimePassword();
        return settle() && ceremony->stage() == OperationTokenCeremony::Stage::Collecting
            && ceremony->isOurs();
    }
    [[nodiscard]] bool given(int index, const QString &holder = {})
    {
        ceremony->giveShare(share(index), holder);
        return settle();
    }
    /// The requests with this verb to a path that ends so.
    [[nodiscard]] int count(const QByteArray &verb, const QString &end) const
    {
        int found = 0;
        const QList<lab::RequestEntry> log = f.lab.requestLog();
        for (const lab::RequestEntry &entry : log)
            found += entry.method == verb && entry.path.endsWith(end) ? 1 : 0;
        return found;
    }
    [[nodiscard]] OperationTokenStock &stock() const { return f.fleet->operationTokens(); }
    /// The made token.
    [[nodiscard]] SecretString token() const { return stock().token(ceremony->stockNumber()); }
    [[nodiscard]] bool fault(const QString &kind, const QString &path, const QString &method = {})
    {
        return f.lab
            .setFault(secondary, {},
                      { .kind = kind,
                        .pathPrefix = QStringLiteral("sys/replication/dr/secondary/") + path,
                        .method = method,
                        .count = 1 })
            .has_value();
    }

    LabFleet f;
    QString primary;
    QString secondary;
    std::unique_ptr<OperationTokenCeremony> ceremony;
};

} // namespace switchover::test
