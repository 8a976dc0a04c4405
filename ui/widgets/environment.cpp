// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/environment.h"

#include <QCoreApplication>

namespace switchover::ui {

QString environmentWord(Environment environment)
{
    switch (environment) {
    case Environment::Unspecified:
        return {};
    case Environment::Production:
        return QCoreApplication::translate("Environment", "Production");
    case Environment::Staging:
        return QCoreApplication::translate("Environment", "Staging");
    case Environment::Development:
        return QCoreApplication::translate("Environment", "Development");
    case Environment::Lab:
        return QCoreApplication::translate("Environment", "Lab");
    }
    Q_UNREACHABLE();
}

QColor environmentColor(Environment environment, const QPalette &palette)
{
    switch (environment) {
    case Environment::Unspecified:
        return semanticColor(SemanticColor::Neutral, palette);
    case Environment::Production:
        return semanticColor(SemanticColor::Production, palette);
    case Environment::Staging:
        return semanticColor(SemanticColor::Staging, palette);
    case Environment::Development:
        return semanticColor(SemanticColor::Development, palette);
    case Environment::Lab:
        return semanticColor(SemanticColor::Lab, palette);
    }
    Q_UNREACHABLE();
}

QColor environmentTint(Environment environment, const QPalette &palette)
{
    switch (environment) {
    case Environment::Unspecified:
        return semanticColor(SemanticColor::NeutralTint, palette);
    case Environment::Production:
        return semanticColor(SemanticColor::ProductionTint, palette);
    case Environment::Staging:
        return semanticColor(SemanticColor::StagingTint, palette);
    case Environment::Development:
        return semanticColor(SemanticColor::DevelopmentTint, palette);
    case Environment::Lab:
        return semanticColor(SemanticColor::LabTint, palette);
    }
    Q_UNREACHABLE();
}

} // namespace switchover::ui
