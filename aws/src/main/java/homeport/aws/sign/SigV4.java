package homeport.aws.sign;

import homeport.aws.AwsException;
import homeport.aws.Call.Caller;
import homeport.aws.Credentials;
import homeport.aws.Credentials.AccessKey;
import homeport.aws.HttpRequest;
import homeport.aws.Permission;
import homeport.aws.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies signatures over the bytes as they were sent. Stateless; any thread. */
public final class SigV4 {
    /**
     * Source: AWS IAM user guide, "Signing AWS API requests": five minutes are safe, fifteen are
     * accepted.
     */
    private static final Duration SKEW_MAX = Duration.ofMinutes(15);

    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String MISMATCH =
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

    private final Credentials credentials;

    public SigV4(Credentials credentials) {
        this.credentials = credentials;
    }

    /** Who signed and what they may do, for which region and service. */
    public record Signed(Caller caller, Permission permission, String region, String service) {}

    /**
     * @throws AwsException {@code MissingAuthenticationToken}, {@code IncompleteSignature}, {@code
     *     InvalidClientTokenId}, {@code SignatureDoesNotMatch}, {@code RequestExpired}, {@code
     *     ExpiredToken}
     */
    public Signed verify(HttpRequest request, Instant now) {
        Claim claim = Claim.of(request);
        AccessKey key = key(claim, request, now);
        String path = Encoding.encode(Encoding.normal(request.rawPath()), true);
        check(claim, key, canonical(request, path, claim, payload(claim, request)));
        return signed(claim, key);
    }

    /**
     * The same before the body has come, as S3 has it: the path is encoded once and taken as it is,
     * and what is said of the body is for the reader of the body to hold against it.
     *
     * @throws AwsException as above, and {@code MissingSecurityHeader}
     */
    public SignedHead verifyHead(HttpRequest head, Instant now) {
        Claim claim = Claim.of(head);
        AccessKey key = key(claim, head, now);
        if (claim.payload().isEmpty() && claim.expires().isEmpty())
            throw new AwsException(
                    "MissingSecurityHeader", "Missing required header x-amz-content-sha256.");
        String payload = claim.payload().orElse(UNSIGNED);
        String path = Encoding.encode(Encoding.decode(head.rawPath()), true);
        check(claim, key, canonical(head, path, claim, payload));
        return new SignedHead(
                signed(claim, key),
                payload,
                new ChunkSignatures(
                        signingKey(claim, key.secret()),
                        Claim.text(claim.signed()),
                        scope(claim),
                        claim.signature()));
    }

    /**
     * A verified head.
     *
     * @param payload what its signer says of the body: a hash in hex, {@code UNSIGNED-PAYLOAD} or
     *     {@code STREAMING-…}
     */
    public record SignedHead(Signed signed, String payload, ChunkSignatures chunks) {}

    private AccessKey key(Claim claim, HttpRequest request, Instant now) {
        checkHeaders(claim, request);
        checkTime(claim, now);
        return credentials
                .find(claim.accessKeyId(), claim.token(), now)
                .orElseThrow(SigV4::unknown);
    }

