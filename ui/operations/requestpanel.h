// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/arguments.h"
#include "models/replication/operation.h"

#include <QWidget>

namespace switchover {
struct ClusterSnapshot;
}

namespace switchover::ui {

class CodeBlock;

/// The exact request an operation will make and the command lines that do the same, with
/// placeholders for secrets.
class RequestPanel final : public QWidget
{
    Q_OBJECT

public:
    /// Its parts are named "<name>Disclosure", "<name>Text", "<name>Cli" and "<name>Curl".
    explicit RequestPanel(const QString &name, QWidget *parent = nullptr);

    void showRequest(const Operation &operation, const ClusterSnapshot &snapshot,
                     const Arguments &arguments);

private:
    CodeBlock *m_request = nullptr;
    CodeBlock *m_cli = nullptr;
    CodeBlock *m_curl = nullptr;
};

} // namespace switchover::ui
