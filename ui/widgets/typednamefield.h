// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
QT_END_NAMESPACE

namespace switchover::ui {

/// "Type the cluster's name to go on". Matches when the text is exactly the name. Enter does
/// nothing here.
class TypedNameField final : public QWidget
{
    Q_OBJECT

public:
    /// `objectName` names the edit field, which is also the focus proxy.
    TypedNameField(const QString &name, const QString &objectName, QWidget *parent = nullptr);

    [[nodiscard]] bool matches() const;
    void setExpected(const QString &name);
    /// For other words than a cluster's name.
    struct Words
    {
        QString prompt;
        QString accessibleName;
        QString matching;
        QString different;
    };
    void setWords(const Words &words);
    void clear();

signals:
    void matchChanged(bool matches);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void check();

    QString m_expected;
    QString m_matching;
    QString m_different;
    bool m_matched = false;
    QLabel *m_label = nullptr;
    QLineEdit *m_edit = nullptr;
    QLabel *m_state = nullptr;
};

} // namespace switchover::ui
