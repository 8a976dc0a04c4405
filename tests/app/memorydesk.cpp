// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/memorydesk.h"

#include "app/window/console.h"
#include "models/fleet/fleet.h"
#include "models/store/clusterregistry.h"
#include "ui/shell/desklock.h"
#include "ui/shell/mainwindow.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>

using namespace Qt::StringLiterals;

namespace switchover::test {

MemoryDesk::MemoryDesk() = default;
MemoryDesk::~MemoryDesk() = default;

bool MemoryDesk::start()
{
    // Not through a pipe: QProcess would keep what it read.
    const QString file = folder.filePath(u"lab.json"_s);
    m_lab.setStandardOutputFile(file);
    m_lab.start(QStringLiteral(SWITCHOVER_PROGRAM),
                { u"lab"_s, u"--scenario"_s, u"dr-pair"_s, u"--tls"_s, u"--json"_s });
    QJsonObject lab;
    const bool described = QTest::qWaitFor(
        [&] {
            QFile read(file);
            if (!read.open(QIODevice::ReadOnly))
                return false;
            lab = QJsonDocument::fromJson(read.readLine()).object();
            return !lab.isEmpty();
        },
        patience);
    if (!described || !describe(lab))
        return false;
    lab = {};
    CommandLine line;
    line.fleetFile = folder.filePath(u"fleet.json"_s);
    line.profileFolder = folder.filePath(u"profile"_s);
    m_console =
        std::make_unique<Console>(line, *static_cast<QApplication *>(QCoreApplication::instance()));
    return m_console->open()
        && QTest::qWaitFor(
               [this] { return snapshot(primary()).status && snapshot(secondary()).status; },
               patience);
}

bool MemoryDesk::describe(const QJsonObject &lab)
{
    m_control = lab.value("control"_L1).toString();
    QJsonArray records;
    const QJsonArray clusters = lab.value("clusters"_L1).toArray();
    for (const QJsonValue &value : clusters) {
        const QJsonObject cluster = value.toObject();
        const QString name = cluster.value("name"_L1).toString();
        records.append(QJsonObject { { u"name"_s, name },
                                     { u"address"_s, cluster.value("address"_L1) },
                                     { u"ca_file"_s, lab.value("ca_file"_L1) } });
        m_nodes.insert(
            name, cluster.value("nodes"_L1).toArray().at(0).toObject().value("name"_L1).toString());
        if (cluster.value("dr_mode"_L1) != "primary"_L1) {
            m_secondary = name;
            continue;
        }
        m_primary = name;
        search.add(u"token"_s, cluster.value("root_token"_L1).toString().toUtf8());
        search.add(u"DR operation token"_s, cluster.value("dr_batch_token"_L1).toString().toUtf8());
        int number = 0;
        const QJsonArray shares = cluster.value("unseal_keys"_L1).toArray();
        for (const QJsonValue &share : shares) {
            const QByteArray text = share.toString().toUtf8();
            const QString what = u"key share %1"_s.arg(++number);
            search.add(what, text);
            search.add(what + u", decoded"_s, QByteArray::fromBase64(text));
        }
        noteSignIns(cluster);
    }
    QFile fleet(folder.filePath(u"fleet.json"_s));
    return fleet.open(QIODevice::WriteOnly)
        && fleet.write(QJsonDocument(QJsonObject { { u"clusters"_s, records } }).toJson()) > 0;
}

void MemoryDesk::noteSignIns(const QJsonObject &cluster)
{
    const QJsonArray signIns = cluster.value("sign_ins"_L1).toArray();
    for (const QJsonValue &value : signIns) {
        const QJsonObject signIn = value.toObject();
        const QString method = signIn.value("method"_L1).toString();
        const QString name = signIn.value("name"_L1).toString();
        if (method != signIn.value("mount"_L1).toString()
            || !signIn.value("namespace"_L1).toString().isEmpty())
            continue;
        const auto note = [&](const QString &what, QLatin1StringView member) {
            search.add(what, signIn.value(member).toString().toUtf8());
        };
        const bool special = signIn.contains("remark"_L1);
        if (name == "discreet"_L1)
            note(method + u" secret"_s, "password"_L1);
        else if (method == "userpass"_L1 && name == "totp"_L1)
            note(u"seed of passcodes"_s, "totp_seed"_L1);
        if (name != "operator"_L1 || special)
            continue;
        if (method == "github"_L1)
            note(u"github secret"_s, "password"_L1);
        else if (method == "jwt"_L1 || method == "kubernetes"_L1)
            note(method + u" secret"_s, "jwt"_L1);
        else if (method == "approle"_L1) {
            note(u"approle secret"_s, "secret_id"_L1);
            m_roleId = signIn.value("role_id"_L1).toString();
        } else if (method == "cert"_L1) {
            m_certificateFile = signIn.value("certificate_file"_L1).toString();
            m_keyFile = signIn.value("key_file"_L1).toString();
        }
    }
}

void MemoryDesk::stop()
{
    m_console.reset();
    m_lab.terminate();
    m_lab.waitForFinished();
}

ui::MainWindow &MemoryDesk::window() const
{
    return m_console->window();
}

ClusterId MemoryDesk::id(const QString &name) const
{
    for (const ClusterRecord &record : m_console->registry().clusters()) {
        if (record.identity.name == name)
            return record.identity.id;
    }
    return {};
}

const ClusterSnapshot &MemoryDesk::snapshot(const ClusterId &id) const
{
    const ClusterSnapshot *found = m_console->fleet().snapshot(id);
    if (!found)
        qFatal("no such cluster");
    return *found;
}

bool MemoryDesk::clicks(const QString &name)
{
    const bool clicked = QTest::qWaitFor(
        [this, &name] {
            auto *button = visible<QAbstractButton>(name);
            if (!button || !button->isEnabled())
                return false;
            QTest::mouseClick(button, Qt::LeftButton);
            return true;
        },
        patience);
    if (!clicked)
        qWarning("%s cannot be clicked", qPrintable(name));
    return clicked;
}

bool MemoryDesk::waitsForField(const QString &field)
{
    const bool ready = QTest::qWaitFor(
        [&] {
            auto *edit = visible<QLineEdit>(field);
            return edit && edit->isEnabled() && !edit->isReadOnly();
        },
        patience);
    if (ready)
        visible<QLineEdit>(field)->setFocus();
    else
        qWarning("nothing can be typed into %s", qPrintable(field));
    return ready;
}

bool MemoryDesk::types(const QString &field, const QByteArray &text)
{
    if (!waitsForField(field))
        return false;
    auto *edit = visible<QLineEdit>(field);
    edit->selectAll();
    for (const char key : text)
        QTest::keyClick(edit, key);
    // With a screen reader listening, Qt asks that first for each key.
    return QTest::qWaitFor([&] { return edit->text().size() == text.size(); }, patience);
}

bool MemoryDesk::typesSecret(const QString &field, const QString &what)
{
    return types(field, search.secret(what));
}

bool MemoryDesk::pastesSecret(const QString &field, const QString &what)
{
    if (!waitsForField(field))
        return false;
    auto *edit = visible<QLineEdit>(field);
    QApplication::clipboard()->setText(QString::fromUtf8(search.secret(what)));
    QTest::keyClick(edit, Qt::Key_V, Qt::ControlModifier);
    const bool pasted = QTest::qWaitFor([&] { return !edit->text().isEmpty(); }, patience);
    QApplication::clipboard()->clear();
    return pasted;
}

bool MemoryDesk::chooses(const QString &box, const QString &data)
{
    auto *chooser = visible<QComboBox>(box);
    if (!chooser)
        return false;
    chooser->setCurrentIndex(chooser->findData(data));
    return chooser->currentData().toString() == data;
}

bool MemoryDesk::reveals(const QString &view, const QString &what)
{
    // Where a screen reader listens, what is revealed is for the reader, and stays in the messages.
    if (QGuiApplication::platformName() == "offscreen"_L1) {
        if (!clicks(u"reveal."_s + view))
            return false;
        search.add(what, visible<QLabel>(view)->text().toUtf8());
        return !visible<QLabel>(view)->text().startsWith(QChar(0x2022)); // a masking dot
    }
    if (!clicks(u"copy."_s + view))
        return false;
    search.add(what, QApplication::clipboard()->text().toUtf8());
    return true;
}

bool MemoryDesk::locks()
{
    ui::DeskLock &lock = window().deskLock();
    if (QApplication::activeModalWidget()) {
        lock.lock();
    } else {
        window().activateWindow();
        if (!QTest::qWaitFor([this] { return window().isActiveWindow(); }, patience)) {
            qWarning("the window does not become active");
            return false;
        }
        QTest::keyClick(&window(), Qt::Key_L, Qt::ControlModifier);
    }
    return QTest::qWaitFor([&lock] { return lock.isLocked(); }, patience);
}

bool MemoryDesk::unlocks()
{
    return clicks(u"unlockButton"_s) && !window().deskLock().isLocked();
}

QJsonObject MemoryDesk::control(const QByteArray &verb, const QString &path,
                                const QJsonObject &body) const
{
    QNetworkAccessManager manager;
    QNetworkRequest request(QUrl(m_control + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const std::unique_ptr<QNetworkReply> reply(manager.sendCustomRequest(
        request, verb,
        body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact)));
    if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, patience)
        || reply->error() != QNetworkReply::NoError) {
        qWarning("the lab does not do %s: %s", qPrintable(path), qPrintable(reply->errorString()));
        return {};
    }
    const QJsonObject answer = QJsonDocument::fromJson(reply->readAll()).object();
    return answer.isEmpty() ? QJsonObject { { u"done"_s, true } } : answer;
}

