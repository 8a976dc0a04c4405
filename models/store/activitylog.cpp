// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/activitylog.h"

#include "models/base/json.h"
#include "models/base/jsonwriter.h"
#include "models/base/logging.h"
#include "models/base/userfile.h"

#include <QFileInfo>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qint64 largestFile = 64 * 1024 * 1024; // far beyond the size at which a file is closed

using Kind = ActivityEntry::Kind;
using Outcome = ActivityEntry::Outcome;

constexpr std::array<std::pair<Kind, QLatin1StringView>, 6> kindWords { {
    { Kind::Asked, "asked"_L1 },
    { Kind::Sent, "sent"_L1 },
    { Kind::Answered, "answered"_L1 },
    { Kind::Settled, "settled"_L1 },
    { Kind::Observed, "observed"_L1 },
    { Kind::Note, "note"_L1 },
} };

constexpr std::array<std::pair<Outcome, QLatin1StringView>, 4> outcomeWords { {
    { Outcome::Neutral, "neutral"_L1 },
    { Outcome::Good, "good"_L1 },
    { Outcome::Attention, "attention"_L1 },
    { Outcome::Bad, "bad"_L1 },
} };

template <typename Words, typename Value>
QLatin1StringView wordFor(const Words &words, Value value)
{
    return std::ranges::find(words, value, [](const auto &pair) { return pair.first; })->second;
}

template <typename Words, typename Value>
Value valueFor(const Words &words, const std::optional<QString> &word, Value otherwise)
{
    const auto found =
        std::ranges::find_if(words, [&word](const auto &pair) { return word == pair.second; });
    return found == words.end() ? otherwise : found->first;
}

QByteArray lineOf(const ActivityEntry &entry)
{
    JsonWriter writer;
    writer.beginObject()
        .member("number"_L1, entry.number)
        .member("time"_L1, entry.time)
        .member("kind"_L1, wordFor(kindWords, entry.kind))
        .member("outcome"_L1, wordFor(outcomeWords, entry.outcome));
    writer.memberIfAny("cluster"_L1, entry.cluster.value);
    writer.memberIfAny("cluster_name"_L1, entry.clusterName);
    writer.memberIfAny("operation"_L1, entry.operationKey);
    writer.memberIfAny("run"_L1, entry.run);
    writer.member("text"_L1, entry.text).endObject();
    return writer.result() + '\n';
}

std::optional<ActivityEntry> entryFrom(QByteArrayView line)
{
    const auto document = JsonDocument::parse(line);
    if (!document)
        return std::nullopt;
    JsonReader reader(*document);
    const auto number = reader.count("number"_L1);
    const auto time = reader.dateTime("time"_L1);
    const auto text = reader.text("text"_L1);
    ActivityEntry entry {
        .number = number.value_or(0),
        .time = time.value_or(QDateTime()),
        .kind = valueFor(kindWords, reader.text("kind"_L1), Kind::Note),
        .outcome = valueFor(outcomeWords, reader.text("outcome"_L1), Outcome::Neutral),
        .cluster = { reader.text("cluster"_L1).value_or(QString()) },
        .clusterName = reader.text("cluster_name"_L1).value_or(QString()),
        .operationKey = reader.text("operation"_L1).value_or(QString()),
        .run = reader.text("run"_L1).value_or(QString()),
        .text = text.value_or(QString()),
    };
    if (reader.error() || !number || !time || !text)
        return std::nullopt;
    return entry;
}

bool syncFolderOf(const QString &path)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(path).absolutePath());
    // Only the folder's own flush makes a new file's name durable.
    const int descriptor = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool good = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return good;
}

} // namespace

ActivityLog::ActivityLog(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
}

ActivityLog::~ActivityLog() = default;

const QList<ActivityEntry> &ActivityLog::entries() const
{
    return m_entries;
}

void ActivityLog::setRotationSize(qint64 bytes)
{
    m_rotationSize = bytes;
}

QString ActivityLog::olderPath() const
{
    const QFileInfo file(m_path);
    const QString suffix = file.suffix();
    return suffix.isEmpty() ? m_path + u".1"_s : m_path.chopped(suffix.size()) + u"1."_s + suffix;
}

