// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/requestpanel.h"

#include "models/replication/apicall.h"
#include "models/replication/permission.h"
#include "models/replication/snapshot.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/disclosure.h"

#include <QUrlQuery>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

QString requestText(const ApiCall &call, const QString &address)
{
    QString text =
        u"%1 %2/v1/%3"_s.arg(QString::fromLatin1(wireName(call.method)), address, call.path);
    if (!call.query.isEmpty()) {
        QUrlQuery query;
        query.setQueryItems(call.query);
        text += u'?' + query.toString();
    }
    if (!call.shownBody.isEmpty())
        text += u'\n' + QString::fromUtf8(call.shownBody);
    return text;
}

} // namespace

RequestPanel::RequestPanel(const QString &name, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *fold = new Disclosure(tr("Request and command line"), name + u"Disclosure"_s, this);
    layout->addWidget(fold);
    m_request = new CodeBlock(tr("Request"), name + u"Text"_s, this);
    m_cli = new CodeBlock(tr("The same with the vault command"), name + u"Cli"_s, this);
    m_curl = new CodeBlock(tr("The same with curl"), name + u"Curl"_s, this);
    for (CodeBlock *block : { m_request, m_cli, m_curl })
        fold->body()->addWidget(block);
}

void RequestPanel::showRequest(const Operation &operation, const ClusterSnapshot &snapshot,
                               const Arguments &arguments)
{
    const Result<ApiCall> call = apiCall(operation, dialectFor(snapshot), arguments);
    const QString &address = snapshot.identity.address;
    if (!call) {
        m_request->setText(errorSentence(call.error()));
        m_cli->setText({});
        m_curl->setText({});
        return;
    }
    m_request->setText(requestText(*call, address));
    m_cli->setText(asVaultCli(*call, address));
    m_curl->setText(asCurl(*call, address));
}

} // namespace switchover::ui

#include "moc_requestpanel.cpp"
