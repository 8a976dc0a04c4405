// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/openpgp.h"

#include "models/lab/crypto/opensslpointers.h"
#include "models/lab/crypto/randomness.h"

#include <QCryptographicHash>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

namespace switchover::lab::openpgp {

namespace {

constexpr int publicKeyTag = 6;
constexpr int publicSubkeyTag = 14;
constexpr char rsa = 1;
constexpr char rsaEncryptOnly = 2;
constexpr char ecdh = 18;
constexpr char aes256 = 9;
const QByteArray curve25519 = QByteArray::fromHex("2b060104019755010501");
constexpr qsizetype blockSize = 16;

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free<EVP_CIPHER_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;

tl::unexpected<Error> invalid(const QString &why)
{
    return tl::unexpected(Error { .kind = Error::Kind::InvalidInput, .detail = why });
}

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

/// Takes bytes from the front and remembers if there were too few.
class Reader
{
public:
    explicit Reader(QByteArray data)
        : m_data(std::move(data))
    {
    }
    [[nodiscard]] bool atEnd() const { return m_position >= m_data.size(); }
    [[nodiscard]] bool failed() const { return m_failed; }
    QByteArray take(qsizetype count)
    {
        if (count < 0 || count > m_data.size() - m_position) {
            m_failed = true;
            return {};
        }
        m_position += count;
        return m_data.mid(m_position - count, count);
    }
    quint32 number(qsizetype octets)
    {
        quint32 value = 0;
        for (const char octet : take(octets))
            value = value << 8 | quint8(octet);
        return value;
    }
    QByteArray multiprecision() { return take((qsizetype(number(2)) + 7) / 8); }

private:
    QByteArray m_data;
    qsizetype m_position = 0;
    bool m_failed = false;
};

struct Packet
{
    int tag = 0;
    QByteArray body;
};

std::optional<Packet> readPacket(Reader &reader)
{
    const quint32 header = reader.number(1);
    if (reader.failed() || (header & 0x80U) == 0)
        return std::nullopt;
    Packet packet;
    qsizetype length = 0;
    if ((header & 0x40U) != 0) { // new format
        packet.tag = int(header & 0x3fU);
        const quint32 first = reader.number(1);
        if (first < 192)
            length = first;
        else if (first < 224)
            length = qsizetype((first - 192) * 256 + reader.number(1) + 192);
        else if (first == 255)
            length = reader.number(4);
        else
            return std::nullopt; // partial lengths are for data, not for keys
    } else {
        packet.tag = int(header >> 2 & 0x0fU);
        const quint32 kind = header & 3U;
        if (kind == 3)
            return std::nullopt;
        length = reader.number(qsizetype(1) << kind);
    }
    packet.body = reader.take(length);
    return reader.failed() ? std::nullopt : std::optional(packet);
}

QByteArray fingerprintOf(const QByteArray &body)
{
    QByteArray hashed("\x99", 1);
    hashed += char(body.size() >> 8 & 0xff);
    hashed += char(body.size() & 0xff);
    return QCryptographicHash::hash(hashed + body, QCryptographicHash::Sha1);
}

QByteArray packetOf(int tag, const QByteArray &body)
{
    QByteArray packet(1, char(0xc0 | tag));
    packet += '\xff';
    for (const int shift : { 24, 16, 8, 0 })
        packet += char(body.size() >> shift & 0xff);
    return packet + body;
}

std::optional<QByteArray> rsaEncrypt(const QByteArray &text, const PublicKey &key)
{
    const Number modulus(BN_bin2bn(bytes(key.modulus), int(key.modulus.size()), nullptr));
    const Number exponent(BN_bin2bn(bytes(key.exponent), int(key.exponent.size()), nullptr));
    const std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    const std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>> parameters(
        OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext maker(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY *made = nullptr;
    if (EVP_PKEY_fromdata_init(maker.get()) <= 0
        || EVP_PKEY_fromdata(maker.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) <= 0) {
        return std::nullopt;
    }
    const EvpKey publicKey(made);
    const KeyContext context(EVP_PKEY_CTX_new(publicKey.get(), nullptr));
    size_t length = 0;
    if (EVP_PKEY_encrypt_init(context.get()) <= 0
        || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) <= 0
        || EVP_PKEY_encrypt(context.get(), nullptr, &length, bytes(text), size_t(text.size()))
            <= 0) {
        return std::nullopt;
    }
    QByteArray result(qsizetype(length), '\0');
    if (EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char *>(result.data()), &length,
                         bytes(text), size_t(text.size()))
        <= 0) {
        return std::nullopt;
    }
    return result.left(qsizetype(length));
}

QByteArray aesCfb(const QByteArray &text, const QByteArray &key)
{
    const QByteArray zeros(blockSize, '\0');
    QByteArray result(text.size(), '\0');
    int length = 0;
    const CipherContext context(EVP_CIPHER_CTX_new());
    EVP_EncryptInit_ex(context.get(), EVP_aes_256_cfb128(), nullptr, bytes(key), bytes(zeros));
    EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char *>(result.data()), &length,
                      bytes(text), int(text.size()));
    return result;
}

/// A number with its length in bits before it.
QByteArray multiprecisionOf(QByteArray number)
{
    while (number.startsWith('\0'))
        number.remove(0, 1);
    if (number.isEmpty())
        return QByteArray("\0\0", 2);
    int bits = int(number.size()) * 8;
    for (quint8 first = quint8(number.at(0)); (first & 0x80U) == 0; first = quint8(first << 1))
        --bits;
    QByteArray result;
    result += char(bits >> 8);
    result += char(bits & 0xff);
    return result + number;
}

struct Agreement
{
    QByteArray ephemeral; ///< public, 32 bytes
    QByteArray secret;
};

/// A key pair for this message only, and what it has in common with the owner's.
std::optional<Agreement> agree(const QByteArray &point)
{
    const EvpKey theirs(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, bytes(point), size_t(point.size())));
    const EvpKey mine(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"));
    if (!theirs || !mine)
        return std::nullopt;
    const KeyContext context(EVP_PKEY_CTX_new(mine.get(), nullptr));
    Agreement result { .ephemeral = QByteArray(32, '\0'), .secret = QByteArray(32, '\0') };
    size_t length = 32;
    if (EVP_PKEY_get_raw_public_key(
            mine.get(), reinterpret_cast<unsigned char *>(result.ephemeral.data()), &length)
            != 1
        || EVP_PKEY_derive_init(context.get()) <= 0
        || EVP_PKEY_derive_set_peer(context.get(), theirs.get()) <= 0
        || EVP_PKEY_derive(context.get(), reinterpret_cast<unsigned char *>(result.secret.data()),
                           &length)
            <= 0)
        return std::nullopt;
    return result;
}

std::optional<QByteArray> wrapKey(const QByteArray &plain, const QByteArray &secret,
                                  const PublicKey &key)
{
    const auto hash = key.kdf.at(0) == 8 ? QCryptographicHash::Sha256
        : key.kdf.at(0) == 9             ? QCryptographicHash::Sha384
                                         : QCryptographicHash::Sha512;
    const EVP_CIPHER *cipher = key.kdf.at(1) == 7 ? EVP_aes_128_wrap()
        : key.kdf.at(1) == 8                      ? EVP_aes_192_wrap()
                                                  : EVP_aes_256_wrap();
    QByteArray material = QByteArray::fromHex("00000001") + secret;
    material += char(curve25519.size());
    material += curve25519;
    material += ecdh;
    material += QByteArray("\x03\x01", 2) + key.kdf + "Anonymous Sender    ";
    material += key.fullFingerprint;
    const QByteArray wrapping =
        QCryptographicHash::hash(material, hash).left(EVP_CIPHER_get_key_length(cipher));
    const CipherContext context(EVP_CIPHER_CTX_new());
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    QByteArray result(plain.size() + 8, '\0');
    int length = 0;
    if (EVP_EncryptInit_ex(context.get(), cipher, nullptr, bytes(wrapping), nullptr) != 1
        || EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char *>(result.data()),
                             &length, bytes(plain), int(plain.size()))
            != 1)
        return std::nullopt;
    return result.left(length);
}

