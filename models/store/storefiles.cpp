// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/storefiles.h"

#include "models/base/userfile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qint64 largestFile = 16 * 1024 * 1024;

Failure fileFailure(const QString &path, const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::File, .where = path, .detail = detail });
}

} // namespace

Result<std::optional<QByteArray>> readStoreFile(const QString &path)
{
    if (!QFileInfo::exists(path))
        return std::nullopt;
    Result<QByteArray> content = readUserFile(path, largestFile);
    if (!content)
        return Failure(content.error());
    return *std::move(content);
}

Result<void> writeStoreFile(const QString &path, QByteArrayView content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fileFailure(path, file.errorString());
    // Before the first byte, for the file is created with whatever the umask leaves.
    if (!file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        const QString reason = file.errorString();
        file.cancelWriting();
        return fileFailure(path, reason);
    }
    if (file.write(content.data(), content.size()) != content.size() || !file.commit())
        return fileFailure(path, file.errorString());
    return {};
}

Result<QString> moveStoreFileAside(const QString &path)
{
    QString aside = path + u".broken"_s;
    for (int number = 2; QFile::exists(aside); ++number)
        aside = path + u".broken-%1"_s.arg(number);
    QFile file(path);
    if (!file.rename(aside))
        return fileFailure(path, file.errorString());
    return aside;
}

} // namespace switchover
