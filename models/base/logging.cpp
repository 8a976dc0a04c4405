// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/logging.h"

Q_LOGGING_CATEGORY(lcHttp, "switchover.http", QtWarningMsg)
Q_LOGGING_CATEGORY(lcPoll, "switchover.poll", QtWarningMsg)
Q_LOGGING_CATEGORY(lcOperation, "switchover.operation", QtWarningMsg)
Q_LOGGING_CATEGORY(lcStore, "switchover.store", QtWarningMsg)
Q_LOGGING_CATEGORY(lcKeychain, "switchover.keychain", QtWarningMsg)
Q_LOGGING_CATEGORY(lcLab, "switchover.lab", QtWarningMsg)
Q_LOGGING_CATEGORY(lcUi, "switchover.ui", QtWarningMsg)

namespace switchover {

QString programVersion()
{
    return QStringLiteral(SWITCHOVER_VERSION);
}

} // namespace switchover
