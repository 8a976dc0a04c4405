// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/replication/operationtoken.h"

#include <algorithm>

using namespace switchover;

namespace {

bool isPrintable(const QByteArray &text)
{
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

// The DR operation token from its encoded form and the one-time password: the first byte chooses
// the format, the first line is one input, the rest the other. Also the attempt both come in.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray input = fuzz::bytes(data, size).toByteArray();
    (void)decodeOperationTokenAttempt(input);
    if (input.isEmpty())
        return 0;
    const int otpLength = input.front() == '0' ? 0 : 26;
    const qsizetype line = input.indexOf('\n', 1);
    const QByteArray first = line < 0 ? input.sliced(1) : input.sliced(1, line - 1);
    const QByteArray second = line < 0 ? QByteArray() : input.sliced(line + 1);
    (void)decodeOperationToken(SecretString(first), SecretString(second), otpLength);

    // What a server encodes must come back, with and without the padding.
    if (otpLength != 0 && !first.isEmpty() && first.size() == second.size() && isPrintable(first)) {
        QByteArray mixed = first;
        for (qsizetype i = 0; i < mixed.size(); ++i)
            mixed[i] = char(mixed.at(i) ^ second.at(i));
        for (const auto option :
             { QByteArray::KeepTrailingEquals, QByteArray::OmitTrailingEquals }) {
            const auto token = decodeOperationToken(SecretString(mixed.toBase64(option)),
                                                    SecretString(second), otpLength);
            fuzz::require(token && *token == SecretString(first), "the token comes back");
        }
    }
    return 0;
}
