// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace switchover {

/// Makes English of counted source texts: "%n cluster(s)" becomes "1 cluster" or "2 clusters", and
/// "(is|are)" the word that goes with the number.
/// Installed before any catalogue, so that another language's forms win.
class EnglishPlurals final : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char *context, const char *sourceText,
                                    const char *disambiguation, int n) const override;
};

} // namespace switchover
