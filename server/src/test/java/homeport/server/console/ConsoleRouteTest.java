package homeport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.proxy.sql.Effect;
import homeport.server.console.ConsoleRoute.Reply;
import homeport.server.console.ConsoleRoute.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the console's files are served as, and that the bundle is of the sources beside it. */
class ConsoleRouteTest {
    private static final Path CONSOLE = Path.of("../console");
    private static final Path BUNDLE = Path.of("src/main/resources/homeport/server/console/bundle");
    private static final int PACKED_BYTES_MAX = 1_500_000;
    private static final Pattern SCRIPT = Pattern.compile("src=\"/console/(assets/[^\"]+\\.js)\"");

    @Test
    void theFirstPageIsWhatEveryAddressGetsAndForbidsWhatItDoesNotNeed() throws IOException {
        Reply first = get("/console/");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.headers())
                .containsEntry("Content-Type", "text/html; charset=utf-8")
                .containsEntry("Cache-Control", "no-cache")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Encoding", "gzip");
        assertThat(first.headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
                .doesNotContain("unsafe");
        String page = unpacked(first.body());
        assertThat(page).contains("<div id=\"console\">").doesNotContain("<style");
        assertThat(get("/console/databases/orders").body()).isEqualTo(first.body());
        Matcher script = SCRIPT.matcher(page);
        assertThat(script.find()).isTrue();
        Reply code = get("/console/" + script.group(1));
        assertThat(code.headers())
                .containsEntry("Content-Type", "text/javascript; charset=utf-8")
                .containsEntry("Cache-Control", "public, max-age=31536000, immutable");
    }

    @Test
    void whoDoesNotTakePackedFilesGetsThemAsTheyAre() {
        Reply plain = ConsoleRoute.answer(new Request("GET", "/console/", "", false, "", ""));
        assertThat(plain.headers()).doesNotContainKey("Content-Encoding");
        assertThat(new String(plain.body(), StandardCharsets.UTF_8)).contains("<title>Homeport");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    /console/assets/nothing-1234.js,                404
                    /console/assets/../index.html,                  404
                    /console/assets/%2e%2e/sources.sha256,          404
                    /console,                                       302
                    """)
    void otherPaths(String path, int status) {
        assertThat(get(path).status()).isEqualTo(status);
    }

    @Test
    void onlyReadingIsAnswered() {
        assertThat(
                        ConsoleRoute.answer(new Request("POST", "/console/", "", false, "", "gzip"))
                                .status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    GET,  /,             '',                 false, text/html,        true
                    GET,  /,             '',                 true,  text/html,        false
                    GET,  /,             Action=ListQueues,  false, text/html,        false
                    GET,  /,             '',                 false, application/json, false
                    POST, /,             '',                 false, text/html,        false
                    GET,  /console/x,    '',                 false, '',               true
                    GET,  /consolation/, '',                 false, text/html,        false
                    """)
    void aBrowserIsToldFromAClientOfTheApis(
            String method, String path, String query, boolean signed, String accept, boolean is) {
        assertThat(ConsoleRoute.isFor(new Request(method, path, query, signed, accept, "")))
                .isEqualTo(is);
    }

    @Test
    void theBundleIsOfTheSourcesThatAreThere() throws IOException {
        assertThat(sources())
                .as("run console/build: its sources changed since the bundle was made")
                .isEqualTo(Files.readString(BUNDLE.resolve("sources.sha256")).strip());
    }

    @Test
    void theBundleIsSmall() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(BUNDLE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) bytes += Files.size(file);
        }
        assertThat(bytes).isLessThan(PACKED_BYTES_MAX);
    }

    @Test
    void theRemediesForPinsAreTheProxysOwn() throws IOException {
        Map<String, List<String>> shown = new TreeMap<>();
        Path file = CONSOLE.resolve("src/pages/proxy/remedies.json");
        for (JsonNode one : JsonMapper.shared().readTree(Files.readString(file)))
            shown.put(
                    one.get("effect").asString(),
                    List.of(one.get("reason").asString(), one.get("advice").asString()));
        Map<String, List<String>> known = new TreeMap<>();
        for (Effect effect : Effect.values())
            if (Effect.pins(effect.bit()))
                known.put(effect.name(), List.of(effect.reason(), effect.advice()));
        assertThat(shown).isEqualTo(known);
    }

    private static Reply get(String path) {
        return ConsoleRoute.answer(new Request("GET", path, "", false, "*/*", "gzip, deflate"));
    }

    private static String unpacked(byte[] packed) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As {@code console/build} reckons it: the hash of the list that sha256sum prints. */
    private static String sources() throws IOException {
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "index.html",
                                "package.json",
                                "package-lock.json",
                                "tsconfig.json",
                                "vite.config.ts"));
        try (Stream<Path> files = Files.walk(CONSOLE.resolve("src"))) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(CONSOLE.relativize(file).toString()));
        }
        StringBuilder list = new StringBuilder();
        for (String name : names.stream().sorted().toList())
            list.append(hash(Files.readAllBytes(CONSOLE.resolve(name))))
                    .append("  ")
                    .append(name)
                    .append('\n');
        return hash(list.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }
}
