package homeport.server.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * {@code GET /console/…} on the API port: the files of the bundle, which lie packed beside this
 * class, and for every other address there its first page, which finds out by itself what to show.
 * Asks for no signature: the files are the same for everybody. Knows no HTTP server; safe from any
 * thread.
 */
public final class ConsoleRoute {
    public static final String PREFIX = "/console/";

    private static final String ROOT = "/console";
    private static final String FIRST = "index.html";
    private static final Pattern FILE = Pattern.compile("(assets/)?[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Names below it have a hash of their content. */
    private static final String HASHED = "assets/";

    private static final Map<String, String> MEDIA_TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "woff", "font/woff",
                    "woff2", "font/woff2",
                    "png", "image/png");

    /** Scripts and styles of our own only, and no address to send anything to but this one. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private ConsoleRoute() {}

    /** Whether {@link #answer} is for it; all else is an AWS API's. */
    public static boolean isFor(Request request) {
        return request.path().equals(ROOT) || request.path().startsWith(PREFIX) || isVisit(request);
    }

    /** Somebody who typed the address into a browser. */
    private static boolean isVisit(Request request) {
        return request.path().equals("/")
                && request.method().equals("GET")
                && request.query().isEmpty()
                && !request.isSigned()
                && request.accept().contains("text/html");
    }

    public static Reply answer(Request request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD"))
            return text(405, "The console is read by GET.\n");
        if (!request.path().startsWith(PREFIX)) return redirect();
        String name = request.path().substring(PREFIX.length());
        Optional<byte[]> file = FILE.matcher(name).matches() ? packed(name) : Optional.empty();
        if (file.isPresent()) return file(name, file.get(), request);
        if (name.startsWith(HASHED)) return text(404, "There is no such file of the console.\n");
        return packed(FIRST)
                .map(first -> file(FIRST, first, request))
                .orElseGet(() -> text(404, "This build has no console.\n"));
    }

    private static Reply redirect() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Location", PREFIX);
        headers.put("Cache-Control", "no-store");
        return new Reply(302, headers, new byte[0]);
    }

    private static Reply text(int status, String text) {
        Map<String, String> headers = guarded("text/plain; charset=utf-8");
        headers.put("Cache-Control", "no-store");
        return new Reply(status, headers, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply file(String name, byte[] packed, Request request) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        Map<String, String> headers =
                guarded(MEDIA_TYPES.getOrDefault(ending, "application/octet-stream"));
        headers.put(
                "Cache-Control",
                name.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache");
        headers.put("Vary", "Accept-Encoding");
        if (!request.acceptEncoding().contains("gzip"))
            return new Reply(200, headers, unpacked(packed));
        headers.put("Content-Encoding", "gzip");
        return new Reply(200, headers, packed);
    }

    private static Map<String, String> guarded(String mediaType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", mediaType);
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        return headers;
    }

    private static Optional<byte[]> packed(String name) {
        try (InputStream in = ConsoleRoute.class.getResourceAsStream("bundle/" + name + ".gz")) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken); // our own jar
        }
    }

    private static byte[] unpacked(byte[] packed) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * What of a request matters here.
     *
     * @param isSigned it has an {@code Authorization}
     * @param accept empty where it says none, as the next
     */
    public record Request(
            String method,
            String path,
            String query,
            boolean isSigned,
            String accept,
            String acceptEncoding) {}

    /** What is answered. */
    public record Reply(int status, Map<String, String> headers, byte[] body) {}
}