int ActivityLog::load()
{
    m_entries.clear();
    if (m_path.isEmpty())
        return 0;
    const int damaged = readFile(olderPath()) + readFile(m_path);
    // Two files, two runs or a copied line may have mixed the order up; views rely on it.
    std::ranges::stable_sort(m_entries, {}, &ActivityEntry::number);
    if (m_entries.size() > keptInMemory)
        m_entries.remove(0, m_entries.size() - keptInMemory);
    if (!m_entries.isEmpty())
        m_next = std::max(m_next, m_entries.constLast().number + 1);
    return damaged;
}

int ActivityLog::readFile(const QString &path)
{
    if (!QFileInfo::exists(path))
        return 0;
    const Result<QByteArray> read = readUserFile(path, largestFile);
    if (!read)
        return 1; // nothing of it is shown
    const QByteArray &content = *read;
    // Only as many lines as are kept, counted from the end.
    qsizetype start = content.size();
    for (int lines = 0; start > 0 && lines <= keptInMemory; ++lines)
        start = std::max<qsizetype>(0, content.lastIndexOf('\n', start - 1));
    int damaged = 0;
    while (start < content.size()) {
        qsizetype end = content.indexOf('\n', start);
        if (end < 0)
            end = content.size();
        const QByteArrayView line = QByteArrayView(content).sliced(start, end - start).trimmed();
        start = end + 1;
        if (line.isEmpty())
            continue;
        if (auto entry = entryFrom(line))
            m_entries.append(*std::move(entry));
        else
            ++damaged;
    }
    return damaged;
}

void ActivityLog::append(ActivityEntry entry)
{
    entry.number = m_next++;
    entry.time = entry.time.isValid() ? entry.time.toUTC() : QDateTime::currentDateTimeUtc();
    keep(entry);
    if (!m_path.isEmpty()) {
        const bool written = writeLine(lineOf(entry));
        if (!written && !std::exchange(m_failing, true)) {
            qCWarning(lcStore) << "the activity log cannot be written:" << m_file.errorString();
            emit writeFailed(m_file.errorString());
        }
        if (written)
            m_failing = false;
    }
    emit appended(entry);
}

void ActivityLog::keep(const ActivityEntry &entry)
{
    m_entries.append(entry);
    // In chunks, for removing from the front moves all the rest.
    if (m_entries.size() > keptInMemory + keptInMemory / 10)
        m_entries.remove(0, m_entries.size() - keptInMemory);
}

bool ActivityLog::openFile()
{
    if (m_file.isOpen())
        return true;
    m_file.setFileName(m_path);
    const bool isNew = !m_file.exists();
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Append | QIODevice::Unbuffered,
                     QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return false;
    m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (isNew)
        syncFolderOf(m_path);
    // A line that was cut off by a crash ends here, so that the next one stays whole.
    if (m_file.size() > 0) {
        m_file.seek(m_file.size() - 1);
        char last = '\n';
        if (m_file.read(&last, 1) == 1 && last != '\n' && m_file.write("\n", 1) != 1) {
            m_file.close();
            return false;
        }
    }
    return true;
}

bool ActivityLog::rotateIfFull(qsizetype coming)
{
    if (m_file.size() == 0 || m_file.size() + coming <= m_rotationSize)
        return true;
    m_file.close();
    // Not QFile::rename(), which refuses to replace.
    if (std::rename(QFile::encodeName(m_path).constData(),
                    QFile::encodeName(olderPath()).constData())
        != 0)
        qCWarning(lcStore) << "the full activity log could not be set aside";
    return openFile();
}

bool ActivityLog::writeLine(const QByteArray &line)
{
    if (!openFile() || !rotateIfFull(line.size()))
        return false;
    if (m_file.write(line) == line.size() && ::fdatasync(m_file.handle()) == 0)
        return true;
    m_file.close(); // the next entry looks afresh at what is there
    return false;
}

QByteArray ActivityLog::exported() const
{
    QByteArray lines;
    for (const ActivityEntry &entry : m_entries)
        lines += lineOf(entry);
    return lines;
}

} // namespace switchover

#include "moc_activitylog.cpp"
