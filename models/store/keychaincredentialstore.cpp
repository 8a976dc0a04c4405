// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/keychaincredentialstore.h"

#include "models/base/logging.h"

#include <QPointer>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

using namespace Qt::StringLiterals;

namespace switchover {

using namespace std::chrono_literals;

namespace {

using ReadDone = std::function<void(Result<SecretString>)>;
using ChangeDone = std::function<void(Result<void>)>;

struct Request
{
    enum class Kind { Read, Write, Remove };
    quint64 number = 0;
    Kind kind = Kind::Read;
    ClusterId id;
    SecretString token;
    QPointer<const QObject> context;
    std::variant<ReadDone, ChangeDone> done;
    bool answered = false;
};

Error keychainError(const QString &detail)
{
    return { .kind = Error::Kind::Keychain, .detail = detail };
}

void answer(Request &request, Result<SecretString> result)
{
    request.answered = true;
    if (!request.context)
        return;
    if (const auto *read = std::get_if<ReadDone>(&request.done))
        (*read)(std::move(result));
    else if (result)
        std::get<ChangeDone>(request.done)({});
    else
        std::get<ChangeDone>(request.done)(Failure(result.error()));
}

} // namespace

class KeychainCredentialStore::Private
{
public:
    explicit Private(KeychainCredentialStore *owner)
        : q(owner)
    {
    }

    void enqueue(Request request);
    void scheduleNext();
    void startNext();
    void finish(quint64 number, QKeychain::Job *job);
    void expire(quint64 number);
    [[nodiscard]] QKeychain::Job *makeJob(Request &request) const;

    KeychainCredentialStore *const q;
    QString service = u"switchover"_s;
    std::chrono::milliseconds timeout = 30s; // long enough to type the password of a locked keyring
    std::vector<std::unique_ptr<Request>> queue; // the first one runs while "running"
    quint64 lastNumber = 0;
    bool running = false;
    bool scheduled = false;
};

void KeychainCredentialStore::Private::enqueue(Request request)
{
    request.number = ++lastNumber;
    QTimer::singleShot(timeout, q, [this, number = request.number] { expire(number); });
    queue.push_back(std::make_unique<Request>(std::move(request)));
    scheduleNext();
}

// Always by way of the event loop: a QtKeychain job started from another one's finished() may
// never run.
void KeychainCredentialStore::Private::scheduleNext()
{
    if (running || scheduled || queue.empty())
        return;
    scheduled = true;
    QTimer::singleShot(0ms, q, [this] {
        scheduled = false;
        startNext();
    });
}

void KeychainCredentialStore::Private::startNext()
{
    // What is changed is changed even if nobody waits for it any more; what is read is not needed.
    std::erase_if(queue, [](const auto &request) {
        return request->kind == Request::Kind::Read && !request->context;
    });
    if (running || queue.empty())
        return;
    running = true;
    QKeychain::Job *job = makeJob(*queue.front());
    connect(
        job, &QKeychain::Job::finished, q,
        [this, number = queue.front()->number](QKeychain::Job *ended) { finish(number, ended); });
    job->start();
}

QKeychain::Job *KeychainCredentialStore::Private::makeJob(Request &request) const
{
    QKeychain::Job *job = nullptr;
    switch (request.kind) {
    case Request::Kind::Read: {
        auto *read = new QKeychain::ReadPasswordJob(service);
        read->setKey(request.id.value);
        job = read;
        break;
    }
    case Request::Kind::Write: {
        auto *write = new QKeychain::WritePasswordJob(service);
        write->setKey(request.id.value);
        write->setBinaryData(request.token.reveal().toByteArray());
        request.token.clear();
        job = write;
        break;
    }
    case Request::Kind::Remove: {
        auto *remove = new QKeychain::DeletePasswordJob(service);
        remove->setKey(request.id.value);
        job = remove;
        break;
    }
    }
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    return job;
}

void KeychainCredentialStore::Private::finish(quint64 number, QKeychain::Job *job)
{
    Q_ASSERT(running && !queue.empty() && queue.front()->number == number);
    const std::unique_ptr<Request> request = std::move(queue.front());
    queue.erase(queue.begin());
    running = false;
    scheduleNext();
    if (request->answered)
        return;
    // Without a session bus the error is OtherError, so anything else than these two is "no
    // keychain".
    if (job->error() == QKeychain::EntryNotFound) {
        answer(*request, SecretString());
    } else if (job->error() != QKeychain::NoError) {
        qCWarning(lcKeychain) << "keychain job failed with error" << int(job->error());
        answer(*request, Failure(keychainError(job->errorString())));
    } else if (request->kind == Request::Kind::Read) {
        answer(*request,
               SecretString(static_cast<QKeychain::ReadPasswordJob *>(job)->binaryData()));
    } else {
        answer(*request, SecretString());
    }
}

void KeychainCredentialStore::Private::expire(quint64 number)
{
    const auto found =
        std::ranges::find(queue, number, [](const auto &request) { return request->number; });
    if (found == queue.end())
        return;
    const bool isRunning = running && found == queue.begin();
    Error error = keychainError(KeychainCredentialStore::tr(
        "The keychain did not answer in time. It may be locked and waiting for its password."));
    if (isRunning) {
        // The job cannot be called back, and the next one must not overtake it.
        if (!(*found)->answered)
            answer(**found, Failure(std::move(error)));
        return;
    }
    const std::unique_ptr<Request> request = std::move(*found);
    queue.erase(found);
    answer(*request, Failure(std::move(error)));
}

KeychainCredentialStore::KeychainCredentialStore(QObject *parent)
    : CredentialStore(parent)
    , d(std::make_unique<Private>(this))
{
}

KeychainCredentialStore::~KeychainCredentialStore() = default;

void KeychainCredentialStore::setService(const QString &service)
{
    d->service = service;
}

void KeychainCredentialStore::setTimeout(std::chrono::milliseconds timeout)
{
    d->timeout = timeout;
}

void KeychainCredentialStore::read(const ClusterId &id, const QObject *context,
                                   std::function<void(Result<SecretString>)> done)
{
    d->enqueue(
        { .kind = Request::Kind::Read, .id = id, .context = context, .done = std::move(done) });
}

void KeychainCredentialStore::write(const ClusterId &id, SecretString token, const QObject *context,
                                    std::function<void(Result<void>)> done)
{
    d->enqueue({ .kind = Request::Kind::Write,
                 .id = id,
                 .token = std::move(token),
                 .context = context,
                 .done = std::move(done) });
}

void KeychainCredentialStore::remove(const ClusterId &id, const QObject *context,
                                     std::function<void(Result<void>)> done)
{
    d->enqueue(
        { .kind = Request::Kind::Remove, .id = id, .context = context, .done = std::move(done) });
}

bool KeychainCredentialStore::isPersistent() const
{
    return true;
}

} // namespace switchover

#include "moc_keychaincredentialstore.cpp"
