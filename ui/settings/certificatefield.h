// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
QT_END_NAMESPACE

namespace switchover::ui {

/// Which certificate authorities are trusted for a cluster: the system's, a PEM file's, or pasted
/// ones. Says what is in them.
class CertificateField final : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateField(QWidget *parent = nullptr);

    void setCertificates(const QString &file, const QByteArray &pem);
    [[nodiscard]] QString file() const;    ///< "" unless a file is chosen
    [[nodiscard]] QByteArray pem() const;  ///< "" unless certificates are pasted
    [[nodiscard]] QString problem() const; ///< why it cannot be used; "" if it can

signals:
    void changed();

private:
    void buildChoice();
    void buildFile();
    void buildPem();
    void browse();
    void update();
    [[nodiscard]] QByteArray content() const;

    QRadioButton *m_useSystem = nullptr;
    QRadioButton *m_useFile = nullptr;
    QRadioButton *m_usePem = nullptr;
    QWidget *m_filePage = nullptr;
    QLineEdit *m_file = nullptr;
    QPushButton *m_browse = nullptr;
    QPlainTextEdit *m_pem = nullptr;
    QLabel *m_says = nullptr;
    QString m_problem;
};

} // namespace switchover::ui
