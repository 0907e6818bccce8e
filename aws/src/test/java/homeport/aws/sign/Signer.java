package homeport.aws.sign;

import homeport.aws.HttpRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as a client does, written from the documentation and sharing nothing with the code under
 * test. It also signs what no client would send. Source: AWS IAM user guide, "Create a signed AWS
 * API request".
 */
public record Signer(String key, String secret, String region, String service, String time) {
    /** The key of AWS's documented examples. */
    public static final String KEY = "AKIDEXAMPLE";

    public static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    public static final String TIME = "20150830T123600Z";

    public static Signer example(String service) {
        return new Signer(KEY, SECRET, "us-east-1", service, TIME);
    }

    public Signer at(String moment) {
        return new Signer(key, secret, region, service, moment);
    }

    /** Adds {@code X-Amz-Date} and {@code Authorization}; signs every header that is there. */
    public HttpRequest header(HttpRequest request) {
        var headers = new HashMap<>(request.headers());
        headers.put("x-amz-date", List.of(time));
        var dated = with(request, request.rawQuery(), headers);
        var signed = new TreeMap<>(headers).keySet();
        String names = String.join(";", signed);
        String payload =
                request.header("x-amz-content-sha256")
                        .filter("UNSIGNED-PAYLOAD"::equals)
                        .orElseGet(() -> hash(request.body()));
        String signature = signature(dated, names, payload);
        headers.put(
                "authorization",
                List.of(
                        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                                .formatted(key, scope(), names, signature)));
        return with(request, request.rawQuery(), headers);
    }

    /** Adds the six parameters of a presigned URL; only the host is signed. */
    public HttpRequest presigned(HttpRequest request, long expires, String token) {
        String query =
                request.rawQuery()
                        + (request.rawQuery().isEmpty() ? "" : "&")
                        + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                        + encode(key + "/" + scope())
                        + "&X-Amz-Date="
                        + time
                        + "&X-Amz-Expires="
                        + expires
                        + "&X-Amz-SignedHeaders=host"
                        + (token.isEmpty() ? "" : "&X-Amz-Security-Token=" + encode(token));
        var unsigned = with(request, query, request.headers());
        String signature = signature(unsigned, "host", hash(request.body()));
        return with(request, query + "&X-Amz-Signature=" + signature, request.headers());
    }

    private String scope() {
        return "%s/%s/%s/aws4_request".formatted(time.substring(0, 8), region, service);
    }

    private String signature(HttpRequest request, String names, String payload) {
        String headers =
                List.of(names.split(";")).stream()
                        .map(name ->
                                name
                                        + ":"
                                        + request.headers().get(name).stream()
                                                .map(String::strip)
                                                .collect(Collectors.joining(","))
                                        + "\n")
                        .collect(Collectors.joining());
        String canonical =
                String.join(
                        "\n",
                        request.method(),
                        encode(request.rawPath()).replace("%2F", "/"),
                        query(request.rawQuery()),
                        headers,
                        names,
                        payload);
        String text =
                String.join(
                        "\n",
                        "AWS4-HMAC-SHA256",
                        time,
                        scope(),
                        hash(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] derived = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : (scope()).split("/")) derived = hmac(derived, part);
        return HexFormat.of().formatHex(hmac(derived, text));
    }

    private static String query(String raw) {
        var pairs = new ArrayList<List<String>>();
        for (String pair : raw.split("&")) {
            if (pair.isEmpty()) continue;
            String[] parts = pair.split("=", 2);
            String value = parts.length < 2 ? "" : decode(parts[1]);
            pairs.add(List.of(encode(decode(parts[0])), encode(value)));
        }
        pairs.sort(
                Comparator.comparing((List<String> pair) -> pair.getFirst())
                        .thenComparing(List::getLast));
        return pairs.stream().map(pair -> String.join("=", pair)).collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest with(
            HttpRequest request, String query, Map<String, List<String>> headers) {
        return new HttpRequest(
                request.method(),
                request.rawPath(),
                query,
                headers,
                request.body(),
                request.remoteAddress());
    }

    public static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
