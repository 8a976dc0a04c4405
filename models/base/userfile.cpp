// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/userfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QScopeGuard>

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace switchover {

namespace {

constexpr qsizetype pieceSize = 64 * 1024; // bytes

struct UserFileText
{
    Q_DECLARE_TR_FUNCTIONS(UserFile)
};

Failure unusable(const QString &path, const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::File, .where = path, .detail = detail });
}

Failure failed(const QString &path, int code)
{
    return unusable(path, qt_error_string(code));
}

bool isOfKernel(int file)
{
    struct statfs system = {};
    return ::fstatfs(file, &system) == 0
        && (system.f_type == PROC_SUPER_MAGIC || system.f_type == SYSFS_MAGIC
            || system.f_type == DEBUGFS_MAGIC || system.f_type == TRACEFS_MAGIC);
}

QString kernelText()
{
    return UserFileText::tr("It belongs to the system's kernel. Choose a file on a disk.");
}

} // namespace

Result<QByteArray> readUserFile(const QString &path, qint64 mostBytes)
{
    if (path.contains(QChar::Null))
        return failed(path, EINVAL);
    // Without blocking: opening a pipe waits for its other end otherwise.
    const int file =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return failed(path, errno);
    const auto close = qScopeGuard([file] { ::close(file); });
    struct stat facts = {};
    if (::fstat(file, &facts) != 0)
        return failed(path, errno);
    if (S_ISDIR(facts.st_mode))
        return unusable(path, UserFileText::tr("It is a folder."));
    if (!S_ISREG(facts.st_mode))
        return unusable(path, UserFileText::tr("It is a pipe or a device. Choose a file."));
    if (isOfKernel(file))
        return unusable(path, kernelText());
    const Failure tooLarge =
        unusable(path, UserFileText::tr("It is larger than %1 KiB.").arg(mostBytes / 1024));
    if (facts.st_size > mostBytes)
        return tooLarge;
    QByteArray content;
    while (true) { // what grows meanwhile is bounded, too
        const qsizetype before = content.size();
        const qsizetype wanted = std::min(pieceSize, qsizetype(mostBytes + 1 - before));
        content.resize(before + wanted);
        const ssize_t count = ::read(file, content.data() + before, size_t(wanted));
        const int code = errno;
        content.resize(before + std::max(ssize_t(0), count));
        if (count < 0 && code == EINTR)
            continue;
        if (count < 0)
            return failed(path, code);
        if (content.size() > mostBytes)
            return tooLarge;
        if (count == 0)
            return content;
    }
}

Result<QStringList> filesOfUserFolder(const QString &path, qsizetype mostEntries)
{
    if (path.contains(QChar::Null))
        return failed(path, EINVAL);
    const int folder = ::open(QFile::encodeName(path).constData(),
                              O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_DIRECTORY);
    if (folder < 0)
        return failed(path, errno);
    if (isOfKernel(folder)) {
        ::close(folder);
        return unusable(path, kernelText());
    }
    DIR *entries = ::fdopendir(folder);
    if (!entries) {
        const int code = errno;
        ::close(folder);
        return failed(path, code);
    }
    const auto close = qScopeGuard([entries] { ::closedir(entries); });
    QStringList files;
    qsizetype count = 0;
    while (const dirent *entry = ::readdir(entries)) {
        if (++count > mostEntries + 2) // "." and ".."
            return unusable(
                path,
                UserFileText::tr("It has more than %1 entries. Choose a folder that holds "
                                 "certificates only.")
                    .arg(mostEntries));
        struct stat facts = {};
        if (entry->d_name[0] != '.' && ::fstatat(folder, entry->d_name, &facts, 0) == 0
            && S_ISREG(facts.st_mode))
            files.append(path + u'/' + QFile::decodeName(entry->d_name));
    }
    std::ranges::sort(files);
    return files;
}

} // namespace switchover
