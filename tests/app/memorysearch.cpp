// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/memorysearch.h"

#include <QFile>

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace switchover::test {

namespace {

constexpr qsizetype needleRoom = 64 * 1024;
constexpr qsizetype chunk = 4 * 1024 * 1024;
constexpr size_t workSize = size_t(needleRoom + chunk);
constexpr char mask = 0x5a;

QByteArray masked(QByteArray bytes)
{
    for (char &byte : bytes)
        byte = char(byte ^ mask);
    return bytes;
}

struct Region
{
    quint64 begin = 0;
    quint64 end = 0;
    QByteArray name;
};

QList<Region> writableRegions()
{
    QFile maps(u"/proc/self/maps"_s);
    QList<Region> regions;
    if (!maps.open(QIODevice::ReadOnly))
        return regions;
    for (QByteArray line = maps.readLine(); !line.isEmpty(); line = maps.readLine()) {
        const QList<QByteArray> words = line.simplified().split(' ');
        const QList<QByteArray> range = words.at(0).split('-');
        if (!words.at(1).startsWith("rw"))
            continue;
        regions.append({ range.at(0).toULongLong(nullptr, 16), range.at(1).toULongLong(nullptr, 16),
                         words.size() > 5 ? words.at(5) : QByteArray() });
    }
    return regions;
}

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

void MemorySearch::add(const QString &what, const QByteArray &secret)
{
    Q_ASSERT(secret.size() >= 12 && secret.size() * 2 < needleRoom);
    m_needles.append({ what, masked(secret) });
}

QByteArray MemorySearch::secret(const QString &what) const
{
    for (const Needle &needle : m_needles) {
        if (needle.what == what)
            return masked(needle.masked);
    }
    qFatal("no such secret: %s", qPrintable(what));
}

QStringList MemorySearch::find() const
{
    QStringList found;
    for (const Needle &needle : m_needles) {
        for (const char *form : { "UTF-8", "UTF-16", "base64" })
            found += search(needle, form);
    }
    std::memset(m_work, 0, workSize);
    return found;
}

QStringList MemorySearch::search(const Needle &needle, const char *form) const
{
    // Bare from here on only in the work area.
    qsizetype size = 0;
    if (std::strcmp(form, "base64") == 0) {
        // The first three quarters do not depend on what follows.
        QByteArray plain = masked(needle.masked);
        const QByteArray encoded = plain.left(plain.size() / 3 * 3).toBase64();
        size = encoded.size();
        std::memcpy(m_work, encoded.constData(), size_t(size));
        std::fill(plain.begin(), plain.end(), '\0');
        std::memset(const_cast<char *>(encoded.constData()), 0, size_t(size));
    } else {
        const bool wide = std::strcmp(form, "UTF-16") == 0;
        for (const char byte : needle.masked) {
            m_work[size++] = char(byte ^ mask);
            if (wide)
                m_work[size++] = '\0';
        }
    }

    QStringList found;
    const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    const auto own = quint64(reinterpret_cast<quintptr>(m_work));
    char *window = m_work + needleRoom;
    for (const Region &region : writableRegions()) {
        quint64 at = region.begin;
        while (at < region.end) {
            // Overlapping, so that nothing hides on a boundary; never the work area itself.
            if (at >= own && at < own + workSize) {
                at = own + workSize;
                continue;
            }
            const quint64 end = at < own && region.end > own ? own : region.end;
            const auto wanted = qsizetype(std::min<quint64>(quint64(chunk), end - at));
            const qsizetype got = ::pread(memory, window, size_t(wanted), off_t(at));
            if (got <= 0)
                break;
            const char *hit = window;
            while ((hit = static_cast<const char *>(
                        ::memmem(hit, size_t(window + got - hit), m_work, size_t(size))))) {
                found.append(u"%1 as %2 at %3 in %4"_s.arg(needle.what, QLatin1StringView(form))
                                 .arg(at + quint64(hit - window), 0, 16)
                                 .arg(QString::fromLatin1(region.name)));
                ++hit;
            }
            at += quint64(got < wanted || at + quint64(got) >= end ? got : got - needleRoom);
        }
    }
    ::close(memory);
    return found;
}

} // namespace switchover::test
