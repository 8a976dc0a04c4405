// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/estate.h"
#include "models/lab/core/parameters.h"
#include "models/lab/core/tokens.h"

#include <QJsonObject>

#include <optional>
#include <vector>

namespace switchover::lab {

struct Endpoint;

/// One call on its way through a node.
struct Context
{
    Estate &estate;
    Cluster &cluster;
    int node = 0;
    const Call &call;
    const Endpoint *endpoint = nullptr;
    Parameters parameters = {};
    QString mount = {}; ///< of an auth method: "userpass/", "retail/userpass/"
    QString tail = {};  ///< what stands for the '*' of the endpoint's path
    std::optional<Token> token = {};
    Type type = Type::Performance; ///< by the path; legacy paths are performance

    [[nodiscard]] const Version &version() const { return cluster.version; }
    [[nodiscard]] Replication &replication() const { return cluster.replication(type); }
    /// By the header: "", "retail/".
    [[nodiscard]] QString nameSpace() const
    {
        return call.nameSpace.isEmpty() ? QString() : QString::fromUtf8(call.nameSpace) + u'/';
    }
};

using Handler = Answer (*)(Context &);

enum class Access {
    Open,                  ///< anybody
    Token,                 ///< a token whose policies allow the call
    Sudo,                  ///< additionally the sudo capability
    OperationToken,        ///< dr_operation_token in the body
    TokenOrOperationToken, ///< on a DR secondary as OperationToken, elsewhere as Token
};

/// One path of the API: what it answers, to whom, and which parameters it knows.
struct Endpoint
{
    QString path; ///< a final "*" stands for anything
    Handler read = nullptr;
    Handler update = nullptr;
    Handler remove = nullptr;
    Handler list = nullptr;
    Access access = Access::Token;
    std::vector<Field> fields = {};
    bool onDrSecondary = false; ///< answered by a DR secondary as well
    bool nodeLocal = false;     ///< answered by the node that was asked, sealed or not
    bool enterpriseOnly = false;
    QString feature = {}; ///< licence feature it needs
    Version since = { 0, 0, 0 };
    Version before = { 99, 0, 0 }; ///< gone from this version on
    bool createsOrUpdates = false; ///< create is as good as update
    bool writesShared = false;     ///< what it changes belongs to the performance primary
    bool anyParameters = false;    ///< what is sent is content, not parameters
};

// The endpoints, by concern.
[[nodiscard]] std::vector<Endpoint> replicationEndpoints();
[[nodiscard]] std::vector<Endpoint> filterEndpoints();
[[nodiscard]] std::vector<Endpoint> operationTokenEndpoints();
[[nodiscard]] std::vector<Endpoint> nodeEndpoints();
[[nodiscard]] std::vector<Endpoint> systemEndpoints();
[[nodiscard]] std::vector<Endpoint> mountEndpoints();
[[nodiscard]] std::vector<Endpoint> authEndpoints();
[[nodiscard]] std::vector<Endpoint> loginEndpoints();
[[nodiscard]] std::vector<Endpoint> federatedLoginEndpoints();
[[nodiscard]] std::vector<Endpoint> mfaEndpoints();
[[nodiscard]] std::vector<Endpoint> wrappingEndpoints();
[[nodiscard]] std::vector<Endpoint> raftEndpoints();
[[nodiscard]] std::vector<Endpoint> rekeyEndpoints();
[[nodiscard]] std::vector<Endpoint> secretEndpoints();

} // namespace switchover::lab
