package homeport.server;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.data.DataFolder;
import homeport.server.local.LocalClient;
import homeport.server.openmetrics.Exposition;
import homeport.server.openmetrics.MetricsRoute;
import homeport.server.openmetrics.OpenMetricsText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as its user meets it: real processes, started by the launcher. */
class ServiceTest {
    @TempDir Path folder;
    private Checkout checkout;
    private Path data;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void build() throws IOException {
        if (DataFolder.ofRoot()) // the account of the engines passes through
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        checkout = Checkout.in(Files.createDirectory(folder.toRealPath().resolve("checkout")));
        data = folder.toRealPath().resolve("it's data");
    }

    @AfterEach
    void killWhatStillRuns() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    @Test
    void aSecondUpOnTheSameFolderIsRefused() throws Exception {
        Process first = up(data);
        Checkout.Result second = checkout.run("up", "--data", data.toString(), "--port", "0");
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err().lines())
                .singleElement()
                .asString()
                .contains("already runs on " + data, "process " + first.pid(), "--data");
    }

    @Test
    void twoFoldersRunSideBySide() throws Exception {
        up(data);
        Path other = folder.resolve("other");
        up(other);
        assertThat(status(data).api()).isNotEqualTo(status(other).api());
    }

    @Test
    void aTakenPortIsNamedWithTheFlagThatChangesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            Checkout.Result result = checkout.run("up", "--data", data.toString(), "--port", port);
            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .contains("port " + port, "--port");
            assertThat(result.status()).isEqualTo(1);
        }
    }

    @Test
    void aShellEvaluatesEnvAlsoWhenTheServiceIsDown() throws Exception {
        Process service = up(data);
        assertThat(checkout.run("down", "--data", data.toString()).status()).isZero();
        assertThat(service.waitFor()).isZero();
        String env = checkout.run("env", "--data", data.toString(), "--aws-function").out();
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-euc",
                                env
                                        + "printf '%s\\n' \"$AWS_ENDPOINT_URL\" \"$AWS_ACCESS_KEY_ID\""
                                        + " \"${#AWS_SECRET_ACCESS_KEY}\" \"$PGSSLROOTCERT\"")
                        .start();
        assertThat(Checkout.finish(shell).out().lines())
                .satisfiesExactly(
                        url -> assertThat(url).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*"),
                        id -> assertThat(id).matches("AKIA[A-Z2-7]{16}"),
                        length -> assertThat(length).isEqualTo("40"),
                        root -> assertThat(root).isEqualTo(data + "/ca/root.pem"));
    }

    @Test
    void aScraperWithTheTokenReadsWhatIsMeasured() throws Exception {
        up(data);
        Path file = data.resolve(MetricsRoute.TOKEN_FILE);
        assertThat(mode(file)).isEqualTo("rw-------");
        HttpRequest.Builder scrape =
                HttpRequest.newBuilder(URI.create(status(data).api() + MetricsRoute.PATH));
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(scrape.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(401);
            HttpResponse<String> told =
                    client.send(
                            scrape.header("Authorization", "Bearer " + Files.readString(file))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(told.headers().firstValue("Content-Type")).contains(Exposition.MEDIA_TYPE);
            assertThat(OpenMetricsText.parse(told.body()))
                    .containsEntry(
                            "homeport_build_info", Map.of(Map.of("version", Version.text()), 1.0));
        }
    }

    @Test
    void aKilledServiceIsNotTakenForARunningOne() throws Exception {
        Process killed = up(data);
        killed.destroyForcibly().waitFor();
        assertThat(mode(data.resolve("run/service.json"))).isEqualTo("rw-------");
        assertThat(mode(data.resolve("credentials.json"))).isEqualTo("rw-------");
        // root's engines pass through to their own folders, and see no secret on the way
        assertThat(mode(data)).isEqualTo(DataFolder.ofRoot() ? "rwx--x--x" : "rwx------");
        assertThat(mode(data.resolve("run"))).isEqualTo("rwx------");
        assertThat(mode(data.resolve("store"))).isEqualTo("rwx------");
        assertThat(mode(data.resolve("ca"))).isEqualTo("rwx------");
        Checkout.Result status = checkout.run("status", "--data", data.toString());
        assertThat(status.err()).contains("does not run on").contains("./homeport up --data ");
        assertThat(status.status()).isEqualTo(1);
        Process next = up(data);
        assertThat(status(data).pid()).isEqualTo(next.pid());
    }

    @Test
    void aTerminatedServiceSaysGoodbyeInItsLog() throws Exception {
        Process service = up(data);
        service.destroy();
        assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(data.resolve("run/service.json")).doesNotExist();
        assertThat(Files.readString(data.resolve("log/homeport.log")))
                .contains("Homeport stops, its databases run on");
    }

    private Process up(Path where) throws IOException {
        Process process = checkout.start("up", "--data", where.toString(), "--port", "0");
        started.add(process);
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()));
        String line = out.readLine();
        if (line == null) line = new String(process.getErrorStream().readAllBytes());
        assertThat(line).isEqualTo("Homeport is ready");
        return process;
    }

    private static Status status(Path where) throws IOException {
        return LocalClient.of(where).orElseThrow().status();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
