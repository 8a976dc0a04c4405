// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace switchover::ui {

/// Gives an accessible name to what Qt itself puts inside a field and leaves nameless: the buttons
/// of a line edit ("Clear Token") and the line edit of a spin box or an editable combo box, which
/// takes the outer widget's name. Named anew whenever it is shown. Does nothing to any other
/// widget. The style calls it for every widget.
void nameInnerWidget(QWidget *widget);

} // namespace switchover::ui
