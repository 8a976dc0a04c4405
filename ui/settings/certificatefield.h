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

/// Which certificate authorities are trusted for a cluster: the system's, those of a PEM file or of
/// a folder of them, or pasted ones. Says what is in them.
class CertificateField final : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateField(QWidget *parent = nullptr);

    void setCertificates(const QString &file, const QByteArray &pem, const QString &folder);
    [[nodiscard]] QString file() const;    ///< "" unless a file is chosen
    [[nodiscard]] QString folder() const;  ///< "" unless a folder is chosen
    [[nodiscard]] QByteArray pem() const;  ///< "" unless certificates are pasted
    [[nodiscard]] QString problem() const; ///< why it cannot be used; "" if it can

signals:
    void changed();

private:
    void buildChoice();
    void buildFile();
    void buildFolder();
    void buildPem();
    void browse();
    void browseFolder();
    [[nodiscard]] QWidget *pathRow(QLineEdit **edit, QPushButton **button, const QString &name);
    void update();
    [[nodiscard]] QByteArray content() const;

    QRadioButton *m_useSystem = nullptr;
    QRadioButton *m_useFile = nullptr;
    QRadioButton *m_useFolder = nullptr;
    QRadioButton *m_usePem = nullptr;
    QWidget *m_filePage = nullptr;
    QWidget *m_folderPage = nullptr;
    QLineEdit *m_folder = nullptr;
    QPushButton *m_browseFolder = nullptr;
    QLineEdit *m_file = nullptr;
    QPushButton *m_browse = nullptr;
    QPlainTextEdit *m_pem = nullptr;
    QLabel *m_says = nullptr;
    QString m_problem;
};

} // namespace switchover::ui
