// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/profile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr auto registryName = "clusters.json"_L1;
constexpr auto settingsName = "settings.json"_L1;
constexpr auto activityName = "activity.jsonl"_L1;
constexpr auto ledgerName = "ledger.json"_L1;

constexpr QFileDevice::Permissions ownerOnly =
    QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
constexpr QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup
    | QFileDevice::ExeGroup | QFileDevice::ReadOther | QFileDevice::WriteOther
    | QFileDevice::ExeOther;

struct ProfileText
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

Failure folderFailure(const QString &folder, const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::File, .where = folder, .detail = detail });
}

// Whose folder this is decides whether its mode may be changed: closing /tmp to everybody else
// because someone wrote "--profile /tmp" would be worse than refusing.
bool isOursOrEmpty(const QDir &folder)
{
    for (const QLatin1StringView name : { registryName, settingsName, activityName, ledgerName }) {
        if (folder.exists(name))
            return true;
    }
    return folder.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

QString inFolder(const QString &folder, QLatin1StringView name)
{
    return folder.isEmpty() ? QString() : folder + u'/' + name;
}

} // namespace

QString Profile::registryFile() const
{
    return inFolder(folder, registryName);
}

QString Profile::settingsFile() const
{
    return inFolder(folder, settingsName);
}

QString Profile::activityFile() const
{
    return inFolder(folder, activityName);
}

QString Profile::ledgerFile() const
{
    return inFolder(folder, ledgerName);
}

Result<Profile> Profile::open(const QString &folder)
{
    QString path = folder.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
        : folder;
    if (path.isEmpty())
        return folderFailure(
            {},
            ProfileText::tr(
                "there is no folder for the files of programs; choose one with --profile"));
    path = QDir::cleanPath(QFileInfo(path).absoluteFilePath());

    const QFileInfo before(path);
    if (before.exists() && !before.isDir())
        return folderFailure(path, ProfileText::tr("it is a file, not a folder"));
    if (!before.exists()) {
        if (!QDir().mkpath(path))
            return folderFailure(path, ProfileText::tr("the folder could not be made"));
    } else if ((before.permissions() & others) && !isOursOrEmpty(QDir(path))) {
        return folderFailure(
            path,
            ProfileText::tr(
                "other people of this computer can look into the folder, and it holds other "
                "files; choose an empty or a private folder"));
    }
    // What lies in it may come from others: addresses, authorities and pins that we would trust.
    // For root, too, who may read and write everybody's.
    struct stat facts = {};
    if (::stat(QFile::encodeName(path).constData(), &facts) != 0)
        return folderFailure(path, qt_error_string(errno));
    if (facts.st_uid != ::geteuid())
        return folderFailure(
            path,
            ProfileText::tr("The profile folder belongs to another user of this computer. "
                            "Choose a folder of your own with --profile."));
    if (before.exists() && (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return folderFailure(
            path,
            ProfileText::tr("Other users of this computer can write to the profile folder. Check "
                            "its files, close it with chmod 700, and start Switchover again."));
    if ((QFileInfo(path).permissions() & others) && !QFile::setPermissions(path, ownerOnly))
        return folderFailure(
            path,
            ProfileText::tr("the folder could not be closed to other people of this computer"));
    if (!QFileInfo(path).isWritable())
        return folderFailure(path, ProfileText::tr("the folder cannot be written"));
    return Profile { .folder = path };
}

} // namespace switchover