/// By the owner's curve: the ephemeral point and the wrapped key.
std::optional<QByteArray> curveEncrypt(QByteArray plain, const PublicKey &key)
{
    const char padding = char(8 - plain.size() % 8);
    plain += QByteArray(padding, padding);
    const std::optional<Agreement> agreement = agree(key.point);
    const std::optional<QByteArray> wrapped =
        agreement ? wrapKey(plain, agreement->secret, key) : std::nullopt;
    if (!wrapped)
        return std::nullopt;
    return multiprecisionOf('\x40' + agreement->ephemeral) + char(wrapped->size()) + *wrapped;
}

/// The session key packet: algorithm, key and checksum, by RSA or by the curve.
std::optional<QByteArray> sessionKeyPacket(const QByteArray &sessionKey, const PublicKey &key)
{
    quint16 checksum = 0;
    for (const char octet : sessionKey)
        checksum = quint16(checksum + quint8(octet));
    QByteArray plain(1, aes256);
    plain += sessionKey;
    plain += char(checksum >> 8);
    plain += char(checksum & 0xff);
    const bool onCurve = !key.point.isEmpty();
    std::optional<QByteArray> encrypted =
        onCurve ? curveEncrypt(plain, key) : rsaEncrypt(plain, key);
    if (!encrypted)
        return std::nullopt;
    QByteArray body("\x03", 1);
    body += key.keyId;
    body += onCurve ? ecdh : rsa;
    return packetOf(1, body + (onCurve ? *encrypted : multiprecisionOf(*encrypted)));
}

