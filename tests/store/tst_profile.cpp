// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/profile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

constexpr QFileDevice::Permissions ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner
    | QFileDevice::ExeOwner | QFileDevice::ReadUser | QFileDevice::WriteUser | QFileDevice::ExeUser;
constexpr QFileDevice::Permissions everybody = ownerOnly | QFileDevice::ReadGroup
    | QFileDevice::ExeGroup | QFileDevice::ReadOther | QFileDevice::ExeOther;

} // namespace

class TestProfile final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void aNewFolderIsForItsOwnerOnly()
    {
        const QString folder = m_folder.filePath(u"new/deep"_s);
        const auto profile = Profile::open(folder);
        QVERIFY(profile);
        QCOMPARE(profile->folder, folder);
        QCOMPARE(QFileInfo(folder).permissions(), ownerOnly);
        QVERIFY(!profile->isInMemory());
        for (const QString &file : { profile->registryFile(), profile->settingsFile(),
                                     profile->activityFile(), profile->ledgerFile() })
            QCOMPARE(QFileInfo(file).path(), folder);
    }

    void anEmptyFolderOrOneOfOursIsClosedToOthers()
    {
        const QString folder = m_folder.filePath(u"open"_s);
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(QFile::setPermissions(folder, everybody));
        QVERIFY(Profile::open(folder));
        QCOMPARE(QFileInfo(folder).permissions(), ownerOnly);
        QFile file(folder + u"/clusters.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(QFile::setPermissions(folder, everybody));
        QVERIFY(Profile::open(folder));
        QCOMPARE(QFileInfo(folder).permissions(), ownerOnly);
    }

    void aFolderThatOthersCanWriteIsRefused_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("group") << 0770;
        QTest::newRow("everybody") << 0777;
        QTest::newRow("everybody, sticky") << 01777;
    }
    void aFolderThatOthersCanWriteIsRefused()
    {
        QFETCH(int, mode);
        const QString folder = m_folder.filePath(u"writable-%1"_s.arg(mode));
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/clusters.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(::chmod(QFile::encodeName(folder).constData(), mode_t(mode)), 0);
        const auto profile = Profile::open(folder);
        QVERIFY(!profile);
        QCOMPARE(profile.error().kind, Error::Kind::File);
        QCOMPARE(profile.error().where, folder);
        QVERIFY(QFileInfo(folder).permissions() & QFileDevice::WriteGroup); // left as it is
    }

    void aFolderOfAnotherUserIsRefused()
    {
        QString folder = u"/"_s; // of root
        if (::geteuid() == 0) {
            folder = m_folder.filePath(u"theirs"_s);
            QVERIFY(QDir().mkpath(folder));
            QVERIFY(QFile::setPermissions(folder, ownerOnly));
            QCOMPARE(::chown(QFile::encodeName(folder).constData(), 12345, 12345), 0);
        }
        const auto profile = Profile::open(folder);
        QVERIFY(!profile);
        QCOMPARE(profile.error().kind, Error::Kind::File);
        QCOMPARE(profile.error().where, folder);
    }

    void aFolderOfSomebodyElsesFilesIsLeftAsItIs()
    {
        const QString folder = m_folder.filePath(u"shared"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/.their-file"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(QFile::setPermissions(folder, everybody));
        const auto profile = Profile::open(folder);
        QVERIFY(!profile);
        QCOMPARE(profile.error().kind, Error::Kind::File);
        QCOMPARE(profile.error().where, folder);
        QCOMPARE(QFileInfo(folder).permissions(), everybody);
        QVERIFY(QFile::setPermissions(folder, ownerOnly));
        QVERIFY(Profile::open(folder)); // private, so it may hold what it wants
    }

    void aFileIsNoFolder()
    {
        const QString path = m_folder.filePath(u"file"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto profile = Profile::open(path);
        QVERIFY(!profile);
        QCOMPARE(profile.error().where, path);
        QVERIFY(!Profile::open(path + u"/below"_s));
    }

    void withoutAFolderItIsTheUsersOwn()
    {
        const auto profile = Profile::open({});
        QVERIFY(profile);
        QCOMPARE(profile->folder,
                 QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
        QCOMPARE(QFileInfo(profile->folder).permissions(), ownerOnly);
    }

    void inMemoryThereAreNoFiles()
    {
        const Profile profile;
        QVERIFY(profile.isInMemory());
        QVERIFY(profile.registryFile().isEmpty() && profile.settingsFile().isEmpty()
                && profile.activityFile().isEmpty() && profile.ledgerFile().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestProfile)
#include "tst_profile.moc"
