package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The commands of {@code examples/cdk/README.md}: the CDK of npm bootstraps, deploys the whole
 * architecture, whose outputs connect, and destroys it. Skipped where there is no npm, or nothing
 * comes from its registry.
 */
class CdkIT {
    private static final Path EXAMPLE = Path.of("..", "examples", "cdk");
    private static final Duration INSTALL_MAX = Duration.ofMinutes(4);
    private static final Duration COMMAND_MAX = Duration.ofMinutes(6);

    @TempDir Path home;

    private Stage stage;

    @Test
    void theExampleIsDeployedConnectsAndGoes() throws Exception {
        try (Stage opened = Stage.in(home)) {
            stage = opened;
            Path app = copy();
            assumeTrue(installs(app), "npm has no packages");
            cdk(app, "bootstrap", "aws://000000000000/us-east-1");
            cdk(app, "deploy", "--require-approval", "never", "--outputs-file", "outputs.json");
            JsonNode outputs =
                    JsonMapper.shared()
                            .readTree(app.resolve("outputs.json").toFile())
                            .get("RDSStack");
            connects(outputs);
            runsTheModule(app, outputs);
            cdk(app, "destroy", "--force");
            try (RdsClient rds = stage.rds()) {
                assertThat(rds.describeDBInstances().dbInstances()).isEmpty();
                assertThat(rds.describeDBProxies(r -> {}).dbProxies()).isEmpty();
            }
        }
    }

    private Path copy() throws IOException {
        Path app = Files.createDirectories(home.resolve("app"));
        Files.createDirectory(app.resolve("lib"));
        for (String file :
                List.of(
                        "app.ts",
                        "cdk.json",
                        "lib/rds-stack.ts",
                        "package.json",
                        "package-lock.json",
                        "tsconfig.json")) Files.copy(EXAMPLE.resolve(file), app.resolve(file));
        return app;
    }

    private static boolean installs(Path app) throws InterruptedException {
        try {
            return run(app, Map.of(), INSTALL_MAX, "npm", "ci", "--no-audit", "--no-fund") == 0;
        } catch (IOException noNpm) {
            return false;
        }
    }

    private void cdk(Path app, String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 3];
        command[0] = "npx";
        command[1] = "cdk";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        command[command.length - 1] = "--no-notices";
        succeeds(app, command);
    }

    private void succeeds(Path folder, String... command) throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of(
                        "AWS_ENDPOINT_URL", stage.api(),
                        "AWS_ACCESS_KEY_ID", stage.key().accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", stage.key().secretAccessKey(),
                        "AWS_REGION", "us-east-1",
                        "AWS_EC2_METADATA_DISABLED", "true");
        assertThat(run(folder, environment, COMMAND_MAX, command))
                .as(() -> String.join(" ", command) + "\n" + said(folder))
                .isZero();
    }

    private static int run(
            Path folder, Map<String, String> environment, Duration max, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said.txt").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (process.waitFor(max.toSeconds(), TimeUnit.SECONDS)) return process.exitValue();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return -1;
    }

    private static String said(Path app) {
        try {
            return Files.readString(app.resolve("said.txt"));
        } catch (IOException nothing) {
            return nothing.toString();
        }
    }

    /** With a token at the proxy, as the application does. */
    private void connects(JsonNode outputs) throws Exception {
        String proxy = outputs.get("ProxyEndpoint").asString();
        Properties who = new Properties();
        who.setProperty("user", "pgadmin");
        who.setProperty("password", Tokens.of(stage, proxy, 5432, "pgadmin"));
        who.setProperty("sslmode", "require");
        String url = "jdbc:postgresql://" + proxy + ":5432/postgres";
        try (Connection connection = DriverManager.getConnection(url, who);
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
                row.next();
                assertThat(row.getBoolean(1)).isFalse();
            }
            statement.execute("CREATE DATABASE appdb");
        }
    }

    /**
     * The document's, as far as its user can go: whom the replica lets in by token, it may not let
     * in by password, as which the proxy signs in.
     */
    private void runsTheModule(Path app, JsonNode outputs) throws Exception {
        ReferenceModule.write(
                app,
                Map.of(
                        ReferenceModule.PROXY_HOST, outputs.get("ProxyEndpoint").asString(),
                        ReferenceModule.REPLICA_HOST, outputs.get("ReplicaEndpoint").asString()));
        Files.writeString(app.resolve("program.py"), ReferenceCommands.MODULE_WRITER);
        succeeds(app, "/usr/bin/python3", "program.py");
        assertThat(said(app)).contains("written");
    }
}
