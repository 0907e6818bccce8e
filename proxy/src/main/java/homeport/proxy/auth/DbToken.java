package homeport.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code generate-db-auth-token} makes: a presigned request to connect, without its scheme.
 * Shape: {@code host:port/?Action=connect&DBUser=…&X-Amz-…}, the parameters in any order, the slash
 * left out by old makers. Source: RDS user guide, "IAM database authentication"; AWS IAM user
 * guide, "Create a signed AWS API request", query strings.
 *
 * @param host as it was typed
 * @param lifetime from {@code signed} on
 * @param scope {@code date/region/rds-db/aws4_request}
 * @param query the canonical query, of which the signature is no part
 */
record DbToken(
        String host,
        int port,
        String user,
        String accessKeyId,
        Optional<String> sessionToken,
        Instant signed,
        Duration lifetime,
        String region,
        String scope,
        String query,
        String signature) {
    /** Whatever a token says of itself. */
    static final Duration LIFETIME_MAX = Duration.ofMinutes(15);

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SIGNATURE = "X-Amz-Signature";

    /** The makers use nine; what else there is must be signed, too. */
    private static final int PARAMETERS_MAX = 20;

    private static final Pattern PLACE = Pattern.compile("([^/?:]+|\\[[0-9A-Fa-f:.]+]):(\\d{1,5})");
    private static final Pattern CREDENTIAL =
            Pattern.compile("([^/]+)/((\\d{8})/([^/]+)/rds-db/aws4_request)");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,7}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    private static final String NO_BODY = HexFormat.of().formatHex(Hashes.sha256(new byte[0]));

    /** Empty when the text is no token. */
    static Optional<DbToken> parse(String text) {
        try {
            return Optional.of(read(text));
        } catch (IllegalArgumentException | DateTimeException none) {
            return Optional.empty();
        }
    }

    private static DbToken read(String text) {
        int mark = text.indexOf('?');
        check(mark > 0);
        String at = text.substring(0, mark);
        Matcher place = matched(PLACE, at.endsWith("/") ? at.substring(0, mark - 1) : at);
        Map<String, String> parameters = parameters(text.substring(mark + 1));
        String signature = matched(HEX, taken(parameters, SIGNATURE)).group();
        check(value(parameters, "Action").equals("connect"));
        check(value(parameters, "X-Amz-Algorithm").equals(ALGORITHM));
        check(value(parameters, "X-Amz-SignedHeaders").equals("host"));
        Matcher credential = matched(CREDENTIAL, value(parameters, "X-Amz-Credential"));
        String time = value(parameters, "X-Amz-Date");
        check(time.startsWith(credential.group(3)));
        Optional<String> session = Optional.ofNullable(parameters.get("X-Amz-Security-Token"));
        return new DbToken(
                place.group(1),
                Integer.parseInt(place.group(2)),
                value(parameters, "DBUser"),
                credential.group(1),
                session,
                LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC),
                lifetime(value(parameters, "X-Amz-Expires")),
                credential.group(4),
                credential.group(2),
                canonical(parameters),
                signature);
    }

    private static Duration lifetime(String seconds) {
        Duration said = Duration.ofSeconds(Long.parseLong(matched(SECONDS, seconds).group()));
        return said.compareTo(LIFETIME_MAX) < 0 ? said : LIFETIME_MAX;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new TreeMap<>();
        String[] pairs = query.split("&", PARAMETERS_MAX + 1);
        check(pairs.length <= PARAMETERS_MAX);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            check(equals > 0);
            String name = Percent.decoded(pair.substring(0, equals));
            String before = parameters.put(name, Percent.decoded(pair.substring(equals + 1)));
            check(before == null);
        }
        return parameters;
    }

    private static String canonical(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(p -> Percent.encoded(p.getKey()) + "=" + Percent.encoded(p.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String value(Map<String, String> parameters, String name) {
        String value = parameters.get(name);
        check(value != null && !value.isEmpty());
        return value;
    }

    private static String taken(Map<String, String> parameters, String name) {
        String value = value(parameters, name);
        parameters.remove(name);
        return value;
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        check(matcher.matches());
        return matcher;
    }

    private static void check(boolean holds) {
        if (!holds) throw new IllegalArgumentException("no token");
    }

    /** Makers sign the host as typed or in lower case, with its port or without. */
    boolean isSignedWith(String secretKey) {
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) key = Hashes.hmac(key, part);
        byte[] given = HexFormat.of().parseHex(signature);
        boolean signed = false;
        for (String header : headers())
            signed |= MessageDigest.isEqual(Hashes.hmac(key, toSign(header)), given);
        return signed;
    }

    private Set<String> headers() {
        Set<String> headers = new LinkedHashSet<>();
        for (String name : new String[] {host, host.toLowerCase(Locale.ROOT)}) {
            headers.add(name + ":" + port);
            headers.add(name);
        }
        return headers;
    }

    private String toSign(String header) {
        String request =
                String.join("\n", "GET", "/", query, "host:" + header, "", "host", NO_BODY);
        byte[] hash = Hashes.sha256(request.getBytes(StandardCharsets.UTF_8));
        String time = TIME.format(signed.atOffset(ZoneOffset.UTC));
        return String.join("\n", ALGORITHM, time, scope, HexFormat.of().formatHex(hash));
    }

    /** A token is a password. */
    @Override
    public String toString() {
        return "DbToken[***]";
    }
}
