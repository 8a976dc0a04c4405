// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/memorysearch.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace switchover::test {

namespace {

constexpr qsizetype needleRoom = 512 * 1024;
constexpr qsizetype chunk = 4 * 1024 * 1024;
constexpr size_t workSize = size_t(needleRoom + chunk);
constexpr qsizetype pageSize = 4096;
constexpr char mask = 0x5a;
/// What a needle is first recognised by.
constexpr qsizetype headSize = 4;

QByteArray masked(QByteArray bytes)
{
    for (char &byte : bytes)
        byte = char(byte ^ mask);
    return bytes;
}

QByteArray wide(const QByteArray &latin1)
{
    QByteArray utf16;
    utf16.reserve(2 * latin1.size());
    for (const char byte : latin1)
        utf16.append(byte).append('\0');
    return utf16;
}

struct Region
{
    quint64 begin = 0;
    quint64 end = 0;
    QByteArray name;
    bool writable = false;
    bool ofFile = false;
    quint64 pages = 0;    ///< kB present or swapped out
    quint64 ownPages = 0; ///< kB that are not the file's
};

bool wouldBeDumped(const Region &region)
{
    if (region.name == "[vvar]" || region.name == "[vvar_vclock]" || region.name == "[vsyscall]")
        return false; // the kernel's
    if (region.pages == 0)
        return false;
    return region.writable || !region.ofFile || region.ownPages > 0;
}

QList<Region> regionsOfADump()
{
    QFile smaps(u"/proc/self/smaps"_s);
    QList<Region> regions;
    if (!smaps.open(QIODevice::ReadOnly))
        qFatal("/proc/self/smaps cannot be read");
    const QList<QByteArray> lines = smaps.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() < 2)
            continue;
        if (!words.at(0).endsWith(':')) {
            const QList<QByteArray> range = words.at(0).split('-');
            regions.append({ .begin = range.at(0).toULongLong(nullptr, 16),
                             .end = range.at(1).toULongLong(nullptr, 16),
                             .name = words.size() > 5 ? words.at(5) : QByteArray(),
                             .writable = words.at(1).at(1) == 'w',
                             // Shared memory has the name of a file that nobody can open.
                             .ofFile = words.at(4) != "0" && words.last() != "(deleted)" });
        } else if (words.at(0) == "Rss:") {
            regions.last().pages += words.at(1).toULongLong();
        } else if (words.at(0) == "Swap:") {
            regions.last().pages += words.at(1).toULongLong();
            regions.last().ownPages += words.at(1).toULongLong();
        } else if (words.at(0) == "Anonymous:") {
            regions.last().ownPages += words.at(1).toULongLong();
        }
    }
    regions.removeIf([](const Region &region) { return !wouldBeDumped(region); });
    return regions;
}

/// Finds any of several needles in one pass.
class Scanner
{
public:
    struct Hit
    {
        size_t needle = 0;
        qsizetype at = 0;
    };

    void add(const char *needle, qsizetype size)
    {
        m_needles.push_back({ needle, size });
        m_mayBegin[hashOf(needle)] = true;
        m_longest = std::max(m_longest, size);
    }
    [[nodiscard]] qsizetype longest() const { return m_longest; }

    void scan(const char *bytes, qsizetype size, std::vector<Hit> &hits) const
    {
        for (qsizetype page = 0; page < size; page += pageSize) {
            // Most of the memory is zero; no needle begins with more than two zeros.
            const qsizetype end = std::min(page + pageSize, size);
            if (isZero(bytes + page, std::min(end + 2, size) - page))
                continue;
            for (qsizetype at = page; at < end && at + headSize <= size; ++at) {
                if (m_mayBegin[hashOf(bytes + at)])
                    compare(bytes, at, size, hits);
            }
        }
    }

private:
    static size_t hashOf(const char *bytes)
    {
        quint32 head = 0;
        std::memcpy(&head, bytes, headSize);
        return (head * 2654435761U) >> 16;
    }
    static bool isZero(const char *bytes, qsizetype size)
    {
        return *bytes == '\0' && std::memcmp(bytes, bytes + 1, size_t(size - 1)) == 0;
    }
    void compare(const char *bytes, qsizetype at, qsizetype size, std::vector<Hit> &hits) const
    {
        for (size_t i = 0; i < m_needles.size(); ++i) {
            const auto &[needle, length] = m_needles[i];
            if (at + length <= size && std::memcmp(bytes + at, needle, size_t(length)) == 0)
                hits.push_back({ i, at });
        }
    }

