// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/estate.h"
#include "models/lab/lab.h"
#include "models/lab/labcertificates.h"

namespace switchover::lab {

/// Lab::signIns()
[[nodiscard]] QList<SignInInfo> listSignIns(const Estate &estate, const Cluster &cluster,
                                            const LabCertificates &certificates);
/// Lab::signInsJson()
[[nodiscard]] QByteArray writeSignIns(const QList<SignInInfo> &signIns);

} // namespace switchover::lab