    private static void check(Claim claim, AccessKey key, String canonical) {
        byte[] expected = signature(claim, key.secret(), canonical);
        byte[] given = claim.signature().getBytes(StandardCharsets.UTF_8);
        byte[] wanted = HexFormat.of().formatHex(expected).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(wanted, given))
            throw new AwsException("SignatureDoesNotMatch", MISMATCH);
    }

    private static Signed signed(Claim claim, AccessKey key) {
        return new Signed(key.caller(), key.permission(), claim.region(), claim.service());
    }

    /** The service that a request is signed for, as it says; nothing of it is verified. */
    public static Optional<String> service(HttpRequest request) {
        return Claim.service(request);
    }

    /** Whether anything in the request says that it is. */
    public static boolean isSigned(HttpRequest request) {
        return Claim.isIn(request);
    }

    private static AwsException unknown() {
        return new AwsException(
                "InvalidClientTokenId", "The security token included in the request is invalid.");
    }

    /**
     * What decides the request must be signed: with another {@code x-amz-target} the same bytes ask
     * for something else. Source: AWS IAM user guide, "Create a signed AWS API request": the signed
     * headers "must include" the host and "any x-amz-* headers in the request".
     */
    private static void checkHeaders(Claim claim, HttpRequest request) {
        for (String name : new TreeSet<>(request.headers().keySet()))
            if (name.startsWith("x-amz-") && !claim.signedHeaders().contains(name))
                throw new AwsException(
                        "SignatureDoesNotMatch",
                        "The header '%s' must be a 'SignedHeader' in the AWS Authorization."
                                .formatted(name));
    }

    private static void checkTime(Claim claim, Instant now) {
        Instant signed = claim.signed();
        if (signed.isAfter(now.plus(SKEW_MAX)))
            throw new AwsException(
                    "SignatureDoesNotMatch",
                    "Signature not yet current: %s is still later than %s (%s + 15 min.)"
                            .formatted(
                                    Claim.text(signed),
                                    Claim.text(now.plus(SKEW_MAX)),
                                    Claim.text(now)));
        if (claim.expires().isPresent()) {
            if (now.isAfter(signed.plus(claim.expires().get())))
                throw new AwsException("RequestExpired", "Request has expired.");
        } else if (signed.isBefore(now.minus(SKEW_MAX)))
            throw new AwsException(
                    "SignatureDoesNotMatch",
                    "Signature expired: %s is now earlier than %s (%s - 15 min.)"
                            .formatted(
                                    Claim.text(signed),
                                    Claim.text(now.minus(SKEW_MAX)),
                                    Claim.text(now)));
    }

    /**
     * What the signature covers of the body: its hash, unless the caller signed that it left the
     * body out.
     */
    private static String payload(Claim claim, HttpRequest request) {
        String stated = claim.payload().orElse("");
        if (stated.startsWith("STREAMING-"))
            throw new AwsException(
                    "IncompleteSignature",
                    "Chunked signatures are not accepted; sign the whole body.");
        if (stated.equals(UNSIGNED)) return UNSIGNED;
        String actual = Sha256.hex(request.body());
        if (!stated.isEmpty() && !stated.equals(actual))
            throw new AwsException(
                    "SignatureDoesNotMatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        return actual;
    }

    private static String canonical(HttpRequest request, String path, Claim claim, String payload) {
        String query =
                Encoding.parameters(request.rawQuery()).stream()
                        .filter(p -> !p.name().equals("X-Amz-Signature"))
                        .map(p -> pair(p.name(), p.value()))
                        .sorted(
                                Comparator.comparing((List<String> p) -> p.get(0))
                                        .thenComparing(p -> p.get(1)))
                        .map(p -> p.get(0) + "=" + p.get(1))
                        .collect(Collectors.joining("&"));
        String headers =
                claim.signedHeaders().stream()
                        .map(name -> name + ":" + value(request, name) + "\n")
                        .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                path,
                query,
                headers,
                String.join(";", claim.signedHeaders()),
                payload);
    }

    private static List<String> pair(String name, String value) {
        return List.of(Encoding.encode(name, false), Encoding.encode(value, false));
    }

    private static String value(HttpRequest request, String name) {
        return Optional.ofNullable(request.headers().get(name)).orElse(List.of()).stream()
                .map(value -> value.strip().replaceAll(" +", " "))
                .collect(Collectors.joining(","));
    }

    private static byte[] signature(Claim claim, String secret, String canonical) {
        String text =
                String.join(
                        "\n",
                        Claim.ALGORITHM,
                        Claim.text(claim.signed()),
                        scope(claim),
                        Sha256.hex(canonical));
        return hmac(signingKey(claim, secret), text);
    }

    private static String scope(Claim claim) {
        return String.join("/", claim.date(), claim.region(), claim.service(), "aws4_request");
    }

    private static byte[] signingKey(Claim claim, String secret) {
        byte[] key = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), claim.date());
        for (String part : List.of(claim.region(), claim.service(), "aws4_request"))
            key = hmac(key, part);
        return key;
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA256 is part of every JDK", impossible);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