/// A point on Curve25519 with the rules for using it; false for other curves.
bool readCurve(Reader &body, PublicKey &key)
{
    const QByteArray curve = body.take(qsizetype(body.number(1)));
    const QByteArray point = body.multiprecision();
    const QByteArray rules = body.take(qsizetype(body.number(1)));
    if (body.failed() || curve != curve25519 || point.size() != 33 || !point.startsWith('\x40')
        || rules.size() != 3)
        return false;
    key.point = point.mid(1);
    key.kdf = rules.mid(1);
    return true;
}

} // namespace

Result<PublicKey> readPublicKey(const QByteArray &packets)
{
    Reader reader(packets);
    PublicKey key;
    while (!reader.atEnd()) {
        const std::optional<Packet> packet = readPacket(reader);
        if (!packet)
            return invalid(u"openpgp: invalid data: tag byte does not have MSB set"_s);
        const bool primary = packet->tag == publicKeyTag;
        if (key.fingerprint.isEmpty() && !primary)
            return invalid(u"openpgp: invalid data: first packet was not a public/private key"_s);
        if (!primary && packet->tag != publicSubkeyTag)
            continue;
        Reader body(packet->body);
        if (body.number(1) != 4)
            return invalid(u"openpgp: unsupported feature: public key version"_s);
        body.take(4); // creation time
        const quint32 algorithm = body.number(1);
        const QByteArray fingerprint = fingerprintOf(packet->body);
        if (primary)
            key.fingerprint = QString::fromLatin1(fingerprint.toHex());
        if (algorithm == quint32(ecdh) && readCurve(body, key)) {
            key.keyId = fingerprint.right(8);
            key.fullFingerprint = fingerprint;
            continue;
        }
        if (algorithm != quint32(rsa) && algorithm != quint32(rsaEncryptOnly))
            continue;
        const QByteArray modulus = body.multiprecision();
        const QByteArray exponent = body.multiprecision();
        if (body.failed() || modulus.isEmpty() || exponent.isEmpty())
            return invalid(u"openpgp: invalid data: truncated key"_s);
        // Subkeys come last, and are what encrypts if there are any.
        key.keyId = fingerprint.right(8);
        key.point.clear();
        key.modulus = modulus;
        key.exponent = exponent;
    }
    if (key.fingerprint.isEmpty())
        return invalid(u"openpgp: invalid argument: no entities found"_s);
    if (key.modulus.isEmpty() && key.point.isEmpty())
        return invalid(u"openpgp: unsupported feature: public key type"_s);
    return key;
}

Result<QByteArray> encrypt(const QByteArray &text, const PublicKey &key)
{
    const QByteArray sessionKey = randomBytes(32);
    const std::optional<QByteArray> first = sessionKeyPacket(sessionKey, key);
    if (!first)
        return invalid(u"openpgp: invalid argument: encryption failed"_s);

    const QByteArray literal = packetOf(11, QByteArray("b\0\0\0\0\0", 6) + text);
    QByteArray plain = randomBytes(blockSize);
    plain += plain.right(2);
    plain += literal;
    plain += QByteArray("\xd3\x14", 2); // the packet with the digest of all before it
    plain += QCryptographicHash::hash(plain, QCryptographicHash::Sha1);
    return *first + packetOf(18, QByteArray("\x01", 1) + aesCfb(plain, sessionKey));
}

} // namespace switchover::lab::openpgp