bool MemoryDesk::seal(const ClusterId &id)
{
    const QString node = m_nodes.value(snapshot(id).identity.name);
    return !control("POST", u"/v1/lab/seal"_s, { { u"node"_s, node } }).isEmpty();
}

bool MemoryDesk::noteSignedInToken(const QString &what)
{
    const QJsonArray requests =
        control("GET", u"/v1/lab/requests"_s).value("requests"_L1).toArray();
    for (qsizetype i = requests.size(); i-- > 0;) {
        const QJsonObject request = requests.at(i).toObject();
        if (request.value("path"_L1) == "/v1/auth/token/lookup-self"_L1) {
            search.add(what, request.value("token"_L1).toString().toUtf8());
            return !control("DELETE", u"/v1/lab/requests"_s).isEmpty();
        }
    }
    return false;
}

bool MemoryDesk::notePasscode(const QString &what)
{
    const QString seed = QString::fromUtf8(search.secret(u"seed of passcodes"_s));
    const QByteArray code =
        control("GET", u"/v1/lab/totp?seed="_s + seed).value("code"_L1).toString().toUtf8();
    search.addNumber(what, code);
    return code.size() == 6;
}

QString MemoryDesk::leftInMemory() const
{
    QStringList left;
    (void)QTest::qWaitFor(
        [&] {
            left = search.find();
            return left.isEmpty();
        },
        patience);
    return left.join(u'\n');
}

} // namespace switchover::test
