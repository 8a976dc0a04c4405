// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace switchover::ui {

/// Clears every line and text field below `form` as soon as it holds a private key, with its undo
/// history, and calls `cleared`. Call it after the fields' own connections.
void guardFromPrivateKeys(QWidget *form, const std::function<void()> &cleared);

} // namespace switchover::ui
