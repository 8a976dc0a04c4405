// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/weblink.h"

#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace switchover {

bool isSafeWebLink(const QUrl &link)
{
    if (!link.isValid() || link.host().isEmpty() || link.authority().contains(u'@'))
        return false;
    static const QRegularExpression loopback(u"^(localhost|::1|127(\\.\\d{1,3}){3})$"_s);
    const bool isThisComputer = loopback.match(link.host()).hasMatch();
    return link.scheme() == "https"_L1 || (link.scheme() == "http"_L1 && isThisComputer);
}

} // namespace switchover
