// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QFormLayout;
class QLabel;
class QWidget;
QT_END_NAMESPACE

namespace switchover::ui {

/// A form layout with the program's distances.
[[nodiscard]] QFormLayout *makeForm(QWidget *parent);

struct FormRow
{
    QLabel *label = nullptr; ///< the buddy; nullptr for a check box
    QLabel *help = nullptr;  ///< below the field; nullptr without help
    QLabel *error = nullptr; ///< below the help, hidden until setFieldError()
};

/// Label with mnemonic ("&Address"), field and help text in one call. Sets object name, buddy,
/// accessible name (the label without its mnemonic) and accessible description (the help).
/// A check box brings its own text: pass "" as label, the accessible name is the box's text.
FormRow addFormRow(QFormLayout *form, const QString &label, QWidget *field,
                   const QString &objectName, const QString &help = {});

/// What is wrong with the field, in words; "" takes it away.
void setFieldError(const FormRow &row, const QString &error);

/// A label in small muted type that wraps and can be selected.
[[nodiscard]] QLabel *makeHelpLabel(const QString &text, QWidget *parent = nullptr);
/// A section heading inside a dialog.
[[nodiscard]] QLabel *makeHeading(const QString &text, QWidget *parent = nullptr);

/// "&Save && close…" → "Save & close…"
[[nodiscard]] QString withoutMnemonic(QString text);

} // namespace switchover::ui