    std::vector<std::pair<const char *, qsizetype>> m_needles; ///< in the work area
    std::array<bool, 65536> m_mayBegin {};
    qsizetype m_longest = 0;
};

} // namespace

MemorySearch::MemorySearch()
    : m_work(static_cast<char *>(
        ::mmap(nullptr, workSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)))
{
    if (m_work == MAP_FAILED)
        qFatal("no room for the search");
}

MemorySearch::~MemorySearch()
{
    ::munmap(m_work, workSize);
}

void MemorySearch::addNeedle(const QString &what, const char *form, QByteArray bytes)
{
    Q_ASSERT(bytes.size() >= headSize);
    m_needles.append({ what, form, masked(std::move(bytes)) });
}

void MemorySearch::add(const QString &what, const QByteArray &secret)
{
    if (secret.size() < 12)
        qFatal("%s: too short to be found for sure", qPrintable(what));
    m_secrets.append({ what, masked(secret) });
    if (secret.size() >= 24) {
        const qsizetype half = secret.size() / 2;
        addNeedle(what, "first half as UTF-8", secret.left(half));
        addNeedle(what, "second half as UTF-8", secret.mid(half));
        addNeedle(what, "first half as UTF-16", wide(secret.left(half)));
        addNeedle(what, "second half as UTF-16", wide(secret.mid(half)));
    } else {
        addNeedle(what, "UTF-8", secret);
        addNeedle(what, "UTF-16", wide(secret));
    }
    // What follows does not change it up to the last whole group of three bytes.
    addNeedle(what, "base64", secret.left(secret.size() / 3 * 3).toBase64());
}

void MemorySearch::addNumber(const QString &what, const QByteArray &secret)
{
    m_secrets.append({ what, masked(secret) });
    const QByteArray end("\0", 1);
    addNeedle(what, "UTF-8", end + secret + end);
    addNeedle(what, "UTF-8 in quotation marks", '"' + secret + '"');
    addNeedle(what, "UTF-16", wide(end + secret + end));
}

void MemorySearch::forget(const QString &what)
{
    m_secrets.removeIf([&what](const Secret &secret) { return secret.what == what; });
    m_needles.removeIf([&what](const Needle &needle) { return needle.what == what; });
}

QByteArray MemorySearch::secret(const QString &what) const
{
    for (const Secret &secret : m_secrets) {
        if (secret.what == what)
            return masked(secret.masked);
    }
    qFatal("no such secret: %s", qPrintable(what));
}

QStringList MemorySearch::find() const
{
    // Bare from here on, but only in the work area.
    const auto scanner = std::make_unique<Scanner>();
    qsizetype used = 0;
    for (const Needle &needle : m_needles) {
        if (used + needle.masked.size() > needleRoom)
            qFatal("too many secrets to look for");
        char *bare = m_work + used;
        for (const char byte : needle.masked)
            m_work[used++] = char(byte ^ mask);
        scanner->add(bare, needle.masked.size());
    }

    QStringList found;
    m_seen = 0;
    const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    if (memory < 0)
        qFatal("/proc/self/mem cannot be read");
    const auto own = quint64(reinterpret_cast<quintptr>(m_work));
    char *window = m_work + needleRoom;
    std::vector<Scanner::Hit> hits;
    for (const Region &region : regionsOfADump()) {
        quint64 at = region.begin;
        while (at < region.end) {
            // Never the work area itself.
            if (at >= own && at < own + workSize) {
                at = own + workSize;
                continue;
            }
            const quint64 end = at < own && region.end > own ? own : region.end;
            const auto wanted = qsizetype(std::min<quint64>(quint64(chunk), end - at));
            const qsizetype got = ::pread(memory, window, size_t(wanted), off_t(at));
            if (got <= 0) { // a page that is not there; the next one may be
                at += quint64(pageSize);
                continue;
            }
            hits.clear();
            scanner->scan(window, got, hits);
            for (const Scanner::Hit &hit : hits) {
                const Needle &needle = m_needles.at(qsizetype(hit.needle));
                found.append(
                    u"%1: %2 at %3 in %4"_s.arg(needle.what, QLatin1StringView(needle.form))
                        .arg(at + quint64(hit.at), 0, 16)
                        .arg(QString::fromLatin1(region.name)));
            }
            m_seen += got;
            // Overlapping, so that nothing hides on a boundary.
            const bool last = at + quint64(got) >= end || got < wanted;
            at += quint64(last ? got : got - scanner->longest());
        }
    }
    ::close(memory);
    std::memset(m_work, 0, workSize);
    found.removeDuplicates(); // of an overlap
    return found;
}

} // namespace switchover::test
