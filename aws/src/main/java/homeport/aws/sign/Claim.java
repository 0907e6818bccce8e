package homeport.aws.sign;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says about its signature, in either form. Source: AWS IAM user guide, "Elements of
 * an AWS API request signature".
 *
 * @param expires empty in the header form
 * @param payload the hash that the caller states; empty: that of the body
 */
record Claim(
        String accessKeyId,
        String date,
        String region,
        String service,
        Instant signed,
        Optional<Duration> expires,
        List<String> signedHeaders,
        String signature,
        Optional<String> token,
        Optional<String> payload) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final int DAY_LENGTH = "yyyyMMdd".length();
    private static final int HEADERS_MAX = 64;
    private static final int TIME_SHOWN_MAX = 32;
    private static final Duration EXPIRES_MAX = Duration.ofDays(7);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    static String text(Instant moment) {
        return TIME.format(moment);
    }

    /**
     * @throws AwsException {@code MissingAuthenticationToken}, {@code IncompleteSignature}
     */
    static Claim of(HttpRequest request) {
        Optional<String> header = request.header("authorization");
        if (header.isPresent()) return header(request, header.get());
        Map<String, String> query = query(request);
        if (query.containsKey("X-Amz-Signature")) return query(query);
        throw new AwsException(
                "MissingAuthenticationToken", "Request is missing Authentication Token");
    }

    static boolean isIn(HttpRequest request) {
        return request.header("authorization").isPresent()
                || Encoding.parameters(request.rawQuery()).stream()
                        .anyMatch(p -> p.name().equals("X-Amz-Signature"));
    }

    /** The service that the signature is for, as it says; empty when it cannot be told. */
    static Optional<String> service(HttpRequest request) {
        String credential =
                request.header("authorization")
                        .map(header -> parts(header).get("Credential"))
                        .or(() -> Optional.ofNullable(query(request).get("X-Amz-Credential")))
                        .orElse("");
        String[] scope = credential.split("/", -1);
        return scope.length == 5 ? Optional.of(scope[3]) : Optional.empty();
    }

    /** What is said twice counts as it is said last, whoever asks. */
    private static Map<String, String> query(HttpRequest request) {
        Map<String, String> query = new HashMap<>();
        Encoding.parameters(request.rawQuery()).forEach(p -> query.put(p.name(), p.value()));
        return query;
    }

    private static Map<String, String> parts(String header) {
        Map<String, String> parts = new HashMap<>();
        for (String part : header.replaceFirst("^" + ALGORITHM + " ", "").split(",")) {
            int equals = part.indexOf('=');
            if (equals > 0)
                parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
        }
        return parts;
    }

    private static Claim header(HttpRequest request, String header) {
        if (!header.startsWith(ALGORITHM + " "))
            throw incomplete("Authorization must begin with '" + ALGORITHM + "'.");
        Map<String, String> parts = parts(header);
        for (String needed : List.of("Credential", "SignedHeaders", "Signature"))
            if (!parts.containsKey(needed))
                throw incomplete("Authorization header requires '" + needed + "' parameter.");
        String time =
                request.header("x-amz-date")
                        .orElseThrow(() ->
                                incomplete(
                                        "Authorization header requires existence of an 'X-Amz-Date' header."));
        return of(
                parts.get("Credential"),
                time,
                Optional.empty(),
                parts.get("SignedHeaders"),
                parts.get("Signature"),
                request.header("x-amz-security-token"),
                request.header("x-amz-content-sha256"));
    }

    private static Claim query(Map<String, String> query) {
        if (!ALGORITHM.equals(query.get("X-Amz-Algorithm")))
            throw incomplete("X-Amz-Algorithm must be '" + ALGORITHM + "'.");
        for (String needed :
                List.of("X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"))
            if (!query.containsKey(needed))
                throw incomplete("AWS query-string parameters must include '" + needed + "'.");
        return of(
                query.get("X-Amz-Credential"),
                query.get("X-Amz-Date"),
                Optional.of(expires(query.get("X-Amz-Expires"))),
                query.get("X-Amz-SignedHeaders"),
                query.get("X-Amz-Signature"),
                Optional.ofNullable(query.get("X-Amz-Security-Token")),
                Optional.ofNullable(query.get("X-Amz-Content-Sha256")));
    }

    private static Duration expires(String text) {
        try {
            Duration expires = Duration.ofSeconds(Integer.parseInt(text));
            if (!expires.isNegative() && expires.compareTo(EXPIRES_MAX) <= 0) return expires;
        } catch (NumberFormatException notANumber) {
            throw incomplete("X-Amz-Expires must be a number of seconds.");
        }
        throw incomplete("X-Amz-Expires must be 0 to 604800 seconds.");
    }

    private static Claim of(
            String credential,
            String time,
            Optional<Duration> expires,
            String headers,
            String signature,
            Optional<String> token,
            Optional<String> payload) {
        String[] scope = credential.split("/", -1);
        if (scope.length != 5 || !scope[4].equals("aws4_request"))
            throw incomplete(
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/aws4_request.");
        if (!scope[2].matches("[a-z0-9-]{1,32}"))
            throw incomplete("Credential should be scoped to a valid region.");
        List<String> signed = Arrays.asList(headers.split(";"));
        if (signed.size() > HEADERS_MAX)
            throw incomplete("At most %d headers may be signed.".formatted(HEADERS_MAX));
        if (!signed.contains("host"))
            throw incomplete("'Host' must be a 'SignedHeader' in the AWS Authorization.");
        String day = time.substring(0, Math.min(DAY_LENGTH, time.length()));
        if (!day.equals(scope[1]))
            throw new AwsException(
                    "SignatureDoesNotMatch",
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                            + scope[1].substring(0, Math.min(TIME_SHOWN_MAX, scope[1].length()))
                            + "' != '"
                            + day
                            + "'.");
        return new Claim(
                scope[0],
                scope[1],
                scope[2],
                scope[3],
                moment(time),
                expires,
                signed,
                signature,
                token,
                payload);
    }

    private static Instant moment(String time) {
        try {
            return TIME.parse(time, Instant::from);
        } catch (DateTimeParseException notATime) {
            String shown = time.length() <= TIME_SHOWN_MAX ? time : "a longer text";
            throw incomplete(
                    "Date must be in ISO-8601 'basic format'. Got '"
                            + shown
                            + "'. See http://en.wikipedia.org/wiki/ISO_8601.");
        }
    }

    private static AwsException incomplete(String message) {
        return new AwsException("IncompleteSignature", message);
    }
}
