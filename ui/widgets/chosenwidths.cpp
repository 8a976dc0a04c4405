// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chosenwidths.h"

#include <QHeaderView>

#include <utility>

namespace switchover::ui {

ChosenWidths::ChosenWidths(QHeaderView *header, bool chosen, std::function<void()> remember)
    : QObject(header)
    , m_chosen(chosen)
{
    connect(header, &QHeaderView::sectionResized, this,
            [this, header, remember = std::move(remember)](int section, int before, int after) {
                const bool cameOrWent = before == 0 || after == 0;
                // The last one takes what the window leaves.
                const bool stretched = header->stretchLastSection()
                    && header->visualIndex(section) == header->count() - 1;
                if (m_chosen || m_fitting || cameOrWent || stretched || !header->isVisible())
                    return;
                m_chosen = true;
                remember();
            });
}

} // namespace switchover::ui
